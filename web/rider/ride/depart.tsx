import { useState } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { post } from "../../shared/api.ts";
import { now } from "../../shared/clock.ts";
import { useCommand } from "../../shared/command.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Jobs } from "../jobs/jobs.ts";
import { obstacle } from "../jobs/rider-commands.ts";
import { texts } from "../texts.ts";
import { Fail } from "./fail.tsx";

/** The rider can depart when the order is ready and its number on the bag is confirmed. */
export const Depart = ({ job, jobs }: { job: Delivery; jobs: Jobs }) => {
	const [isChecked, setIsChecked] = useState(false);
	const t = texts.value;
	const depart = useCommand((key) =>
		jobs.run(async () => jobs.update((await post<Delivery>(`/v1/deliveries/${job.orderId}/depart`, undefined, key)).body)),
	);
	const blocker = obstacle(job, { isChecked, pin: "", now: now.value });
	return (
		<>
			<label class="check">
				<input type="checkbox" checked={isChecked} onChange={({ currentTarget }) => setIsChecked(currentTarget.checked)} />
				<span>{t.checkNumber(job.number ?? "")}</span>
			</label>
			<p class="small muted" role="status">
				{blocker === "not_ready" && t.notReady}
				{blocker === "not_checked" && t.notChecked}
			</p>
			<ProblemNote problem={depart.problem.value} />
			<div class="commands">
				<Fail job={job} jobs={jobs} />
				<CommandButton command={depart} look="main" isOff={blocker !== undefined}>
					{t.depart}
				</CommandButton>
			</div>
		</>
	);
};
