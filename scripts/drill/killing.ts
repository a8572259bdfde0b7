import { setTimeout as sleep } from "node:timers/promises";
import { type Outcome, underLoad, waitUntilMet } from "./drill.ts";
import type { Fleet } from "./fleet.ts";
import type { Tally } from "./tally.ts";

interface Killing {
	deadFor: number;
	perSecond: number;
	/** Prolongs the time that a node is down until this holds. */
	isMet?: (tally: Tally) => boolean;
}

/** Kills every node in turn (SIGKILL) and restarts it after `deadFor` seconds. */
export const killEach = (fleet: Fleet, { deadFor, isMet = () => true, perSecond }: Killing): Promise<Outcome> =>
	underLoad(fleet, perSecond, async ({ tally }) => {
		for (const node of fleet.nodes) {
			tally.phase = `${node.name} killed`;
			await node.end("SIGKILL");
			await sleep(deadFor * 1000);
			await waitUntilMet(() => isMet(tally));
			await node.start();
		}
	});
