import type { ProblemCode } from "../../lib/problems.ts";
import { boolean, integer, listOf, named, nullable, object, oneOf, pageOf, text, time } from "../../lib/schema.ts";
import { amounts, fulfilment, kind, level, lines, money, names, parcel, place } from "../../lib/schema-order.ts";
import { TRANSITIONS } from "./store-order.ts";

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
