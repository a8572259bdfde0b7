// Written by `npm run docs` from what `GET /openapi.json` says, and held by a test.

export interface Account {
	id: string;
	phone: string | null;
	name: string | null;
	language: "ko" | "en";
	roles: ("customer" | "staff" | "rider" | "operator")[];
	storeId: string | null;
	createdAt: string;
	version: number;
}

export interface Audit {
	ok: boolean;
	checked: number;
	violations: {
		orderId: string;
		rule: string;
		found: string;
	}[];
	asOf: string;
}

export interface Brew {
	orderId: string;
	status: "received" | "brewing" | "brewed" | "cancelled" | "out_of_stock";
	receivedAt: string;
	startedAt: string | null;
	completedAt: string | null;
	dueAt: string | null;
	stocked: boolean;
	missing: string[];
	version: number;
}

export interface Cancellation {
	status: "held" | "granted" | "refused";
	reason: string | null;
	attempts: number;
	code: string | null;
	requestedAt: string;
	decidedAt: string | null;
	nextAttemptAt: string | null;
}

export interface Customer {
	name: string | null;
	level: "Iron" | "Bronze" | "Silver" | "Gold" | "Platinum" | "Diamond";
	nextLevel: "Iron" | "Bronze" | "Silver" | "Gold" | "Platinum" | "Diamond";
	score: number;
	quantityToNextLevel: number | null;
	version: number;
}

export interface DeadLetter {
	id: string;
	group: string;
	type: string;
	raw: string;
	attempts: number;
	error: string;
	firstAt: string;
	at: string;
}

export interface Delivery {
	orderId: string;
	storeId: string;
	status: "requested" | "assigned" | "accepted" | "in_transit" | "delivered" | "cancelled" | "failed";
	riderId: string | null;
	reason: string | null;
	number: string | null;
	ready: boolean;
	from: Place | null;
	to: Place | null;
	location: {
		lat: number;
		lng: number;
		at: string;
	} | null;
	eta: string | null;
	answerBy: string | null;
	triesLeft: number;
	pin?: string;
	createdAt: string;
	updatedAt: string;
	version: number;
}

export interface FeedItem {
	id: string;
	type: string;
	at: string;
	data: Record<string, unknown>;
	seq: number;
	orderId: string | null;
}

export interface FieldError {
	field: string;
	message: string;
}

export interface LedgerEntry {
	orderId: string;
	delta: number;
	reason: "completed" | "taken_back";
	at: string;
}

export interface Line {
	productId: string;
	name: Text;
	price: number;
	prepSeconds: number;
	quantity: number;
}

export interface Menu {
	items: MenuItem[];
	version: number;
}

export interface MenuItem {
	productId: string;
	name: Text;
	price: number;
	prepSeconds: number;
	available: boolean;
}

export interface MyPage {
	customer: {
		name: string | null;
		level: "Iron" | "Bronze" | "Silver" | "Gold" | "Platinum" | "Diamond" | null;
		nextLevel: "Iron" | "Bronze" | "Silver" | "Gold" | "Platinum" | "Diamond" | null;
		score: number | null;
		asOf: string;
	} | null;
	items: MyPageOrder[];
	nextCursor: string | null;
	asOf: string | null;
}

export interface MyPageOrder {
	id: string;
	number: string;
	storeId: string;
	kind: "goods" | "parcel";
	fulfilment: "pickup" | "delivery";
	lines: Line[];
	parcel: Parcel | null;
	destination: Place | null;
	quoteId: string | null;
	amounts: {
		goods: number;
		delivery: number;
		total: number;
	};
	level: "Iron" | "Bronze" | "Silver" | "Gold" | "Platinum" | "Diamond";
	status: OrderStatus;
	reason: string | null;
	payment: {
		timing: "prepaid" | "on_receipt";
		status: PaymentStatus;
		amount?: number;
		refunded?: number;
		method?: string | null;
		attempts?: number;
		updatedAt?: string;
		asOf: string;
	};
	note: string | null;
	cancellation: {
		status: "held" | "granted" | "refused";
		reason: string | null;
		attempts: number;
		code: string | null;
		requestedAt: string;
		decidedAt: string | null;
		nextAttemptAt: string | null;
		asOf: string;
	} | null;
	promise: {
		readyAt: string | null;
		deliveredBy: string | null;
	};
	payBy: string | null;
	answerBy: string | null;
	createdAt: string;
	updatedAt: string;
	version: number;
	asOf: string;
	store: {
		status: string;
		reason: string | null;
		readyAt: string | null;
		answerBy: string | null;
		updatedAt: string;
		asOf: string;
	} | null;
	brew: {
		status: string;
		receivedAt: string;
		startedAt: string | null;
		completedAt: string | null;
		dueAt: string | null;
		missing: string[];
		asOf: string;
	} | null;
	delivery: {
		status: string;
		ready: boolean;
		riderId: string | null;
		location: {
			lat: number;
			lng: number;
			at: string;
		} | null;
		eta: string | null;
		answerBy: string | null;
		reason: string | null;
		updatedAt: string;
		asOf: string;
	} | null;
}

export interface NewWebhook {
	id: string;
	url: string;
	events: string[];
	status: "active" | "paused";
	failingSince: string | null;
	createdAt: string;
	version: number;
	secret: string;
}

export interface Notification {
	id: string;
	orderId: string;
	type: string;
	status: string;
	title: string;
	message: string;
	createdAt: string;
	readAt: string | null;
}

export interface Order {
	id: string;
	number: string;
	storeId: string;
	kind: "goods" | "parcel";
	fulfilment: "pickup" | "delivery";
	lines: Line[];
	parcel: Parcel | null;
	destination: Place | null;
	quoteId: string | null;
	amounts: {
		goods: number;
		delivery: number;
		total: number;
	};
	level: "Iron" | "Bronze" | "Silver" | "Gold" | "Platinum" | "Diamond";
	status: OrderStatus;
	reason: string | null;
	payment: {
		timing: "prepaid" | "on_receipt";
		status: PaymentStatus;
	};
	note: string | null;
	cancellation: Cancellation | null;
	promise: {
		readyAt: string | null;
		deliveredBy: string | null;
	};
	payBy: string | null;
	answerBy: string | null;
	createdAt: string;
	updatedAt: string;
	version: number;
}

export interface OrderEvent {
	id: string;
	type: string;
	at: string;
	data: Record<string, unknown>;
	version: number;
}

export type OrderStatus = "placed" | "submitted" | "accepted" | "preparing" | "ready" | "in_transit" | "completed" | "cancelled" | "rejected";

export interface Overview {
	asOf: string;
	nodes: {
		id: string;
		available: boolean;
		services: string[];
		uptimeSeconds: number | null;
		residentMb: number | null;
	}[];
	services: {
		name: string;
		nodes: number;
	}[];
	breakers: {
		node: string;
		action: string;
		on: string;
		state: "closed" | "half_open" | "open";
	}[];
	queues: {
		group: string;
		pending: number;
		inHand: number;
		redelivered: number;
		buried: number;
		handled: number;
	}[];
	heldCancellations: {
		orderId: string;
		requestedAt: string | null;
		attempts: number;
		nextAttemptAt: string | null;
	}[] | null;
	mypage: {
		rebuilding: {
			running: boolean;
			done: number;
			of: number;
			startedAt: string | null;
			finishedAt: string | null;
			asOf: string | null;
		} | null;
	};
	deadLetters: {
		count: number;
		newest: DeadLetter[];
	};
}

export interface Parcel {
	item: string;
	size: "small" | "medium" | "large";
	weightKg: number;
	from: Place;
	to: Place;
}

export interface Payment {
	orderId: string;
	timing: "prepaid" | "on_receipt";
	status: PaymentStatus;
	amount: number;
	refunded: number;
	method: "card" | "transfer" | "pay" | null;
	attempts: number;
	updatedAt: string;
	version: number;
}

export type PaymentStatus = "due" | "unknown" | "approved" | "declined" | "expired" | "voided" | "refunded" | "collected";

export interface Place {
	address: string;
	lat: number;
	lng: number;
}

export interface Problem {
	type: string;
	title: string;
	status: number;
	detail: string;
	code: ProblemCode;
	errors?: FieldError[];
	triesLeft?: number;
}

export type ProblemCode = "unauthorized" | "identity_provider_unavailable" | "forbidden" | "not_found" | "method_not_allowed" | "too_large" | "unsupported_media_type" | "malformed_json" | "bad_signature" | "request_timeout" | "headers_too_large" | "bad_request" | "invalid" | "stale" | "too_many_requests" | "too_many_streams" | "unavailable" | "internal" | "bad_credentials" | "wrong_password" | "phone_taken" | "brewing_started" | "already_brewing" | "not_brewing" | "brew_cancelled" | "brew_out_of_stock" | "stock_unconfirmed" | "wrong_pin" | "rider_assigned" | "not_ready" | "pin_locked" | "delivery_requested" | "delivery_assigned" | "delivery_accepted" | "delivery_in_transit" | "delivery_delivered" | "delivery_cancelled" | "delivery_failed" | "invalid_idempotency_key" | "idempotency_key_reused" | "idempotency_key_in_flight" | "order_exists" | "order_placed" | "order_submitted" | "order_accepted" | "order_preparing" | "order_ready" | "order_in_transit" | "order_completed" | "order_cancelled" | "order_rejected" | "order_is_delivered" | "cancellation_held" | "maker_must_decide" | "already_refunded" | "overloaded" | "payment_unknown" | "payment_approved" | "payment_expired" | "payment_voided" | "payment_refunded" | "payment_collected" | "payment_on_receipt" | "payment_provider_unavailable" | "unknown_quote" | "quote_expired" | "quote_mismatch" | "unknown_rider" | "rider_busy" | "rider_off_shift" | "stock_reserved" | "unknown_store" | "unknown_product" | "store_exists" | "store_closed" | "forbidden_url";

export interface Product {
	productId: string;
	name: Text;
	price: number;
	prepSeconds: number;
	available: boolean;
	version: number;
}

export interface Quote {
	id: string;
	fee: number;
	distanceKm: number;
	etaMinutes: number;
	expiresAt: string;
}

export interface Rebuild {
	running: boolean;
	done: number;
	of: number;
	startedAt: string | null;
	finishedAt: string | null;
	asOf: string | null;
}

export interface Rider {
	id: string;
	name: string | null;
	onShift: boolean;
	lat: number | null;
	lng: number | null;
	orderId: string | null;
	version: number;
}

export interface RiderOnShift {
	id: string;
	name: string | null;
	onShift: boolean;
	lat: number | null;
	lng: number | null;
	orderId: string | null;
	version: number;
	load: number;
}

export interface Series {
	name: "orders" | "promise_error" | "requests";
	asOf: string;
	completeSince: string;
	items: {
		at: string;
		values: Record<string, unknown>;
	}[];
}

export interface Session {
	token: string;
	expiresAt: string;
	account: Account;
}

export interface Stock {
	productId: string;
	onHand: number;
	reserved: number;
	available: number;
	version: number;
}

export interface StockItem {
	productId: string;
	onHand: number;
	reserved: number;
	available: number;
}

export interface Store {
	id: string;
	name: Text;
	location: Place;
	open: boolean;
	autoAccept: boolean;
	autoBrew: boolean;
	autoDispatch: boolean;
	extraMinutes: number;
	waitMinutes: number;
	version: number;
}

export interface StoreOrder {
	id: string;
	number: string;
	storeId: string;
	customerId: string;
	kind: "goods" | "parcel";
	fulfilment: "pickup" | "delivery";
	lines: Line[];
	parcel: Parcel | null;
	destination: Place | null;
	amounts: {
		goods: number;
		delivery: number;
		total: number;
	};
	level: "Iron" | "Bronze" | "Silver" | "Gold" | "Platinum" | "Diamond";
	status: "submitted" | "accepted" | "preparing" | "ready" | "in_transit" | "completed" | "cancelled" | "rejected" | "unanswered" | "uncollected";
	reason: string | null;
	payment: {
		timing: "prepaid" | "on_receipt";
		status: PaymentStatus;
	};
	brew: {
		status: "received" | "brewing" | "brewed" | "cancelled" | "out_of_stock";
		dueAt: string | null;
	} | null;
	delivery: {
		status: "requested" | "assigned" | "accepted" | "in_transit" | "delivered" | "cancelled" | "failed";
		riderId: string | null;
		eta: string | null;
	} | null;
	promise: {
		readyAt: string | null;
	};
	answerBy: string | null;
	collectBy: string | null;
	note: string | null;
	createdAt: string;
	updatedAt: string;
	version: number;
}

export interface Text {
	ko: string;
	en: string;
}

export interface Webhook {
	id: string;
	url: string;
	events: string[];
	status: "active" | "paused";
	failingSince: string | null;
	createdAt: string;
	version: number;
}

export interface WebhookDelivery {
	id: string;
	messageId: string;
	type: string;
	status: "waiting" | "sending" | "delivered" | "failed";
	attempts: {
		at: string;
		status: number | null;
		error: string | null;
		tookMs: number;
	}[];
	nextAttemptAt: string | null;
	createdAt: string;
	version: number;
}

export interface Why {
	orderId: string;
	status: OrderStatus;
	since: string;
	waitsFor: {
		who: "customer" | "payment" | "store" | "barista" | "stock" | "rider" | "dispatcher" | "maker" | "message" | "nobody";
		what: string;
		until: string | null;
	};
	next: {
		actor: string;
		command?: string;
		message?: string;
		at: string | null;
	}[];
	away: string[];
	asOf: string;
}
