import type { AccountSnapshot } from "./account.ts";
import type { BrewSnapshot } from "./brew.ts";
import type { Callable } from "./contract.ts";
import type { DeliverySnapshot } from "./delivery.ts";
import type { OrderSnapshot } from "./order.ts";
import type { PaymentSnapshot } from "./payment.ts";
import type { StockSnapshot } from "./stock.ts";
import type { StoreOrderSnapshot } from "./store-order.ts";

/** An actor as operations and read models see it. */
export interface Inspected<State = unknown> {
	id: string;
	version: number;
	state: State;
	/** Its timer. */
	due: { at: number; command: { type: string } } | null;
	/** Types of messages that may not have reached the bus. */
	unsent: string[];
}

/** A message that a consumer group could not handle. */
export interface StoredDeadLetter {
	id: string;
	group: string;
	type: string;
	/** As it came from the bus. */
	raw: string;
	attempts: number;
	/** Of the last attempt. */
	error: string;
	firstAt: number;
	at: number;
}

/** The internal actions that every actor has. */
const inspection = <State>(service: string) => ({
	/** One page of all actors, by id. */
	scan: { name: `${service}.scan` } as Callable<{ after?: string; limit: number }, Inspected<State>[]>,
	/** Those of the ids that exist. */
	many: { name: `${service}.many` } as Callable<{ ids: string[] }, Inspected<State>[]>,
});

/** The internal actions that every subscriber has. */
export const deadLetters = (service: string) => ({
	list: { name: `${service}.deadLetters` } as Callable<{ limit: number }, StoredDeadLetter[]>,
	retry: { name: `${service}.retryDeadLetter` } as Callable<{ id: string }, void>,
});

/** The actors that others inspect. */
export const inspect = {
	account: inspection<AccountSnapshot>("account"),
	order: inspection<OrderSnapshot>("order"),
	payment: inspection<PaymentSnapshot>("payment"),
	"store-order": inspection<StoreOrderSnapshot>("store-order"),
	/** With all of its state. */
	stock: inspection<StockSnapshot & { reserved: Record<string, object> }>("stock"),
	brew: inspection<BrewSnapshot>("brew"),
	delivery: inspection<DeliverySnapshot>("delivery"),
	rider: inspection<{ job: { orderId: string; confirmed: boolean } | null }>("rider"),
};
export type InspectedActor = keyof typeof inspect;
