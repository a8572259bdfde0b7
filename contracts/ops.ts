import { rebuildFields } from "./mypage.ts";
import { actions } from "./notation/contract.ts";
import { isoTime, named, nullable, oneOf, orderId, pageOf, text } from "./notation/fields.ts";
import Type, { type Static } from "./notation/schema.ts";
import { HeldCancellation, OrderStatus } from "./order.ts";

export const DeadLetter = named("DeadLetter", {
	id: Type.String(),
	group: Type.String(),
	type: Type.String(),
	raw: Type.String(),
	attempts: Type.Integer(),
	error: Type.String(),
	firstAt: isoTime,
	at: isoTime,
});
export type DeadLetter = Static<typeof DeadLetter>;

const unavailable = Type.Array(Type.String(), { description: "Groups that did not answer, so their dead letters are missing." });

const DeadLetters = Type.Object({ ...pageOf(DeadLetter).properties, unavailable });
export type DeadLetters = Static<typeof DeadLetters>;

export const Violation = Type.Object({ orderId: Type.String(), rule: Type.String(), found: Type.String() });
export type Violation = Static<typeof Violation>;

export const Audit = named("Audit", {
	ok: Type.Boolean(),
	checked: Type.Integer(),
	violations: Type.Array(Violation),
	asOf: isoTime,
});
export type Audit = Static<typeof Audit>;

export const Repair = named("Repair", {
	checked: Type.Integer({ description: "Orders of this page." }),
	republished: Type.Record(Type.Integer(), { description: "Actors that published their state again, by kind." }),
	remaining: Type.Array(Type.Object({ orderId: Type.String(), reason: Type.String() }), {
		description: "Orders that are still stuck, for example because a service is away.",
	}),
	nextCursor: nullable(Type.String(), { description: "The next page; null after the last one." }),
	asOf: isoTime,
});
export type Repair = Static<typeof Repair>;

const Node = Type.Object({
	id: Type.String(),
	available: Type.Boolean(),
	services: Type.Array(Type.String()),
	uptimeSeconds: nullable(Type.Integer()),
	residentMb: nullable(Type.Integer()),
});

const Breaker = Type.Object({
	node: Type.String(),
	action: Type.String(),
	on: Type.String(),
	state: oneOf("closed", "half_open", "open"),
});

const Queue = Type.Object({
	group: Type.String(),
	pending: Type.Integer(),
	inHand: Type.Integer(),
	redelivered: Type.Integer(),
	deadLettered: Type.Integer(),
	handled: Type.Integer(),
});

export const Rebuilding = Type.Object(rebuildFields);
export type Rebuilding = Static<typeof Rebuilding>;

export const Overview = named("Overview", {
	asOf: isoTime,
	nodes: Type.Array(Node),
	services: Type.Array(Type.Object({ name: Type.String(), nodes: Type.Integer() })),
	breakers: Type.Array(Breaker),
	queues: Type.Array(Queue),
	heldCancellations: nullable(Type.Array(HeldCancellation), { description: "Null while the order service is unavailable." }),
	mypage: Type.Object({
		rebuilding: nullable(Rebuilding, { description: "The last rebuild; null if there was none or the My page service is unavailable." }),
	}),
	deadLetters: Type.Object({ count: Type.Integer(), newest: Type.Array(DeadLetter), unavailable }),
});
export type Overview = Static<typeof Overview>;

export const SeriesName = oneOf("orders", "promise_error", "requests");
export type SeriesName = Static<typeof SeriesName>;

/** Each node keeps one day of per-minute counts in memory. */
export const RETAINED_MINUTES = 1_440;

export const Series = named("Series", {
	name: SeriesName,
	asOf: isoTime,
	completeSince: Type.String({
		format: "date-time",
		description: "Nodes count in memory, so counts from before a node's last start are missing.",
	}),
	items: Type.Array(
		Type.Object({
			at: Type.String({ format: "date-time", description: "Start of the minute; the last minute is not complete." }),
			values: Type.Record(nullable(Type.Number()), {
				description:
					"`orders`: transitions by status; `requests`: responses by class (2xx, 3xx, 4xx, 5xx); `promise_error`: `count` of orders that became ready, `p50` and `p90` of the seconds past the promised time, and the share of late orders, `lateShare`",
			}),
		}),
	),
});
export type Series = Static<typeof Series>;

/** What an order is waiting for, described for operators. */
export const Waiting = Type.Object({
	who: oneOf("customer", "payment", "store", "barista", "stock", "rider", "dispatcher", "maker", "message", "nobody"),
	what: Type.String(),
	until: nullable(isoTime),
});
export type Waiting = Static<typeof Waiting>;

/** The command of a pending timer, or an unsent message. */
const NextStep = Type.Object({
	actor: Type.String(),
	command: Type.Optional(Type.String()),
	message: Type.Optional(Type.String()),
	at: nullable(isoTime),
});
export type NextStep = Static<typeof NextStep>;

export const Why = named("Why", {
	orderId: Type.String(),
	status: OrderStatus,
	since: isoTime,
	waitsFor: Waiting,
	next: Type.Array(NextStep),
	away: Type.Array(Type.String()),
	deadLetters: Type.Array(DeadLetter, { description: "Messages about the order that a service could not handle, newest first." }),
	asOf: isoTime,
});
export type Why = Static<typeof Why>;

export const ops = actions("ops", {
	overview: {
		summary: "Returns nodes, services, breakers, queues, held cancellations, dead letters and the My page rebuild",
		route: "GET /v1/ops/overview",
		guard: ["operator"],
		output: Overview,
	},
	series: {
		summary: "Returns per-minute figures over all nodes",
		route: "GET /v1/ops/series",
		guard: ["operator"],
		input: Type.Object({
			name: SeriesName,
			minutes: Type.Integer({ minimum: 1, maximum: RETAINED_MINUTES, default: 60, convert: true }),
		}),
		output: Series,
	},
	deadLetters: {
		summary: "Lists dead letters, newest first",
		route: "GET /v1/ops/dead-letters",
		guard: ["operator"],
		output: DeadLetters,
	},
	retryDeadLetter: {
		summary: "Retries a dead letter",
		route: "POST /v1/ops/dead-letters/:id/retry",
		guard: ["operator"],
		input: Type.Object({ id: text(500) }),
		output: Type.Object({ id: Type.String(), retried: Type.Boolean() }),
	},
	audit: {
		summary: "Checks all data against the business invariants",
		route: "GET /v1/ops/audit",
		guard: ["operator"],
		output: Audit,
	},
	repair: {
		summary: "Lets stuck orders publish their state again, page by page; safe to repeat and while serving",
		route: "POST /v1/ops/repair",
		guard: ["operator"],
		input: Type.Object({
			since: Type.Optional(
				Type.String({
					maxLength: 50,
					description:
						"After messages or a disk were lost: also all orders that have not ended or have changed since this time, and all accounts, stores, stocks and levels.",
				}),
			),
			cursor: Type.Optional(Type.String({ maxLength: 500 })),
		}),
		output: Repair,
	},
	why: {
		summary: "Explains what an order is waiting for, since when, and what happens next",
		route: "GET /v1/ops/orders/:orderId/why",
		guard: ["operator"],
		input: Type.Object({ orderId }),
		output: Why,
	},
});
