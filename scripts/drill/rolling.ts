import { setTimeout as sleep } from "node:timers/promises";
import { type Outcome, underLoad } from "./drill.ts";
import type { Fleet } from "./fleet.ts";

export interface RollingOutcome extends Outcome {
	/** How long each node was away, in milliseconds. */
	away: [node: string, ms: number][];
}

/** Restarts every node in turn, the next once the one before is ready and the others have had the time to see it. */
export async function roll(fleet: Fleet, { perSecond, settle }: { perSecond: number; settle: number }): Promise<RollingOutcome> {
	const away: RollingOutcome["away"] = [];
	const outcome = await underLoad(fleet, perSecond, async ({ tally }) => {
		tally.phase = "rolling";
		await sleep(settle);
		for (const node of fleet.nodes) {
			const began = performance.now();
			await node.end("SIGTERM");
			await node.start();
			away.push([node.name, performance.now() - began]);
			await sleep(settle);
		}
	});
	return { ...outcome, away };
}
