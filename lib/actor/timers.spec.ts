import { jest } from "@jest/globals";
import type { ActorDocument, ActorStore } from "../storage/actor-store.ts";
import { Timers } from "./timers.ts";

const MINUTE = 60_000;

describe("timers", () => {
	let fired: { id: string; at: number }[];
	let lookups = 0;
	let stored: { _id: string; due: number }[];
	let timers: Timers;

	beforeEach(async () => {
		jest.useFakeTimers({ now: 0 });
		fired = [];
		stored = [];
		const overdue = async (now: number) => {
			lookups++;
			return stored.filter(({ due }) => due <= now) as unknown as ActorDocument[];
		};
		const fire = async (id: string) => {
			fired.push({ id, at: Date.now() });
			stored = stored.filter(({ _id }) => _id !== id);
		};
		timers = new Timers({ overdue } as unknown as ActorStore, fire, { warn: () => undefined });
		await timers.start();
	});
	afterEach(() => {
		timers.stop();
		jest.useRealTimers();
	});

	const arm = (id: string, at: number) => {
		stored.push({ _id: id, due: at });
		timers.arm(id, { at, command: { type: "expire" } });
	};

	it.each([0, 1, 5 * MINUTE, 10 * MINUTE])("fire exactly on time, %d ms ahead", async (at) => {
		arm("ord_1", at);

		await jest.advanceTimersByTimeAsync(at + MINUTE);

		expect(fired).toEqual([{ id: "ord_1", at }]);
	});

	it("set no timer for times hours away, and fire those at most three seconds late", async () => {
		arm("ord_1", 240 * MINUTE);
		expect(jest.getTimerCount()).toBe(1);

		await jest.advanceTimersByTimeAsync(241 * MINUTE);

		expect(fired).toHaveLength(1);
		expect(fired[0]!.at - 240 * MINUTE).toBeLessThanOrEqual(3_000);
	});

	it("take over from a dead process two seconds after the due time", async () => {
		stored.push({ _id: "ord_1", due: 10_000 });

		await jest.advanceTimersByTimeAsync(MINUTE);

		expect(fired).toHaveLength(1);
		expect(fired[0]!.at).toBeGreaterThanOrEqual(12_000);
		expect(fired[0]!.at).toBeLessThanOrEqual(13_000);
	});

	it("are looked up rarely while nothing is due", async () => {
		lookups = 0;

		await jest.advanceTimersByTimeAsync(MINUTE);

		expect(lookups).toBeLessThanOrEqual(13);
	});

	it("fire at the last time that was set, and not at all once it is removed", async () => {
		arm("ord_1", 1_000);
		timers.arm("ord_1", { at: 1_500, command: { type: "expire" } });
		stored = [];
		arm("ord_2", 1_000);
		timers.arm("ord_2", undefined);
		stored = [];

		await jest.advanceTimersByTimeAsync(MINUTE);

		expect(fired).toEqual([{ id: "ord_1", at: 1_500 }]);
	});

	it("get past a page of always-failing actors, and do not log each failure every second", async () => {
		const warn = jest.fn();
		stored = Array.from({ length: 600 }, (_, index) => ({ _id: `ord_${index}`, due: index }));
		const overdue = async (now: number, limit: number) =>
			stored.filter(({ due }) => due <= now).slice(0, limit) as unknown as ActorDocument[];
		const fire = async (id: string) => {
			if (Number(id.slice(4)) < 500) throw new Error("broken");
			stored = stored.filter(({ _id }) => _id !== id);
		};
		timers.stop();
		timers = new Timers({ overdue } as unknown as ActorStore, fire, { warn });
		jest.setSystemTime(MINUTE);

		await timers.start();
		await jest.advanceTimersByTimeAsync(5_000);

		expect(stored).toHaveLength(500);
		expect(warn.mock.calls.length).toBeLessThanOrEqual(1_000);
	});

	it("keep no timers once stopped", async () => {
		arm("ord_1", 1_000);

		timers.stop();
		timers.arm("ord_2", { at: 1_000, command: { type: "expire" } });

		expect(jest.getTimerCount()).toBe(0);
		await jest.advanceTimersByTimeAsync(MINUTE);
		expect(fired).toEqual([]);
	});
});
