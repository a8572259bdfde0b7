import { useState } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { post } from "../../shared/api.ts";
import { now } from "../../shared/clock.ts";
import { useCommand } from "../../shared/command.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { obstacle } from "../jobs/duties.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { texts } from "../texts.ts";
import { Fail } from "./fail.tsx";

/** Not before it is ready, and not with another's bag. */
export const Depart = ({ job, jobs }: { job: Delivery; jobs: Jobs }) => {
	const [isTicked, setIsTicked] = useState(false);
	const said = texts.value;
	const depart = useCommand((key) =>
		jobs.command(async () => jobs.learn((await post<Delivery>(`/v1/deliveries/${job.orderId}/depart`, undefined, key)).body)),
	);
	const hindered = obstacle(job, { isTicked, pin: "", now: now.value });
	return (
		<>
			<label class="tick">
				<input type="checkbox" checked={isTicked} onChange={({ currentTarget }) => setIsTicked(currentTarget.checked)} />
				<span>{said.tick(job.number ?? "")}</span>
			</label>
			<p class="small muted" role="status">
				{hindered === "not_ready" && said.notReady}
				{hindered === "not_ticked" && said.notTicked}
			</p>
			<ProblemNote problem={depart.problem.value} />
			<div class="commands">
				<Fail job={job} jobs={jobs} />
				<CommandButton command={depart} look="main" isOff={hindered !== undefined}>
					{said.depart}
				</CommandButton>
			</div>
		</>
	);
};
