import type { Overview } from "../../../contracts/ops.ts";
import { HAS_ISSUE, issuesFirst, issuesOf } from "./issues.ts";
import type { WatchedQueue } from "./watched-queues.ts";

const calm: Overview = {
	asOf: "2026-11-21T10:00:00.000Z",
	nodes: [{ id: "order-1", available: true, services: ["order"], uptimeSeconds: 5, residentMb: 90 }],
	services: [{ name: "order", nodes: 1 }],
	breakers: [{ node: "order-1", action: "brew.cancel", on: "brew-1", state: "closed" }],
	queues: [],
	heldCancellations: [],
	mypage: { rebuilding: null },
	deadLetters: { count: 0, newest: [], unavailable: [] },
};
const queue: WatchedQueue = {
	group: "brew",
	pending: 3,
	inHand: 1,
	redelivered: 9,
	deadLettered: 2,
	handled: 100,
	recentlyRedelivered: 4,
	recentlyDeadLettered: 1,
	isStuck: false,
};
const held = { orderId: "ord_1", requestedAt: calm.asOf, attempts: 2, nextAttemptAt: null };

describe("issuesOf", () => {
	it("does not count pending, redelivered or formerly dead-lettered messages", () => {
		expect(issuesOf(calm, [queue])).toEqual([]);
	});

	it.each<[string, Partial<Overview>, WatchedQueue, object]>([
		["a node that does not respond", { nodes: [{ ...calm.nodes[0]!, available: false }] }, queue, { kind: "node", name: "order-1" }],
		["a service that no node runs", { services: [{ name: "order", nodes: 0 }] }, queue, { kind: "service", name: "order" }],
		["an open breaker", { breakers: [{ ...calm.breakers[0]!, state: "open" }] }, queue, { kind: "breakers", count: 1 }],
		["a half-open breaker", { breakers: [{ ...calm.breakers[0]!, state: "half_open" }] }, queue, { kind: "breakers", count: 1 }],
		["a stuck queue", {}, { ...queue, isStuck: true }, { kind: "queue", name: "brew" }],
		["held cancellations", { heldCancellations: [held, held] }, queue, { kind: "held", count: 2 }],
		["held cancellations that are not available", { heldCancellations: null }, queue, { kind: "heldUnknown" }],
		["dead letters", { deadLetters: { ...calm.deadLetters, count: 3 } }, queue, { kind: "deadLetters", count: 3 }],
		[
			"dead letters that are not available",
			{ deadLetters: { ...calm.deadLetters, unavailable: ["brew"] } },
			queue,
			{ kind: "deadLettersUnknown" },
		],
	])("reports %s", (_, change, queueNow, issue) => {
		expect(issuesOf({ ...calm, ...change }, [queueNow])).toEqual([issue]);
	});
});

describe("issuesFirst", () => {
	it("puts rows with issues first and keeps the order otherwise", () => {
		const rows = [1, 2, 3, 4].map((nodes) => ({ name: String(nodes), nodes: nodes % 2 }));

		expect(issuesFirst(rows, HAS_ISSUE.service).map(({ name }) => name)).toEqual(["2", "4", "1", "3"]);
	});
});
