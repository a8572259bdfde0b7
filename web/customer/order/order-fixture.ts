import type { TrackedOrder } from "./order-state.ts";

/** Test fixture: a pickup order of one latte, paid and accepted. */
export const anOrder = (change: Partial<TrackedOrder> = {}): TrackedOrder => ({
	for: null,
	id: "ord_0000000001",
	number: "A-001",
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", name: { ko: "라떼", en: "Latte" }, quantity: 1, price: 5_000, prepSeconds: 90 }],
	parcel: null,
	destination: null,
	quoteId: null,
	amounts: { goods: 5_000, delivery: 0, total: 5_000 },
	level: "Bronze",
	status: "accepted",
	reason: null,
	payment: { timing: "prepaid", status: "approved", amount: 5_000, refunded: 0, asOf: "2026-11-21T00:00:10.000Z" },
	cancellation: null,
	promise: { readyAt: "2026-11-21T00:08:00.000Z", deliveredBy: null },
	payBy: null,
	answerBy: null,
	note: null,
	createdAt: "2026-11-21T00:00:00.000Z",
	updatedAt: "2026-11-21T00:01:00.000Z",
	version: 4,
	store: null,
	brew: null,
	delivery: null,
	asOf: "2026-11-21T00:01:00.000Z",
	...change,
});

export const brew = (status: string, change: Partial<NonNullable<TrackedOrder["brew"]>> = {}): NonNullable<TrackedOrder["brew"]> => ({
	status,
	receivedAt: "2026-11-21T00:01:00.000Z",
	startedAt: null,
	completedAt: null,
	dueAt: null,
	missing: [],
	asOf: "2026-11-21T00:01:00.000Z",
	...change,
});

export const delivery = (
	status: string,
	change: Partial<NonNullable<TrackedOrder["delivery"]>> = {},
): NonNullable<TrackedOrder["delivery"]> => ({
	status,
	ready: false,
	riderId: null,
	location: null,
	eta: null,
	answerBy: null,
	reason: null,
	updatedAt: "2026-11-21T00:01:00.000Z",
	asOf: "2026-11-21T00:01:00.000Z",
	...change,
});

export const cancellation = (status: "held" | "granted" | "refused"): NonNullable<TrackedOrder["cancellation"]> => ({
	status,
	reason: null,
	requestedAt: "2026-11-21T00:02:00.000Z",
	decidedAt: status === "held" ? null : "2026-11-21T00:02:00.000Z",
	attempts: 1,
	nextAttemptAt: null,
	code: status === "refused" ? "brewing_started" : null,
	asOf: "2026-11-21T00:02:00.000Z",
});
