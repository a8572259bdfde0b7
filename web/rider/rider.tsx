import { useEffect } from "preact/hooks";
import type { Delivery } from "../../contracts/delivery.ts";
import { serverTime } from "../shared/clock.ts";
import { clockTime } from "../shared/format.ts";
import { connection } from "../shared/live.ts";
import { Banner } from "../shared/ui/Banner.tsx";
import { ProblemNote } from "../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../shared/ui/Skeleton.tsx";
import { StatusWord } from "../shared/ui/StatusWord.tsx";
import { NOW, useFocusKept } from "./focus.ts";
import { Answer } from "./jobs/answer.tsx";
import { type Sorted, sorted } from "./jobs/deliveries.ts";
import { Gone } from "./jobs/gone.tsx";
import { JobCard } from "./jobs/job-card.tsx";
import { type Jobs, useJobs } from "./jobs/jobs.ts";
import { DoneToday, OpenJobs } from "./jobs/lists.tsx";
import { offered } from "./jobs/offer.ts";
import { useTelling } from "./place/reporting.ts";
import { Confirm } from "./ride/confirm.tsx";
import { Depart } from "./ride/depart.tsx";
import { EndShift, rider, StartShift, shiftProblem, useShift } from "./shift.tsx";
import { texts } from "./texts.ts";

interface JobProps {
	job: Delivery;
	jobs: Jobs;
}

const ShiftStrip = () => {
	const said = texts.value;
	const onShift = rider.value?.onShift;
	return (
		<div class="row between shift">
			{onShift === undefined ? (
				<ProblemNote problem={shiftProblem.value} />
			) : (
				<StatusWord tone={onShift ? "good" : "plain"}>{onShift ? said.onShift : said.offShift}</StatusWord>
			)}
			{onShift && <EndShift />}
		</div>
	);
};

const Waiting = () => {
	const said = texts.value;
	const onShift = rider.value?.onShift;
	return (
		<section class="card waiting" aria-labelledby={NOW}>
			<h2 id={NOW} tabIndex={-1}>
				{onShift === false ? said.offShiftTitle : said.noJob}
			</h2>
			<p class="muted">{onShift === false ? said.offShiftHint : said.noJobHint}</p>
			{onShift && rider.value?.lat === null && <p class="wrong">{said.placeUnknown}</p>}
		</section>
	);
};

const Step = (props: JobProps) => {
	const { status } = props.job;
	if (status === "assigned") return <Answer {...props} />;
	return status === "accepted" ? <Depart {...props} /> : <Confirm {...props} />;
};

/** What the thumb reaches. */
const Bar = ({ job, jobs }: { job: Delivery | undefined; jobs: Jobs }) => {
	if (job)
		return (
			<div class="bar" key={`${job.orderId}/${job.status}`}>
				<Step job={job} jobs={jobs} />
			</div>
		);
	return rider.value?.onShift === false ? (
		<div class="bar">
			<StartShift />
		</div>
	) : null;
};

const Known = ({ jobs, known }: { jobs: Jobs; known: Sorted }) => {
	const job = known.mine[0];
	const said = texts.value;
	useTelling(jobs, job);
	useFocusKept(`${job?.orderId}/${job?.status}`);
	useEffect(() => {
		offered.value = job?.status === "assigned" ? (job.number ?? "") : undefined;
	}, [job?.orderId, job?.status]);
	return (
		<>
			<p class="unseen" role="status">
				{offered.value !== undefined && said.titleWithOffer(offered.value)}
			</p>
			{jobs.done.value !== undefined && <Banner tone="good">{said.done(jobs.done.value)}</Banner>}
			{job ? <JobCard key={job.orderId} job={job} /> : <Waiting />}
			<OpenJobs asOf={jobs.list.asOf.value} deliveries={known.open} isOpen={job === undefined} />
			<DoneToday deliveries={known.doneToday} />
			<Bar job={job} jobs={jobs} />
		</>
	);
};

export const RiderView = ({ riderId }: { riderId: string }) => {
	const jobs = useJobs(riderId);
	useShift();
	const { asOf, problem, value } = jobs.list;
	const isStale = value.value !== undefined && problem.value !== undefined && connection.value.state === "open";
	return (
		<>
			{isStale && <Banner tone="warn">{texts.value.stale(clockTime(asOf.value))}</Banner>}
			<ShiftStrip />
			<Gone jobs={jobs} />
			{value.value ? (
				<Known jobs={jobs} known={sorted(value.value, riderId, serverTime())} />
			) : problem.value ? (
				<ProblemNote problem={problem.value} />
			) : (
				<Skeleton />
			)}
		</>
	);
};
