import { setTimeout as sleep } from "node:timers/promises";
import { type Outcome, underLoad, untilMet } from "./drill.ts";
import type { Fleet } from "./fleet.ts";
import type { Tally } from "./tally.ts";

interface Killing {
	deadFor: number;
	perSecond: number;
	/** A node stays dead for longer until this holds. */
	isMet?: (tally: Tally) => boolean;
}

/** Kills every node in turn without a word, leaves it dead for so many seconds, and starts it again. */
export const killEach = (fleet: Fleet, { deadFor, isMet = () => true, perSecond }: Killing): Promise<Outcome> =>
	underLoad(fleet, perSecond, async ({ tally }) => {
		for (const node of fleet.nodes) {
			tally.phase = `${node.name} killed`;
			await node.end("SIGKILL");
			await sleep(deadFor * 1000);
			await untilMet(() => isMet(tally));
			await node.start();
		}
	});
