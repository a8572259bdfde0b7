import { setTimeout as sleep } from "node:timers/promises";
import { type Outcome, underLoad } from "./drill.ts";
import type { Fleet } from "./fleet.ts";

/** Kills every node in turn without a word, leaves it dead for so many seconds, and starts it again. */
export const killEach = (fleet: Fleet, { deadFor, perSecond }: { deadFor: number; perSecond: number }): Promise<Outcome> =>
	underLoad(fleet, perSecond, async ({ tally }) => {
		for (const node of fleet.nodes) {
			tally.phase = `${node.name} killed`;
			await node.end("SIGKILL");
			await sleep(deadFor * 1000);
			await node.start();
		}
	});
