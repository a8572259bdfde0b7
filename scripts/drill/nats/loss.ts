import { setTimeout as sleep } from "node:timers/promises";
import type { Repair } from "../../../contracts/ops.ts";
import type { Customers } from "../customers.ts";
import { type Outcome, SETTLE_TIMEOUT_MS, underLoad, waitUntilMet } from "../drill.ts";
import type { Fleet } from "../fleet.ts";
import type { Tally } from "../tally.ts";
import { retryUntilOk } from "../verification.ts";
import { LOSSES, type Loss, type LossName } from "./losses.ts";

interface Plan {
	name: LossName;
	perSecond: number;
	/** How long the load runs before the loss, and then until the repair. */
	seconds: number;
	/** Prolongs both until this holds. */
	isMet?: (tally: Tally) => boolean;
}

export interface LossOutcome extends Outcome {
	republished: Record<string, number>;
	/** Still stuck after the repair. */
	remaining: Repair["remaining"];
	repairedMs: number;
}

/** Repairs all pages, as an operator does over the API. */
async function repair({ balancer, market }: Customers, since: string): Promise<Pick<LossOutcome, "republished" | "remaining">> {
	const republished: Record<string, number> = {};
	const remaining: Repair["remaining"] = [];
	for (let cursor: string | null | undefined; cursor !== null; ) {
		const body = { since, ...(cursor ? { cursor } : undefined) };
		const reply = await retryUntilOk(() => balancer.call("POST", "/v1/ops/repair", { token: market.operator, body }), SETTLE_TIMEOUT_MS);
		const page: Repair = reply.body;
		for (const [kind, count] of Object.entries(page.republished)) republished[kind] = (republished[kind] ?? 0) + count;
		remaining.push(...page.remaining);
		cursor = page.nextCursor;
	}
	return { republished, remaining };
}

/** Loses messages that wait in NATS, and repairs while customers go on ordering, unless other servers still have them. */
export async function lose(fleet: Fleet, { isMet = () => true, name, perSecond, seconds }: Plan): Promise<LossOutcome> {
	const { prepare, happen, end, isReplicated }: Loss = LOSSES[name];
	// While they are away, the messages to them wait in NATS only.
	const makers = fleet.running("brew");
	const since = new Date().toISOString();
	let repaired: Pick<LossOutcome, "republished" | "remaining" | "repairedMs"> = { republished: {}, remaining: [], repairedMs: 0 };
	const outcome = await underLoad(fleet, perSecond, async ({ customers, tally }) => {
		const whileOrdering = async (phase: string) => {
			tally.phase = phase;
			await sleep(seconds * 1000);
			await waitUntilMet(() => isMet(tally));
		};
		await prepare?.(fleet);
		await Promise.all(makers.map((node) => node.end("SIGTERM")));
		await whileOrdering("before, without makers");
		await happen(fleet);
		await Promise.all(makers.map((node) => node.start()));
		await whileOrdering("after the loss");
		await end?.(fleet);
		if (isReplicated) return;
		tally.phase = "during the repair";
		const startedAt = Date.now();
		repaired = { ...(await repair(customers, since)), repairedMs: Date.now() - startedAt };
	});
	return { ...outcome, ...repaired };
}
