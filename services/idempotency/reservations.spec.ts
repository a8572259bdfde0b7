import { jest } from "@jest/globals";
import type { ActorStore } from "../../lib/storage/actor-store.ts";
import { openAdapter, type StoreAdapter } from "../../lib/storage/open.ts";
import { LEASE_MS, type Reservation } from "./idempotency.ts";
import { Reservations } from "./reservations.ts";

const KEY = "key-1";
const REQUEST = "the request";
const MINUTE = 60_000;

let adapter: StoreAdapter;
let documents: ActorStore<Reservation>;
let nodes: Reservations[];

/** A node whose clock is ahead by `skew`. */
const node = (skew = 0): Reservations => {
	const reservations = new Reservations(documents, () => Date.now() + skew);
	nodes.push(reservations);
	return reservations;
};
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** Runs an attempt, which renews its key every second, for some seconds. */
const attempt = async (holder: Reservations, version: number, seconds: number): Promise<void> => {
	for (let second = 0; second < seconds; second++) {
		await pass(1_000);
		await holder.renew(KEY, version);
	}
};

/** Asks like a client, once a second; resolves with the seconds until the key is free. */
const secondsUntilFree = async (asked: Reservations[]): Promise<number> => {
	for (let second = 0; second <= 60; second++) {
		const claim = await asked[second % asked.length]!.claim(KEY, REQUEST);
		if (claim.is !== "underWay") return second;
		await pass(1_000);
	}
	throw new Error("The key was never free.");
};

beforeEach(async () => {
	jest.useFakeTimers({ now: Date.UTC(2026, 0, 1), doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
	adapter = openAdapter("sqlite::memory:");
	await adapter.connect();
	documents = await adapter.actorStore<Reservation>({ name: "idempotency" });
	nodes = [];
});
afterEach(async () => {
	for (const reservations of nodes) reservations.close();
	jest.useRealTimers();
	await adapter.disconnect();
});

describe.each([0, 5 * MINUTE, -5 * MINUTE])("a key, to a node whose clock differs by %d ms", (skew) => {
	it("is in flight for as long as its holder renews it", async () => {
		const [holder, other] = [node(), node(skew)];
		expect(await holder.claim(KEY, REQUEST)).toMatchObject({ is: "first", version: 1 });

		for (let second = 0; second < 20; second++) {
			expect(await other.claim(KEY, REQUEST)).toEqual({ is: "underWay" });
			await attempt(holder, 1, 1);
		}

		expect(await holder.keep(KEY, 1, "sealed")).toBe(true);
		expect(await other.claim(KEY, REQUEST)).toEqual({ is: "answered", sealed: "sealed" });
	});

	it("is free within 5 s of its holder's death", async () => {
		const [holder, other] = [node(), node(skew)];
		await holder.claim(KEY, REQUEST);
		await attempt(holder, 1, 4);

		expect(await secondsUntilFree([other])).toBeLessThanOrEqual(4);
	});

	it("is free as soon if many nodes are asked in turn", async () => {
		const [holder, ...others] = [node(), ...Array.from({ length: 8 }, () => node(skew))];
		await holder!.claim(KEY, REQUEST);

		expect(await secondsUntilFree(others)).toBeLessThanOrEqual(4);
	});

	it("is free as soon if the holder's node has started again", async () => {
		await node(skew).claim(KEY, REQUEST);

		expect(await secondsUntilFree([node()])).toBeLessThanOrEqual(4);
	});
});

describe("an attempt whose key was taken over", () => {
	it("can neither answer nor renew nor free the key", async () => {
		const [late, other] = [node(), node()];
		await late.claim(KEY, REQUEST);
		await secondsUntilFree([other]);
		const { version } = (await documents.load(KEY))!;

		const done = [await late.keep(KEY, 1, "late"), await late.renew(KEY, 1), await late.release(KEY, 1), await late.forget(KEY, 1)];

		expect(done).toEqual([false, false, false, false]);
		expect(await other.keep(KEY, version, "sealed")).toBe(true);
	});

	it("creates the same ids as the attempt that took over", async () => {
		const first = await node().claim(KEY, REQUEST);
		await pass(LEASE_MS);
		const other = node(5 * MINUTE);
		await secondsUntilFree([other]);

		expect((await documents.load(KEY))!.state.reservedAt).toBe((first as { reservedAt: number }).reservedAt);
	});
});

describe("an attempt", () => {
	it("can still answer after it was silent, until another takes over", async () => {
		const [holder, other] = [node(), node()];
		await holder.claim(KEY, REQUEST);
		await other.claim(KEY, REQUEST);
		await pass(10_000);

		expect(await holder.keep(KEY, 1, "sealed")).toBe(true);
		expect(await other.claim(KEY, REQUEST)).toMatchObject({ is: "answered" });
	});

	it("answers, also while renewals are under way on other nodes", async () => {
		const [holder, other] = [node(), node()];
		await holder.claim(KEY, REQUEST);

		const [, isKept] = await Promise.all([other.renew(KEY, 1), holder.keep(KEY, 1, "sealed"), other.renew(KEY, 1)]);

		expect(isKept).toBe(true);
		expect(await other.claim(KEY, REQUEST)).toMatchObject({ is: "answered" });
	});

	it("that has failed frees its key at once, and a late renewal does not take it back", async () => {
		const holder = node();
		await holder.claim(KEY, REQUEST);

		await holder.release(KEY, 1);
		await holder.renew(KEY, 1);

		expect(await node().claim(KEY, REQUEST)).toMatchObject({ is: "first" });
	});

	it("of an earlier version, which does not renew its key, has 30 s", async () => {
		await node().claim(KEY, REQUEST);
		const { attempt: _, ...state } = (await documents.load(KEY))!.state;
		await documents.replace({ ...(await documents.load(KEY))!, version: 2, state }, 1);

		const seconds = await secondsUntilFree([node()]);

		expect(seconds).toBe(30);
	});

	it("of an earlier version stores its answer", async () => {
		await node().claim(KEY, REQUEST);
		const { attempt: _, ...state } = (await documents.load(KEY))!.state;
		await documents.replace({ ...(await documents.load(KEY))!, version: 2, state }, 1);

		expect(await node().keep(KEY, 2, "sealed")).toBe(true);
	});
});
