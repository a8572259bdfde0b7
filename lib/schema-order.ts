import type { Cancellation, Level, Line, OrderStatus, Parcel, PaymentStatus, Place, Text } from "./catalogue.ts";
import type { showCancellation, showOrder } from "./order-view.ts";
import { integer, listOf, meaning, named, nullable, number, object, oneOf, text, time } from "./schema.ts";

export const names = named("Text", object<Text>({ ko: text, en: text }));
export const place = named("Place", object<Place>({ address: text, lat: number, lng: number }));
export const level = oneOf<Level>("Iron", "Bronze", "Silver", "Gold", "Platinum", "Diamond");

export const orderStatus = named(
	"OrderStatus",
	meaning<OrderStatus>({
		placed: "waits for its payment, until `payBy`; the store does not see it",
		submitted: "waits for the store's answer, until `answerBy`",
		accepted: "a deal",
		preparing: "brewing has begun",
		ready: "on the shelf, or waiting for its rider",
		in_transit: "with the rider",
		completed: "in the customer's hands",
		cancelled: "ended without the goods; `reason` says why",
		rejected: "the store would not have it; `reason` is in its own words",
	}),
);

export const paymentStatus = named(
	"PaymentStatus",
	meaning<PaymentStatus>({
		due: "nothing is paid yet",
		unknown: "the provider has not said whether it charged; that is being found out",
		approved: "charged",
		declined: "not charged; another attempt may be made until `payBy`",
		expired: "not paid in time",
		voided: "never charged, and never will be",
		refunded: "charged and paid back",
		collected: "paid on receipt",
	}),
);

export const timing = oneOf("prepaid", "on_receipt");
export const fulfilment = oneOf("pickup", "delivery");
export const kind = oneOf("goods", "parcel");
export const amounts = object({ goods: integer, delivery: integer, total: integer });
export const money = { timing, status: paymentStatus };

export const lines = listOf(
	named("Line", object<Line>({ productId: text, name: names, quantity: integer, price: integer, prepSeconds: integer })),
);

export const parcel = named(
	"Parcel",
	object<Parcel>({ item: text, size: oneOf<Parcel["size"]>("small", "medium", "large"), weightKg: number, from: place, to: place }),
);

const cancellationFields = {
	status: meaning<Cancellation["status"]>({
		held: "whoever makes it cannot be asked yet",
		granted: "cancelled",
		refused: "too late; `code` says why",
	}),
	reason: nullable(text),
	requestedAt: time,
	decidedAt: nullable(time),
	attempts: integer,
	nextAttemptAt: nullable(time),
	code: nullable(text),
};
export const cancellation = named("Cancellation", object<ReturnType<typeof showCancellation>>(cancellationFields));
export const cancellationAsOf = object({ ...cancellationFields, asOf: time });

export const orderFields = {
	id: text,
	number: text,
	storeId: text,
	kind,
	fulfilment,
	lines,
	parcel: nullable(parcel),
	destination: nullable(place),
	quoteId: nullable(text),
	amounts,
	level,
	status: orderStatus,
	reason: nullable(text),
	payment: object(money),
	cancellation: nullable(cancellation),
	promise: object({ readyAt: nullable(time), deliveredBy: nullable(time) }),
	payBy: nullable(time),
	answerBy: nullable(time),
	note: nullable(text),
	createdAt: time,
	updatedAt: time,
	version: integer,
};
export const order = named("Order", object<ReturnType<typeof showOrder>>(orderFields));
