import { setTimeout as sleep } from "node:timers/promises";
import { arrive, dueBy, type Visit } from "./arrivals.ts";

const ended = new AbortController().signal;
const NEVER = () => Number.POSITIVE_INFINITY;

describe("in a closed loop", () => {
	it("each client begins its next visit when its last one is over", async () => {
		const busy = new Set<number>();
		const seen: Visit[] = [];
		let endsAt = Number.POSITIVE_INFINITY;

		const notBegun = await arrive({ clients: 3, rate: undefined, endsAt: () => endsAt, ended }, async (visit) => {
			expect(busy.has(visit.client)).toBe(false);
			busy.add(visit.client);
			seen.push(visit);
			if (seen.length === 12) endsAt = performance.now();
			await sleep(1);
			busy.delete(visit.client);
		});

		expect(seen.map(({ turn }) => turn).sort((one, other) => one - other)).toEqual(seen.map((_, index) => index));
		expect(new Set(seen.map(({ client }) => client))).toEqual(new Set([0, 1, 2]));
		expect(notBegun).toBe(0);
	});
});

describe("in an open loop", () => {
	it("visits are due at a constant rate, however long each takes", async () => {
		const seen: Visit[] = [];
		let endsAt = Number.POSITIVE_INFINITY;
		await arrive({ clients: 1, rate: 200, endsAt: () => endsAt, ended }, async (visit) => {
			seen.push(visit);
			if (seen.length === 1) await sleep(50); // the ones that follow are late, and are due as before
			if (seen.length === 20) endsAt = performance.now();
		});

		for (const { intendedAt, turn } of seen) expect(intendedAt - seen[0]!.intendedAt).toBeCloseTo(turn * 5, 3);
	});

	it("no visit begins before it is due", async () => {
		let endsAt = Number.POSITIVE_INFINITY;
		let count = 0;
		await arrive({ clients: 5, rate: 100, endsAt: () => endsAt, ended }, async ({ intendedAt }) => {
			expect(performance.now()).toBeGreaterThanOrEqual(intendedAt - 2); // timers fire up to a millisecond early
			if (++count === 10) endsAt = performance.now();
		});
	});

	it("tells how many visits did not begin as all clients were busy", async () => {
		let endsAt = Number.POSITIVE_INFINITY;
		let count = 0;

		const notBegun = await arrive({ clients: 2, rate: 1_000, endsAt: () => endsAt, ended }, async () => {
			count++;
			await sleep(100);
			endsAt = Math.min(endsAt, performance.now());
		});

		expect(count).toBeLessThanOrEqual(2);
		expect(notBegun).toBeGreaterThan(50);
	});

	it("ends at once when it is interrupted, without what was not due yet", async () => {
		const interrupt = new AbortController();
		const visits: Visit[] = [];
		const done = arrive({ clients: 2, rate: 0.001, endsAt: NEVER, ended: interrupt.signal }, async (visit) => void visits.push(visit));
		await sleep(5);
		interrupt.abort();
		await done.catch(() => undefined);

		expect(visits).toHaveLength(1);
	});
});

it.each([
	[10, 2_000, 20],
	[10, 1_950, 20],
	[0.5, 1_000, 1],
])("%d visits a second in %d ms: %d", (rate, ms, due) => {
	expect(dueBy(rate, ms)).toBe(due);
});
