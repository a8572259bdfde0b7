import type { Overview } from "../../../contracts/ops.ts";
import type { WatchedQueue } from "./watched-queues.ts";

export type Node = Overview["nodes"][number];
export type Service = Overview["services"][number];
export type Breaker = Overview["breakers"][number];
export type Held = NonNullable<Overview["heldCancellations"]>[number];

/** Whether a row of each section is an issue. */
export const HAS_ISSUE = {
	node: ({ available }: Node): boolean => !available,
	service: ({ nodes }: Service): boolean => nodes === 0,
	breaker: ({ state }: Breaker): boolean => state !== "closed",
	/** Redeliveries are normal recovery, and dead letters are counted as issues of their own. */
	queue: ({ isStuck }: WatchedQueue): boolean => isStuck,
};

/** One issue in the headline, with a name or a count. */
export type Issue =
	| { kind: "node" | "service" | "queue"; name: string }
	| { kind: "breakers" | "held" | "deadLetters"; count: number }
	| { kind: "heldUnknown" | "deadLettersUnknown" };

const named = (kind: "node" | "service" | "queue", names: string[]): Issue[] => names.map((name) => ({ kind, name }));
const counted = (kind: "breakers" | "held" | "deadLetters", count: number): Issue[] => (count > 0 ? [{ kind, count }] : []);

/** An ops node of an earlier version does not report them. */
export const unavailableGroups = ({ deadLetters }: Overview): string[] => deadLetters.unavailable ?? [];

/** All issues, the most severe first. */
export const issuesOf = (overview: Overview, queues: WatchedQueue[]): Issue[] => [
	...named(
		"node",
		overview.nodes.filter(HAS_ISSUE.node).map(({ id }) => id),
	),
	...named(
		"service",
		overview.services.filter(HAS_ISSUE.service).map(({ name }) => name),
	),
	...counted("deadLetters", overview.deadLetters.count),
	...(unavailableGroups(overview).length > 0 ? [{ kind: "deadLettersUnknown" } as const] : []),
	...named(
		"queue",
		queues.filter(HAS_ISSUE.queue).map(({ group }) => group),
	),
	...counted("breakers", overview.breakers.filter(HAS_ISSUE.breaker).length),
	...(overview.heldCancellations === null ? [{ kind: "heldUnknown" } as const] : counted("held", overview.heldCancellations.length)),
];

/** Rows with issues first; otherwise the order stays. */
export const issuesFirst = <Row>(rows: Row[], hasIssue: (row: Row) => boolean): Row[] => [
	...rows.filter(hasIssue),
	...rows.filter((row) => !hasIssue(row)),
];
