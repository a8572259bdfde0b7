import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { Figures } from "../figures/figures.tsx";
import { texts } from "../texts.ts";
import { onlyTrouble } from "../ui/region.tsx";
import { AuditRegion } from "./audit.tsx";
import { Breakers } from "./breakers.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { HeldCancellations } from "./held-cancellations.tsx";
import { Nodes } from "./nodes.tsx";
import { Queues } from "./queues.tsx";
import { RebuildRegion } from "./rebuild.tsx";
import { isStale, overview, problem } from "./snapshots.ts";

const TroubleFilter = () => (
	<label class="pick">
		<input
			type="checkbox"
			checked={onlyTrouble.value}
			onChange={({ currentTarget }) => {
				onlyTrouble.value = currentTarget.checked;
			}}
		/>
		{texts.value.onlyTrouble}
	</label>
);

export const Status = () => {
	const seen = overview.value;
	if (!seen) return problem.value ? <ProblemNote problem={problem.value} message={texts.value.loadFailed} /> : <Skeleton lines={8} />;
	return (
		<div class={isStale.value ? "stale" : undefined}>
			<div class="row between">
				<TroubleFilter />
				<ProblemNote problem={problem.value} />
			</div>
			<div class="regions">
				<div class="column">
					<DeadLetters overview={seen} />
					<HeldCancellations overview={seen} />
					<AuditRegion />
					<RebuildRegion overview={seen} />
				</div>
				<div class="column">
					<Queues />
					<Breakers overview={seen} />
				</div>
				<div class="column">
					<Nodes overview={seen} />
				</div>
			</div>
			<Figures />
		</div>
	);
};
