import fc from "fast-check";
import { aStore } from "../../../test/support/builders/order.ts";
import { type Pace, paceOf, type QueuedTicket, readyAtFor, startsAt } from "./ready-estimate.ts";
import { promiseOf, type StoreQueue } from "./store-queue.ts";

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const ticket = (prepMs: number, startedAt: number | null = null, madeAt: number | null = null): QueuedTicket => ({
	prepMs,
	queuedAt: 0,
	startedAt,
	madeAt,
});
const usual: Pace = { slowness: 1, pauseMs: 0, hands: 1 };

describe("the pace of a store", () => {
	it("is the preparation time of one barista until there are tickets to measure", () => {
		expect(paceOf([], [], 0)).toEqual(usual);
		expect(paceOf([ticket(MINUTE)], [ticket(MINUTE)], 0)).toEqual(usual);
	});

	it("comes close to how long recent tickets took", () => {
		const made = Array.from({ length: 30 }, (_, index) => ticket(MINUTE, index * 2 * MINUTE, index * 2 * MINUTE + 90_000));

		expect(paceOf(made, [], 0).slowness).toBeCloseTo(1.5, 1);
	});

	it("is not ruined by a ticket that nobody completed for hours", () => {
		const made = [ticket(MINUTE, 0, 300 * MINUTE), ...Array.from({ length: 19 }, () => ticket(MINUTE, 0, MINUTE))];

		expect(paceOf(made, [], 0).slowness).toBeLessThan(1.2);
	});

	it("counts the hands that were busy together for a good part of the time", () => {
		const alternating = [0, 1, 2, 3].flatMap((n) => [
			ticket(MINUTE, n * MINUTE, (n + 1) * MINUTE),
			ticket(MINUTE, n * MINUTE + 100, (n + 1) * MINUTE),
		]);

		expect(paceOf(alternating, [], 0).hands).toBe(2);
		expect(paceOf([ticket(MINUTE, 0, 10 * MINUTE), ticket(MINUTE, 0, 100)], [], 0).hands).toBe(1);
		expect(paceOf([], [ticket(MINUTE, 0), ticket(MINUTE, 0), ticket(MINUTE)], MINUTE).hands).toBe(2);
	});

	it("includes the pause between two tickets, but not the wait for customers", () => {
		const made = [0, 1, 2].map((n) => ticket(MINUTE, n * 70_000, n * 70_000 + MINUTE));

		expect(paceOf(made, [], 0).pauseMs).toBe(10_000);
		expect(paceOf([ticket(MINUTE, 0, MINUTE), ticket(MINUTE, 20 * MINUTE, 21 * MINUTE)], [], 0).pauseMs).toBe(0);
	});
});

describe("a new ticket", () => {
	it("waits for all before it, and only for the rest of those in the making", () => {
		const open = [ticket(2 * MINUTE, 0), ticket(3 * MINUTE)];

		expect(readyAtFor(MINUTE, open, usual, MINUTE)).toBe(MINUTE + MINUTE + 3 * MINUTE + MINUTE);
		expect(readyAtFor(MINUTE, open, { ...usual, hands: 2 }, MINUTE)).toBe(3 * MINUTE);
		expect(readyAtFor(MINUTE, open, { ...usual, slowness: 2 }, MINUTE)).toBe(4 * MINUTE + 6 * MINUTE + 2 * MINUTE);
	});

	it("does not expect a ticket that is late to be made in the past", () => {
		expect(startsAt([ticket(MINUTE, 0)], usual, 30 * MINUTE)).toBe(30 * MINUTE);
	});

	it("is never ready before it could be made, and never earlier because of more work", () => {
		const someTicket = fc.record({ prepMs: fc.nat(10 * MINUTE), startedAt: fc.option(fc.nat(QUARTER)) });
		const someOpen = fc.array(
			someTicket.map(({ prepMs, startedAt }) => ticket(prepMs, startedAt)),
			{ maxLength: 12 },
		);
		const somePace = fc.record({
			slowness: fc.double({ min: 0.2, max: 4, noNaN: true }),
			pauseMs: fc.nat(MINUTE),
			hands: fc.integer({ min: 1, max: 5 }),
		});
		fc.assert(
			fc.property(someOpen, somePace, fc.nat(5 * MINUTE), (open, pace, prepMs) => {
				const readyAt = readyAtFor(prepMs, open, pace, QUARTER);
				expect(readyAt).toBeGreaterThanOrEqual(Math.round(QUARTER + prepMs * pace.slowness));
				expect(readyAtFor(prepMs, [...open, ticket(MINUTE)], pace, QUARTER)).toBeGreaterThanOrEqual(readyAt);
			}),
		);
	});
});

describe("a promise", () => {
	const line = { productId: "latte", name: { ko: "라떼", en: "Latte" }, price: 5_000, prepSeconds: 60, quantity: 2 };
	const at = 100 * QUARTER;
	const moment = { at, timeZone: "UTC" };
	const queue = (change: Partial<StoreQueue> = {}): StoreQueue => ({ open: [], recent: [], promised: new Map(), ...change });
	const store = aStore({ capacity: { itemsPer15Minutes: 4 } });

	it("adds the minutes that staff set", () => {
		expect(promiseOf([line], queue(), aStore({ extraMinutes: 5 }), moment)).toBe(at + 7 * MINUTE);
	});

	it("ignores the queue in a store that brews automatically", () => {
		expect(promiseOf([line], queue({ open: [ticket(QUARTER)] }), aStore({ autoBrew: true }), moment)).toBe(at + 2 * MINUTE);
	});

	it("moves to the next slot that has room", () => {
		const promised = new Map([
			[at, 3],
			[at + QUARTER, 4],
		]);

		expect(promiseOf([line], queue({ promised: new Map([[at, 2]]) }), store, moment)).toBe(at + 2 * MINUTE);
		expect(promiseOf([line], queue({ promised }), store, moment)).toBe(at + 2 * QUARTER);
		expect(promiseOf([line], queue({ promised }), aStore(), moment)).toBe(at + 2 * MINUTE);
	});
});
