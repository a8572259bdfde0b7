import { useEffect } from "preact/hooks";
import type { Delivery } from "../../contracts/delivery.ts";
import { serverTime } from "../shared/clock.ts";
import { clockTime } from "../shared/format.ts";
import { connection } from "../shared/live.ts";
import { Banner } from "../shared/ui/Banner.tsx";
import { ProblemNote } from "../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../shared/ui/Skeleton.tsx";
import { StatusWord } from "../shared/ui/StatusWord.tsx";
import { HEADING_ID, useFocusFallback } from "./focus.ts";
import { type GroupedDeliveries, groupDeliveries } from "./jobs/deliveries.ts";
import { JobCard } from "./jobs/job-card.tsx";
import { type Jobs, useJobs } from "./jobs/jobs.ts";
import { DoneToday, OpenJobs } from "./jobs/lists.tsx";
import { offered } from "./jobs/offer.ts";
import { OfferAnswer } from "./jobs/offer-answer.tsx";
import { RemovedJobsNotice } from "./jobs/removed-jobs-notice.tsx";
import { useLocationReporting } from "./location/reporting.ts";
import { Confirm } from "./ride/confirm.tsx";
import { Depart } from "./ride/depart.tsx";
import { EndShift, rider, StartShift, shiftProblem, useShift } from "./shift.tsx";
import { texts } from "./texts.ts";

interface JobProps {
	job: Delivery;
	jobs: Jobs;
}

const ShiftStrip = () => {
	const t = texts.value;
	const onShift = rider.value?.onShift;
	return (
		<div class="row between shift">
			{onShift === undefined ? (
				<ProblemNote problem={shiftProblem.value} />
			) : (
				<StatusWord tone={onShift ? "good" : "plain"}>{onShift ? t.onShift : t.offShift}</StatusWord>
			)}
			{onShift && <EndShift />}
		</div>
	);
};

const Waiting = () => {
	const t = texts.value;
	const onShift = rider.value?.onShift;
	return (
		<section class="card waiting" aria-labelledby={HEADING_ID}>
			<h2 id={HEADING_ID} tabIndex={-1}>
				{onShift === false ? t.offShiftTitle : t.noJob}
			</h2>
			<p class="muted">{onShift === false ? t.offShiftHint : t.noJobHint}</p>
			{onShift && rider.value?.lat === null && <p class="wrong">{t.locationUnknown}</p>}
		</section>
	);
};

const Step = (props: JobProps) => {
	const { status } = props.job;
	if (status === "assigned") return <OfferAnswer {...props} />;
	return status === "accepted" ? <Depart {...props} /> : <Confirm {...props} />;
};

/** The bar at the bottom, within reach of the thumb. */
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

const Overview = ({ groups, jobs }: { jobs: Jobs; groups: GroupedDeliveries }) => {
	const job = groups.mine[0];
	const t = texts.value;
	useLocationReporting(jobs, job);
	useFocusFallback(`${job?.orderId}/${job?.status}`);
	useEffect(() => {
		offered.value = job?.status === "assigned" ? (job.number ?? "") : undefined;
	}, [job?.orderId, job?.status]);
	return (
		<>
			<p class="unseen" role="status">
				{offered.value !== undefined && t.titleWithOffer(offered.value)}
			</p>
			{jobs.done.value !== undefined && <Banner tone="good">{t.done(jobs.done.value)}</Banner>}
			{job ? <JobCard key={job.orderId} job={job} /> : <Waiting />}
			<OpenJobs asOf={jobs.list.asOf.value} deliveries={groups.open} isOpen={job === undefined} />
			<DoneToday deliveries={groups.doneToday} />
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
			<RemovedJobsNotice jobs={jobs} />
			{value.value ? (
				<Overview jobs={jobs} groups={groupDeliveries(value.value, riderId, serverTime())} />
			) : problem.value ? (
				<ProblemNote problem={problem.value} />
			) : (
				<Skeleton />
			)}
		</>
	);
};
