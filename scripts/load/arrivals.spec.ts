import { setTimeout as sleep } from "node:timers/promises";
import { arrive, dueBy, type Visit } from "./arrivals.ts";

const ended = new AbortController().signal;
const NEVER = () => Number.POSITIVE_INFINITY;

describe("in a closed loop", () => {
	it("each client starts its next visit when its last one is over", async () => {
		const busy = new Set<number>();
		const seen: Visit[] = [];
		let endsAt = Number.POSITIVE_INFINITY;

		const notStarted = await arrive({ clients: 3, rate: undefined, endsAt: () => endsAt, ended }, async (visit) => {
			expect(busy.has(visit.client)).toBe(false);
			busy.add(visit.client);
			seen.push(visit);
			if (seen.length === 12) endsAt = performance.now();
			await sleep(1);
			busy.delete(visit.client);
		});

		expect(seen.map(({ turn }) => turn).sort((one, other) => one - other)).toEqual(seen.map((_, index) => index));
		expect(new Set(seen.map(({ client }) => client))).toEqual(new Set([0, 1, 2]));
		expect(notStarted).toBe(0);
	});
});

describe("in an open loop", () => {
	it("visits are due at a constant rate, however long they take", async () => {
		const seen: Visit[] = [];
		let endsAt = Number.POSITIVE_INFINITY;
		await arrive({ clients: 1, rate: 200, endsAt: () => endsAt, ended }, async (visit) => {
			seen.push(visit);
			if (seen.length === 1) await sleep(50); // delays the following visits, but not their intended times
			if (seen.length === 20) endsAt = performance.now();
		});

		for (const { intendedAt, turn } of seen) expect(intendedAt - seen[0]!.intendedAt).toBeCloseTo(turn * 5, 3);
	});

	it("no visit starts before it is due", async () => {
		let endsAt = Number.POSITIVE_INFINITY;
		let count = 0;
		await arrive({ clients: 5, rate: 100, endsAt: () => endsAt, ended }, async ({ intendedAt }) => {
			expect(performance.now()).toBeGreaterThanOrEqual(intendedAt - 2); // timers fire up to a millisecond early
			if (++count === 10) endsAt = performance.now();
		});
	});

	it("counts the visits that did not start because all clients were busy", async () => {
		let endsAt = Number.POSITIVE_INFINITY;
		let count = 0;

		const notStarted = await arrive({ clients: 2, rate: 1_000, endsAt: () => endsAt, ended }, async () => {
			count++;
			await sleep(100);
			endsAt = Math.min(endsAt, performance.now());
		});

		expect(count).toBeLessThanOrEqual(2);
		expect(notStarted).toBeGreaterThan(50);
	});

	it("ends at once when it is interrupted, without further visits", async () => {
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
])("at %d visits per second and after %d ms, %d visits are due", (rate, ms, due) => {
	expect(dueBy(rate, ms)).toBe(due);
});
