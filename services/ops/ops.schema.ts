import { boolean, integer, listOf, named, nullable, object, oneOf, pageOf, text, time } from "../../lib/schema.ts";
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
		deadLetters: object({ count: integer, newest: listOf(deadLetter) }),
	}),
);

const waitsFor = object<Waiting>({
	who: oneOf<Waiting["who"]>("customer", "payment", "store", "barista", "stock", "rider", "dispatcher", "maker", "message", "nobody"),
	what: text,
	until: nullable(time),
});
const next = object({ actor: text, command: text, message: text, at: nullable(time) }, ["command", "message"]);
export const why = named("Why", object({ orderId: text, status: orderStatus, since: time, waitsFor, next: listOf(next), asOf: time }));
