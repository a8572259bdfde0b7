import { setTimeout as sleep } from "node:timers/promises";
import { type Outcome, underLoad } from "./drill.ts";
import type { Fleet } from "./fleet.ts";

export interface RollingOutcome extends Outcome {
	/** How long each node was down, in milliseconds. */
	downtimes: [node: string, ms: number][];
}

/** Restarts the nodes one after another. The next one starts once this one is ready and `settle` ms have passed for its discovery. */
export async function roll(fleet: Fleet, { perSecond, settle }: { perSecond: number; settle: number }): Promise<RollingOutcome> {
	const downtimes: RollingOutcome["downtimes"] = [];
	const outcome = await underLoad(fleet, perSecond, async ({ tally }) => {
		tally.phase = "rolling";
		await sleep(settle);
		for (const node of fleet.nodes) {
			const stoppedAt = performance.now();
			await node.end("SIGTERM");
			await node.start();
			downtimes.push([node.name, performance.now() - stoppedAt]);
			await sleep(settle);
		}
	});
	return { ...outcome, downtimes };
}
