import type { Delivery } from "../../../contracts/delivery.ts";
import { post } from "../../shared/api.ts";
import { now } from "../../shared/clock.ts";
import { useCommand } from "../../shared/command.ts";
import { countdown } from "../../shared/format.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { texts } from "../texts.ts";
import type { Jobs } from "./jobs.ts";
import { obstacle } from "./rider-commands.ts";

interface StepProps {
	job: Delivery;
	jobs: Jobs;
}

const TimeLeft = ({ answerBy }: { answerBy: string }) => {
	const left = Date.parse(answerBy) - now.value;
	const t = texts.value;
	return (
		<p class={left > 0 ? "left" : "left wrong"} role="timer">
			{left > 0 ? t.answerIn(countdown(left)) : t.tooLate}
		</p>
	);
};

/** Accept or decline an offered delivery. */
export const OfferAnswer = ({ job, jobs }: StepProps) => {
	const t = texts.value;
	const path = `/v1/deliveries/${job.orderId}`;
	const accept = useCommand((key) => jobs.run(async () => jobs.update((await post<Delivery>(`${path}/accept`, undefined, key)).body)));
	const decline = useCommand((key) =>
		jobs.finish(job.orderId, async () => jobs.update((await post<Delivery>(`${path}/decline`, undefined, key)).body)),
	);
	const isOff = obstacle(job, { isChecked: false, pin: "", now: now.value }) !== undefined;
	return (
		<>
			{job.answerBy && <TimeLeft answerBy={job.answerBy} />}
			<ProblemNote problem={accept.problem.value ?? decline.problem.value} />
			<div class="commands">
				<CommandButton command={decline} isOff={accept.isSending.value}>
					{t.decline}
				</CommandButton>
				<CommandButton command={accept} look="main" isOff={isOff || decline.isSending.value}>
					{t.accept}
				</CommandButton>
			</div>
		</>
	);
};
