import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { Figures } from "../figures/figures.tsx";
import { texts } from "../texts.ts";
import { onlyIssues } from "../ui/region.tsx";
import { AuditRegion } from "./audit.tsx";
import { Breakers } from "./breakers.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { HeldCancellations } from "./held-cancellations.tsx";
import { Nodes } from "./nodes.tsx";
import { isStale, overview, problem } from "./overview.ts";
import { Queues } from "./queues.tsx";
import { RebuildRegion } from "./rebuild.tsx";

const IssueFilter = () => (
	<label class="pick">
		<input
			type="checkbox"
			checked={onlyIssues.value}
			onChange={({ currentTarget }) => {
				onlyIssues.value = currentTarget.checked;
			}}
		/>
		{texts.value.onlyIssues}
	</label>
);

export const Status = () => {
	const loaded = overview.value;
	if (!loaded) return problem.value ? <ProblemNote problem={problem.value} message={texts.value.loadFailed} /> : <Skeleton lines={8} />;
	return (
		<div class={isStale.value ? "stale" : undefined}>
			<div class="row between">
				<IssueFilter />
				<ProblemNote problem={problem.value} />
			</div>
			<div class="regions">
				<div class="column">
					<DeadLetters overview={loaded} />
					<HeldCancellations overview={loaded} />
					<AuditRegion />
					<RebuildRegion overview={loaded} />
				</div>
				<div class="column">
					<Queues />
					<Breakers overview={loaded} />
				</div>
				<div class="column">
					<Nodes overview={loaded} />
				</div>
			</div>
			<Figures />
		</div>
	);
};
