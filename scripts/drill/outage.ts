import { setTimeout as sleep } from "node:timers/promises";
import type { BackingName } from "./backing.ts";
import { type Outcome, SETTLE_TIMEOUT_MS, underLoad, waitUntilMet } from "./drill.ts";
import type { Fleet } from "./fleet.ts";
import type { Tally } from "./tally.ts";
import { waitUntilCaughtUp } from "./verification.ts";

export interface Outage {
	server: BackingName;
	seconds: number;
	perSecond: number;
	/** How long the load runs before and after the outage, in seconds. */
	around: number;
	/** Prolongs the outage until this holds. */
	isMet?: (tally: Tally) => boolean;
}

export interface OutageOutcome extends Outcome {
	method: string;
	/** From the server's return until all orders acknowledged before it are final. */
	caughtUpMs: number;
}

/** Takes one of the servers down for a while. */
export async function outage(fleet: Fleet, { around, isMet = () => true, perSecond, seconds, server }: Outage): Promise<OutageOutcome> {
	const backing = fleet.backings.get(server);
	if (!backing) throw new Error(`This fleet runs without ${server}.`);
	let caughtUpMs = Number.NaN;
	const outcome = await underLoad(fleet, perSecond, async ({ customers, tally }) => {
		tally.phase = "before";
		await sleep(around * 1000);
		tally.phase = "during";
		await backing.takeDown();
		await sleep(seconds * 1000);
		await waitUntilMet(() => isMet(tally));
		await backing.bringBack();
		tally.phase = "after";
		const backAt = Date.now();
		await waitUntilCaughtUp(customers, backAt, SETTLE_TIMEOUT_MS);
		caughtUpMs = Date.now() - backAt;
		await sleep(Math.max(0, around * 1000 - caughtUpMs));
	});
	return { ...outcome, method: backing.method, caughtUpMs };
}
