import type { AccountSnapshot } from "./account.ts";
import type { BrewSnapshot } from "./brew.ts";
import type { LevelSnapshot } from "./customer-level.ts";
import type { DeliverySnapshot } from "./delivery.ts";
import type { CatalogueSnapshot } from "./menu/catalogue.ts";
import type { Callable } from "./notation/contract.ts";
import type { OrderSnapshot } from "./order.ts";
import type { PaymentSnapshot } from "./payment.ts";
import type { StockSnapshot } from "./stock.ts";
import type { StoreSnapshot } from "./store.ts";
import type { StoreOrderSnapshot } from "./store-order.ts";

/** An actor as the inspection actions return it. */
export interface Inspected<State = unknown> {
	id: string;
	version: number;
	state: State;
	/** The pending timer. */
	due: { at: number; command: { type: string } } | null;
	/** Types of the messages in the outbox, which may not have reached the bus. */
	unsent: string[];
}

/** A message that a consumer group could not handle. */
export interface StoredDeadLetter {
	id: string;
	group: string;
	type: string;
	/** The message as received from the bus. */
	raw: string;
	attempts: number;
	/** Error of the last attempt. */
	error: string;
	firstAt: number;
	at: number;
}

/** The internal actions that every actor has. */
const inspection = <State>(service: string) => ({
	/** A page of all actors, sorted by id. */
	scan: { name: `${service}.scan` } as Callable<{ after?: string; limit: number }, Inspected<State>[]>,
	/** The actors with these ids, as far as they exist. */
	many: { name: `${service}.many` } as Callable<{ ids: string[] }, Inspected<State>[]>,
	/** Publishes the present state of these actors again. Returns how many had something to publish. */
	republish: { name: `${service}.republish` } as Callable<{ ids: string[] }, number>,
});

/**
 * Every consumer group, with the service that handles its messages. A group is a durable consumer on the server: under
 * another name it would leave its pending messages behind, so `customer` keeps the name that differs from its service's.
 */
export const SUBSCRIBERS: Readonly<Record<string, string>> = {
	brew: "brew",
	customer: "customer-level",
	delivery: "delivery",
	"delivery-store": "delivery-store",
	"event-log": "event-log",
	mypage: "mypage",
	notification: "notification",
	order: "order",
	"order-catalogue": "order-catalogue",
	"order-menu": "order-menu",
	payment: "payment",
	rider: "rider",
	stock: "stock",
	store: "store",
	"store-order": "store-order",
	webhook: "webhook",
};

/** The internal actions that every subscriber has. */
export const deadLetters = (service: string) => ({
	list: { name: `${service}.deadLetters` } as Callable<{ limit: number }, StoredDeadLetter[]>,
	retry: { name: `${service}.retryDeadLetter` } as Callable<{ id: string }, void>,
});

/** The actors that other services inspect. */
export const inspect = {
	account: inspection<AccountSnapshot>("account"),
	store: inspection<StoreSnapshot>("store"),
	catalogue: inspection<CatalogueSnapshot>("catalogue"),
	"customer-level": inspection<LevelSnapshot>("customer-level"),
	order: inspection<OrderSnapshot>("order"),
	payment: inspection<PaymentSnapshot>("payment"),
	"store-order": inspection<StoreOrderSnapshot>("store-order"),
	/** The complete state. */
	stock: inspection<StockSnapshot & { reserved: Record<string, object> }>("stock"),
	brew: inspection<BrewSnapshot>("brew"),
	delivery: inspection<DeliverySnapshot>("delivery"),
	rider: inspection<{ job: { orderId: string; confirmed: boolean } | null }>("rider"),
};
export type InspectedActor = keyof typeof inspect;
