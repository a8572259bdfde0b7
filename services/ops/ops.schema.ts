import { SERIES } from "../../lib/minutes.ts";
import { boolean, described, integer, listOf, named, nullable, object, oneOf, pageOf, text, time } from "../../lib/schema.ts";
import { orderStatus } from "../../lib/schema-order.ts";
import type { Violation } from "./audit.ts";
import type { Waiting } from "./why.ts";

const deadLetter = named(
	"DeadLetter",
	object({ id: text, group: text, type: text, raw: text, attempts: integer, error: text, firstAt: time, at: time }),
);
export const deadLetters = pageOf(deadLetter);
export const retried = object({ id: text, retried: boolean });

export const audit = named(
	"Audit",
	object({
		ok: boolean,
		checked: integer,
		violations: listOf(object<Violation>({ orderId: text, rule: text, found: text })),
		asOf: time,
	}),
);

const node = object({
	id: text,
	available: boolean,
	services: listOf(text),
	uptimeSeconds: nullable(integer),
	residentMb: nullable(integer),
});
const queue = object({ group: text, pending: integer, inHand: integer, redelivered: integer, buried: integer, handled: integer });
const rebuilding = object({
	running: boolean,
	done: integer,
	of: integer,
	startedAt: nullable(time),
	finishedAt: nullable(time),
	asOf: nullable(time),
});
const held = object({ orderId: text, requestedAt: nullable(time), attempts: integer, nextAttemptAt: nullable(time) });

export const overview = named(
	"Overview",
	object({
		asOf: time,
		nodes: listOf(node),
		services: listOf(object({ name: text, nodes: integer })),
		breakers: listOf(object({ node: text, action: text, on: text, state: oneOf("closed", "half_open", "open") })),
		queues: listOf(queue),
		heldCancellations: { ...nullable(listOf(held)), description: "Null while the order service cannot be asked." },
		mypage: object({
			rebuilding: { ...nullable(rebuilding), description: "The last rebuild; null when there was none, or my page cannot be asked." },
		}),
		deadLetters: object({ count: integer, newest: listOf(deadLetter) }),
	}),
);

const values = { type: "object", additionalProperties: { type: ["number", "null"] } };
export const series = named(
	"Series",
	object({
		name: oneOf(...SERIES),
		asOf: time,
		completeSince: described(time, "Nodes count in memory: what one had counted before its last start is missing from the figures."),
		items: listOf(
			object({
				at: described(time, "The beginning of the minute; the last one is not over yet."),
				values: described(
					values,
					"`orders`: how many came to each status; `requests`: how many were answered 2xx, 3xx, 4xx, 5xx; `promise_error`: `count` of orders that got ready, `p50` and `p90` of the seconds after the promised time, and the share that was late, `lateShare`",
				),
			}),
		),
	}),
);

const waitsFor = object<Waiting>({
	who: oneOf<Waiting["who"]>("customer", "payment", "store", "barista", "stock", "rider", "dispatcher", "maker", "message", "nobody"),
	what: text,
	until: nullable(time),
});
const next = object({ actor: text, command: text, message: text, at: nullable(time) }, ["command", "message"]);
export const why = named(
	"Why",
	object({ orderId: text, status: orderStatus, since: time, waitsFor, next: listOf(next), away: listOf(text), asOf: time }),
);
