import type { Overview } from "../../../contracts/ops.ts";
import type { WatchedQueue } from "./watch.ts";

export type Node = Overview["nodes"][number];
export type Service = Overview["services"][number];
export type Breaker = Overview["breakers"][number];
export type Held = NonNullable<Overview["heldCancellations"]>[number];

/** What is wrong, region by region: whatever is true of nothing is calm. */
export const TROUBLED = {
	node: ({ available }: Node): boolean => !available,
	service: ({ nodes }: Service): boolean => nodes === 0,
	breaker: ({ state }: Breaker): boolean => state !== "closed",
	/** That a message came again is how it survives a failure, and what was set aside is among the dead letters until it is dealt with. */
	queue: ({ isStuck }: WatchedQueue): boolean => isStuck,
};

/** One thing to be looked at. What has no name of its own has a number. */
export type Trouble =
	| { kind: "node" | "service" | "queue"; name: string }
	| { kind: "breakers" | "held" | "deadLetters"; count: number }
	| { kind: "heldUnknown" };

const named = (kind: "node" | "service" | "queue", names: string[]): Trouble[] => names.map((name) => ({ kind, name }));
const counted = (kind: "breakers" | "held" | "deadLetters", count: number): Trouble[] => (count > 0 ? [{ kind, count }] : []);

/** All of it, the worst first. */
export const troublesOf = (overview: Overview, queues: WatchedQueue[]): Trouble[] => [
	...named(
		"node",
		overview.nodes.filter(TROUBLED.node).map(({ id }) => id),
	),
	...named(
		"service",
		overview.services.filter(TROUBLED.service).map(({ name }) => name),
	),
	...counted("deadLetters", overview.deadLetters.count),
	...named(
		"queue",
		queues.filter(TROUBLED.queue).map(({ group }) => group),
	),
	...counted("breakers", overview.breakers.filter(TROUBLED.breaker).length),
	...(overview.heldCancellations === null ? [{ kind: "heldUnknown" } as const] : counted("held", overview.heldCancellations.length)),
];

/** Troubled rows first, each part in its own order. */
export const troubledFirst = <Row>(rows: Row[], isTroubled: (row: Row) => boolean): Row[] => [
	...rows.filter(isTroubled),
	...rows.filter((row) => !isTroubled(row)),
];
