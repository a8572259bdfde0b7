import { setTimeout as sleep } from "node:timers/promises";
import type { Member, ReplicaSet } from "../servers/mongo/replica-set.ts";
import { type Outcome, SETTLE_TIMEOUT_MS, underLoad, waitUntilMet } from "./drill.ts";
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

/** How the primary is replaced. */
export type Way = "kill" | "step down";

interface Failovers {
	/** One failover for each of them. */
	ways: Way[];
	/** From one failover to the next, in seconds. */
	every: number;
	perSecond: number;
}

export interface FailoverOutcome extends Outcome {
	/** How long no member accepted writes, for each failover in milliseconds. */
	withoutPrimaryMs: number[];
}

const POLL_INTERVAL_MS = 50;
/** How long a member that has stepped down does not stand for election. */
const STEP_DOWN_SECONDS = 60;

async function waitForPrimary(set: ReplicaSet): Promise<Member> {
	for (const until = Date.now() + SETTLE_TIMEOUT_MS; Date.now() < until; await sleep(POLL_INTERVAL_MS)) {
		const found = await set.primary();
		if (found) return found;
	}
	throw new Error(`The replica set has had no primary for ${SETTLE_TIMEOUT_MS / 1000} s.`);
}

/** Returns how long no member accepted writes. */
async function replacePrimary(set: ReplicaSet, way: Way): Promise<number> {
	const primary = await waitForPrimary(set);
	const startedAt = Date.now();
	if (way === "kill") await primary.kill();
	else await primary.command({ replSetStepDown: STEP_DOWN_SECONDS, force: true });
	await waitForPrimary(set);
	const took = Date.now() - startedAt;
	if (way === "kill") await primary.start();
	return took;
}

/** Replaces the primary again and again while customers visit. A killed one is started again when another has taken its place. */
export async function failovers(fleet: Fleet, { every, perSecond, ways }: Failovers): Promise<FailoverOutcome> {
	const set = fleet.backings.get("replicas")?.replicas;
	if (!set) throw new Error("This fleet runs without a replica set.");
	const withoutPrimaryMs: number[] = [];
	const outcome = await underLoad(fleet, perSecond, async ({ tally }) => {
		tally.phase = "failovers";
		for (const way of ways) {
			const next = Date.now() + every * 1000;
			withoutPrimaryMs.push(await replacePrimary(set, way));
			await sleep(Math.max(0, next - Date.now()));
		}
		tally.phase = "after";
	});
	return { ...outcome, withoutPrimaryMs };
}
