import type { Overview } from "../../../contracts/ops.ts";
import { type Queue, remember, watched } from "./watch.ts";

const START = Date.parse("2026-11-21T10:00:00.000Z");

const at = (seconds: number, queue: Partial<Queue> = {}): Overview => ({
	asOf: new Date(START + seconds * 1_000).toISOString(),
	nodes: [],
	services: [],
	breakers: [],
	queues: [{ group: "brew", pending: 0, inHand: 0, redelivered: 0, deadLettered: 0, handled: 0, ...queue }],
	heldCancellations: [],
	mypage: { rebuilding: null },
	deadLetters: { count: 0, newest: [] },
});

const seen = (...snapshots: Overview[]) => watched(snapshots.reduce(remember, [] as Overview[]))[0];

describe("a queue that is watched", () => {
	it("says nothing of what was before the page was opened", () => {
		expect(seen(at(0, { redelivered: 7, deadLettered: 2 }))).toMatchObject({ redeliveredLately: 0, deadLetteredLately: 0, isStuck: false });
	});

	it("counts what has come again and what was set aside in the last minute", () => {
		const snapshots = [at(0, { redelivered: 1 }), at(30, { redelivered: 3, deadLettered: 1 }), at(59, { redelivered: 6, deadLettered: 1 })];

		expect(seen(...snapshots)).toMatchObject({ redeliveredLately: 5, deadLetteredLately: 1 });
		expect(seen(...snapshots, at(100, { redelivered: 6, deadLettered: 1 }))).toMatchObject({ redeliveredLately: 0, deadLetteredLately: 0 });
	});

	it("takes a node that has begun anew for no news", () => {
		expect(seen(at(0, { deadLettered: 4 }), at(3, { deadLettered: 0 }))).toMatchObject({ deadLetteredLately: 0 });
	});

	it.each([
		["stands still with something in it", [at(0, { pending: 2 }), at(9, { pending: 2 }), at(18, { pending: 3 })], true],
		["has just got something", [at(0), at(9), at(18, { pending: 3 })], false],
		["is long, and gets on", [at(0, { pending: 9 }), at(9, { pending: 9, handled: 5 }), at(18, { pending: 9, handled: 9 })], false],
		["is not known for long enough", [at(0, { pending: 2 }), at(9, { pending: 2 })], false],
		["was empty meanwhile", [at(0, { pending: 2 }), at(9), at(18, { pending: 2 })], false],
	])("that %s: stuck %#", (_, snapshots, isStuck) => {
		expect(seen(...snapshots)).toMatchObject({ isStuck });
	});
});
