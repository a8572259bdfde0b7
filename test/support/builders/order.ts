import type { Line } from "../../../contracts/notation/common.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import type { StoreSnapshot } from "../../../contracts/store.ts";

export const aLine = (change: Partial<Line> = {}): Line => ({
	productId: "latte",
	name: { ko: "라떼", en: "Latte" },
	quantity: 2,
	price: 5000,
	prepSeconds: 3,
	...change,
});

export const anOrder = (change: Partial<OrderSnapshot> = {}): OrderSnapshot => ({
	id: "ord_1",
	number: "A-12",
	storeId: "gangnam",
	customerId: "acc_1",
	kind: "goods",
	fulfilment: "pickup",
	lines: [aLine()],
	parcel: null,
	destination: null,
	riderId: null,
	quoteId: null,
	amounts: { goods: 10_000, delivery: 0, total: 10_000 },
	level: "Iron",
	status: "submitted",
	reason: null,
	payment: { timing: "on_receipt", status: "due" },
	auto: { brew: false, dispatch: false },
	cancellation: null,
	promise: { readyAt: null, deliveredBy: null },
	payBy: null,
	answerBy: null,
	note: null,
	createdAt: 0,
	updatedAt: 0,
	submittedAt: 0,
	acceptedAt: null,
	refunded: false,
	...change,
});

export const aStore = (change: Partial<StoreSnapshot> = {}): StoreSnapshot => ({
	id: "gangnam",
	name: { ko: "강남점", en: "Gangnam" },
	location: { address: "서울 강남구", lat: 37.5, lng: 127 },
	open: true,
	autoAccept: false,
	autoBrew: false,
	autoDispatch: false,
	extraMinutes: 0,
	products: { latte: { productId: "latte", name: { ko: "라떼", en: "Latte" }, price: 5000, prepSeconds: 3 } },
	...change,
});
