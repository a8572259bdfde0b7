import type { ProblemCode } from "../../contracts/problems.ts";
import type { BrewStatus, DeliveryStatus } from "../../lib/catalogue.ts";
import { boolean, described, integer, listOf, named, nullable, object, oneOf, pageOf, text, time } from "../../lib/schema.ts";
import { amounts, fulfilment, kind, level, lines, money, names, parcel, place } from "../../lib/schema-order.ts";
import { TRANSITIONS } from "./store-order.ts";

const BREW: BrewStatus[] = ["received", "brewing", "brewed", "cancelled", "out_of_stock"];
const DELIVERY: DeliveryStatus[] = ["requested", "assigned", "accepted", "in_transit", "delivered", "cancelled", "failed"];

export const store = named(
	"Store",
	object({
		id: text,
		name: names,
		location: place,
		open: boolean,
		autoAccept: boolean,
		autoBrew: boolean,
		autoDispatch: boolean,
		extraMinutes: integer,
		waitMinutes: integer,
		version: integer,
	}),
);
export const stores = pageOf(store);

const productFields = { productId: text, name: names, price: integer, prepSeconds: integer, available: boolean };
export const product = named("Product", object({ ...productFields, version: integer }));
export const menu = named("Menu", object({ items: listOf(named("MenuItem", object(productFields))), version: integer }));

/** Its customer is known to the store by an id, the promise by when it is ready. */
export const storeOrder = named(
	"StoreOrder",
	object({
		id: text,
		number: text,
		storeId: text,
		customerId: text,
		kind,
		fulfilment,
		lines,
		parcel: nullable(parcel),
		destination: nullable(place),
		amounts,
		level,
		status: oneOf(...Object.keys(TRANSITIONS)),
		reason: nullable(text),
		payment: object(money),
		brew: described(nullable(object({ status: oneOf(...BREW), dueAt: nullable(time) })), "Null while brewing cannot be asked."),
		delivery: described(
			nullable(object({ status: oneOf(...DELIVERY), riderId: nullable(text), eta: nullable(time) })),
			"Null for a pick-up, and while delivery cannot be asked.",
		),
		promise: object({ readyAt: nullable(time) }),
		answerBy: nullable(time),
		collectBy: nullable(time),
		note: nullable(text),
		createdAt: time,
		updatedAt: time,
		version: integer,
	}),
);
export const board = pageOf(storeOrder);

export const notSubmitted = [
	"order_accepted",
	"order_preparing",
	"order_ready",
	"order_in_transit",
	"order_completed",
	"order_cancelled",
	"order_rejected",
] as const satisfies ProblemCode[];

export const notReady = [
	"order_is_delivered",
	"order_submitted",
	...notSubmitted.filter((code) => code !== "order_ready"),
] satisfies ProblemCode[];
