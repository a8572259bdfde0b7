import { setTimeout as sleep } from "node:timers/promises";
import type { BackingName } from "./backing.ts";
import { untilCaughtUp } from "./books.ts";
import { type Outcome, SETTLED_WITHIN, underLoad, untilMet } from "./drill.ts";
import type { Fleet } from "./fleet.ts";
import type { Tally } from "./tally.ts";

export interface Outage {
	server: BackingName;
	seconds: number;
	perSecond: number;
	/** Before it and after it, in seconds. */
	around: number;
	/** It stays away for longer until this holds. */
	isMet?: (tally: Tally) => boolean;
}

export interface OutageOutcome extends Outcome {
	how: string;
	/** From the server's return until all that was acknowledged by then has come to its end. */
	caughtUpMs: number;
}

/** Takes one of the servers away for a while. */
export async function outage(fleet: Fleet, { around, isMet = () => true, perSecond, seconds, server }: Outage): Promise<OutageOutcome> {
	const backing = fleet.backings.get(server);
	if (!backing) throw new Error(`This fleet runs without ${server}.`);
	let caughtUpMs = Number.NaN;
	const outcome = await underLoad(fleet, perSecond, async ({ customers, tally }) => {
		tally.phase = "before";
		await sleep(around * 1000);
		tally.phase = "during";
		await backing.away();
		await sleep(seconds * 1000);
		await untilMet(() => isMet(tally));
		await backing.back();
		tally.phase = "after";
		const backAt = Date.now();
		await untilCaughtUp(customers, backAt, SETTLED_WITHIN);
		caughtUpMs = Date.now() - backAt;
		await sleep(Math.max(0, around * 1000 - caughtUpMs));
	});
	return { ...outcome, how: backing.how, caughtUpMs };
}
