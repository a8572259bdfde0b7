import { boolean, facts, integer, listOf, named, nullable, number, object, text, time } from "../../lib/schema.ts";
import { cancellationAsOf, level, money, orderFields } from "../../lib/schema-order.ts";
import type { showCustomer } from "./page.view.ts";

const payment = object(
	{ ...money, amount: integer, refunded: integer, method: nullable(text), attempts: integer, updatedAt: time, asOf: time },
	["amount", "refunded", "method", "attempts", "updatedAt"],
);
const store = object({
	status: text,
	reason: nullable(text),
	readyAt: nullable(time),
	answerBy: nullable(time),
	updatedAt: time,
	asOf: time,
});
const brew = object({
	status: text,
	receivedAt: time,
	startedAt: nullable(time),
	completedAt: nullable(time),
	dueAt: nullable(time),
	missing: listOf(text),
	asOf: time,
});
const delivery = object({
	status: text,
	ready: boolean,
	riderId: nullable(text),
	location: nullable(object({ lat: number, lng: number, at: time })),
	eta: nullable(time),
	answerBy: nullable(time),
	reason: nullable(text),
	updatedAt: time,
	asOf: time,
});

/** An order with all that others do for it; a part that nobody has spoken of yet is null. */
export const page = named(
	"MyPageOrder",
	object({
		...orderFields,
		payment,
		store: nullable(store),
		brew: nullable(brew),
		delivery: nullable(delivery),
		cancellation: nullable(cancellationAsOf),
		asOf: time,
	}),
);

const customer = object<ReturnType<typeof showCustomer>>({
	name: nullable(text),
	level: nullable(level),
	nextLevel: nullable(level),
	score: nullable(integer),
	asOf: time,
});

export const pages = named(
	"MyPage",
	object({ customer: nullable(customer), items: listOf(page), nextCursor: nullable(text), asOf: nullable(time) }),
);

export const progress = named(
	"Rebuild",
	object({
		running: boolean,
		done: integer,
		of: integer,
		startedAt: nullable(time),
		finishedAt: nullable(time),
		asOf: nullable(time),
	}),
);

const event = { id: text, type: text, at: time, data: facts };
export const feed = object({ items: listOf(named("FeedItem", object({ ...event, seq: integer, orderId: nullable(text) }))) });
export const history = object({ items: listOf(named("OrderEvent", object({ ...event, version: integer }))) });
