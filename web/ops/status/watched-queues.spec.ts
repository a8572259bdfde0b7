import type { Overview } from "../../../contracts/ops.ts";
import { addToHistory, type Queue, watchQueues } from "./watched-queues.ts";

const START = Date.parse("2026-11-21T10:00:00.000Z");

const at = (seconds: number, queue: Partial<Queue> = {}): Overview => ({
	asOf: new Date(START + seconds * 1_000).toISOString(),
	nodes: [],
	services: [],
	breakers: [],
	queues: [{ group: "brew", pending: 0, inHand: 0, redelivered: 0, deadLettered: 0, handled: 0, ...queue }],
	heldCancellations: [],
	mypage: { rebuilding: null },
	deadLetters: { count: 0, newest: [], unavailable: [] },
});

const watch = (...overviews: Overview[]) => watchQueues(overviews.reduce(addToHistory, [] as Overview[]))[0];

describe("a watched queue", () => {
	it("ignores what happened before the page was opened", () => {
		expect(watch(at(0, { redelivered: 7, deadLettered: 2 }))).toMatchObject({
			recentlyRedelivered: 0,
			recentlyDeadLettered: 0,
			isStuck: false,
		});
	});

	it("counts the redelivered and dead-lettered messages of the last minute", () => {
		const overviews = [at(0, { redelivered: 1 }), at(30, { redelivered: 3, deadLettered: 1 }), at(59, { redelivered: 6, deadLettered: 1 })];

		expect(watch(...overviews)).toMatchObject({ recentlyRedelivered: 5, recentlyDeadLettered: 1 });
		expect(watch(...overviews, at(100, { redelivered: 6, deadLettered: 1 }))).toMatchObject({
			recentlyRedelivered: 0,
			recentlyDeadLettered: 0,
		});
	});

	it("does not count a restart of a node as a change", () => {
		expect(watch(at(0, { deadLettered: 4 }), at(3, { deadLettered: 0 }))).toMatchObject({ recentlyDeadLettered: 0 });
	});

	it.each([
		["has not handled its messages", [at(0, { pending: 2 }), at(9, { pending: 2 }), at(18, { pending: 3 })], true],
		["has just received its first messages", [at(0), at(9), at(18, { pending: 3 })], false],
		["is long but makes progress", [at(0, { pending: 9 }), at(9, { pending: 9, handled: 5 }), at(18, { pending: 9, handled: 9 })], false],
		["was watched too briefly", [at(0, { pending: 2 }), at(9, { pending: 2 })], false],
		["was empty in between", [at(0, { pending: 2 }), at(9), at(18, { pending: 2 })], false],
	])("that %s is stuck or not as expected", (_, overviews, isStuck) => {
		expect(watch(...overviews)).toMatchObject({ isStuck });
	});
});
