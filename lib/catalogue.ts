/** Every message between services: who says it, and what it shows. Times are epoch milliseconds, money is KRW. */

export interface Text {
	ko: string;
	en: string;
}
export interface Place {
	address: string;
	lat: number;
	lng: number;
}
export interface Line {
	productId: string;
	name: Text;
	quantity: number;
	price: number;
	prepSeconds: number;
}
export interface Parcel {
	item: string;
	size: "small" | "medium" | "large";
	weightKg: number;
	from: Place;
	to: Place;
}

export type OrderStatus =
	| "placed"
	| "submitted"
	| "accepted"
	| "preparing"
	| "ready"
	| "in_transit"
	| "completed"
	| "cancelled"
	| "rejected";
export type PaymentTiming = "prepaid" | "on_receipt";
export type PaymentStatus = "due" | "unknown" | "approved" | "declined" | "expired" | "voided" | "refunded" | "collected";
export type Level = "Iron" | "Bronze" | "Silver" | "Gold" | "Platinum" | "Diamond";

export interface Cancellation {
	status: "held" | "granted" | "refused";
	reason: string | null;
	requestedAt: number;
	decidedAt: number | null;
	attempts: number;
	nextAttemptAt: number | null;
	/** Why it was refused. */
	code: string | null;
}

export interface OrderSnapshot {
	id: string;
	number: string;
	storeId: string;
	customerId: string;
	kind: "goods" | "parcel";
	fulfilment: "pickup" | "delivery";
	lines: Line[];
	parcel: Parcel | null;
	/** Where goods or a parcel go; null for a pick-up. */
	destination: Place | null;
	/** Who has agreed to carry it. */
	riderId: string | null;
	quoteId: string | null;
	amounts: { goods: number; delivery: number; total: number };
	level: Level;
	status: OrderStatus;
	reason: string | null;
	payment: { timing: PaymentTiming; status: PaymentStatus };
	/** As the store had it when it accepted. */
	auto: { brew: boolean; dispatch: boolean };
	cancellation: Cancellation | null;
	promise: { readyAt: number | null; deliveredBy: number | null };
	payBy: number | null;
	answerBy: number | null;
	note: string | null;
	createdAt: number;
	updatedAt: number;
	/** Null while the store has not seen it, and while it is no deal. */
	submittedAt: number | null;
	acceptedAt: number | null;
	/** When it was completed and then taken back, the amount that went back. */
	takenBack: boolean;
}

export interface PaymentSnapshot {
	orderId: string;
	storeId: string;
	customerId: string;
	timing: PaymentTiming;
	status: PaymentStatus;
	amount: number;
	refunded: number;
	method: string | null;
	attempts: number;
	updatedAt: number;
}

export interface Product {
	productId: string;
	name: Text;
	price: number;
	prepSeconds: number;
}

export interface StoreSnapshot {
	id: string;
	name: Text;
	location: Place;
	open: boolean;
	autoAccept: boolean;
	autoBrew: boolean;
	autoDispatch: boolean;
	extraMinutes: number;
	products: Record<string, Product>;
}

/** The store's copy of an order. */
export interface StoreOrderSnapshot {
	orderId: string;
	storeId: string;
	customerId: string;
	status:
		| "submitted"
		| "accepted"
		| "preparing"
		| "ready"
		| "in_transit"
		| "completed"
		| "cancelled"
		| "rejected"
		| "unanswered"
		| "uncollected";
	reason: string | null;
	auto: { brew: boolean; dispatch: boolean };
	/** When it will be ready, promised at acceptance. */
	readyAt: number | null;
	answerBy: number | null;
	updatedAt: number;
}

export interface StockSnapshot {
	storeId: string;
	/** The order this message answers, if it answers one. */
	orderId: string | null;
	/** Products that this order could not have. */
	missing: string[];
	/** Whether anything of a product can be had, for each product that is counted. */
	available: Record<string, boolean>;
}

export type BrewStatus = "received" | "brewing" | "brewed" | "cancelled" | "out_of_stock";
export interface BrewSnapshot {
	orderId: string;
	storeId: string;
	customerId: string;
	status: BrewStatus;
	lines: Line[];
	/** Brewing begins and ends by itself. */
	auto: boolean;
	/** Everything it needs is reserved. */
	stocked: boolean;
	receivedAt: number;
	startedAt: number | null;
	completedAt: number | null;
	/** When brewing is expected to be, or by itself will be, done. */
	dueAt: number | null;
	missing: string[];
}

export type DeliveryStatus = "requested" | "assigned" | "accepted" | "in_transit" | "delivered" | "cancelled" | "failed";
export interface DeliverySnapshot {
	orderId: string;
	/** For calling out; null while nothing but a cancel has been heard of the order. */
	number: string | null;
	storeId: string;
	customerId: string;
	status: DeliveryStatus;
	/** Whether there is something to pick up. */
	ready: boolean;
	riderId: string | null;
	/** Which of the rider's takes led here; robots take nothing, and have 0. */
	take: number;
	/** The rider whom it last let go, and which of their takes that ended. */
	released: { riderId: string; take: number } | null;
	location: { lat: number; lng: number; at: number } | null;
	eta: number | null;
	answerBy: number | null;
	reason: string | null;
	updatedAt: number;
}

export interface AccountSnapshot {
	id: string;
	roles: string[];
	storeId: string | null;
	name: string | null;
	language: "ko" | "en";
	/** The person has left; nothing of theirs is kept. */
	erased: boolean;
}

export interface LevelSnapshot {
	accountId: string;
	level: Level;
	nextLevel: Level;
	score: number;
}

/** Sender's service → what happened. A message is said by its own service only. */
export const MESSAGES = {
	account: ["registered", "changed", "erased"],
	order: [
		"placed",
		"submitted",
		"accepted",
		"preparing",
		"ready",
		"departed",
		"completed",
		"cancelled",
		"rejected",
		"taken_back",
		"cancellation_held",
		"cancellation_refused",
	],
	payment: ["due", "approved", "declined", "unknown", "expired", "collected", "refunded", "voided"],
	store: ["changed", "received", "accepted", "rejected", "unanswered", "collected", "uncollected"],
	stock: ["changed", "reserved", "ran_out"],
	brew: ["received", "started", "completed", "cancelled", "out_of_stock"],
	delivery: ["requested", "ready", "assigned", "accepted", "departed", "moved", "delivered", "failed", "cancelled", "sought_again"],
	level: ["changed"],
} as const;

type Messages = typeof MESSAGES;
export type MessageType = { [Service in keyof Messages]: `${Service}.${Messages[Service][number]}` }[keyof Messages];

interface Shown {
	account: AccountSnapshot;
	order: OrderSnapshot;
	payment: PaymentSnapshot;
	stock: StockSnapshot;
	brew: BrewSnapshot;
	delivery: DeliverySnapshot;
	level: LevelSnapshot;
}

/** What a message of this type shows. */
export type Payload<Type extends MessageType> = Type extends "store.changed"
	? StoreSnapshot
	: Type extends `store.${string}`
		? StoreOrderSnapshot
		: Type extends `${infer Service extends keyof Shown}.${string}`
			? Shown[Service]
			: never;
