import type { Delivery } from "../../../contracts/delivery.ts";
import { post } from "../../shared/api.ts";
import { now } from "../../shared/clock.ts";
import { useCommand } from "../../shared/command.ts";
import { countdown } from "../../shared/format.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { texts } from "../texts.ts";
import { obstacle } from "./duties.ts";
import type { Jobs } from "./jobs.ts";

interface StepProps {
	job: Delivery;
	jobs: Jobs;
}

const TimeLeft = ({ answerBy }: { answerBy: string }) => {
	const left = Date.parse(answerBy) - now.value;
	const said = texts.value;
	return (
		<p class={left > 0 ? "left" : "left wrong"} role="timer">
			{left > 0 ? said.answerIn(countdown(left)) : said.tooLate}
		</p>
	);
};

/** Take it or leave it. */
export const Answer = ({ job, jobs }: StepProps) => {
	const said = texts.value;
	const path = `/v1/deliveries/${job.orderId}`;
	const accept = useCommand((key) => jobs.command(async () => jobs.learn((await post<Delivery>(`${path}/accept`, undefined, key)).body)));
	const decline = useCommand((key) =>
		jobs.letGo(job.orderId, async () => jobs.learn((await post<Delivery>(`${path}/decline`, undefined, key)).body)),
	);
	const isOff = obstacle(job, { isTicked: false, pin: "", now: now.value }) !== undefined;
	return (
		<>
			{job.answerBy && <TimeLeft answerBy={job.answerBy} />}
			<ProblemNote problem={accept.problem.value ?? decline.problem.value} />
			<div class="commands">
				<CommandButton command={decline} isOff={accept.isSending.value}>
					{said.decline}
				</CommandButton>
				<CommandButton command={accept} look="main" isOff={isOff || decline.isSending.value}>
					{said.accept}
				</CommandButton>
			</div>
		</>
	);
};
