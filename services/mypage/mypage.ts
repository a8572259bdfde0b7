import type { AccountSnapshot } from "../../contracts/account.ts";
import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { LevelSnapshot } from "../../contracts/customer-level.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import { typesOf } from "../../contracts/messages.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";
import type { Fold, Told } from "./read-model.ts";

/** Messages of actors that are keyed by the order's id, and of those keyed by the account's. */
export const OF_ORDERS = new Set<string>(
	typesOf("order", "payment", "store", "brew", "delivery").filter((type) => type !== "store.changed"),
);
export const OF_LEVELS = new Set<string>(typesOf("level"));
/** The event log stores no names, so my page subscribes to accounts itself. */
export const OF_ACCOUNTS = typesOf("account");

/** The last payload of a sender, and its time. */
export interface Latest<Data> {
	snapshot: Data;
	version: number;
	asOf: number;
}

/** The fields of each part that a customer sees; of the order it is all of them. */
const SHOWN = {
	payment: ["timing", "status", "amount", "refunded", "method", "attempts", "updatedAt"],
	store: ["status", "reason", "readyAt", "answerBy", "updatedAt"],
	brew: ["status", "receivedAt", "startedAt", "completedAt", "dueAt", "missing"],
	delivery: ["status", "ready", "riderId", "location", "eta", "answerBy", "reason", "updatedAt"],
} as const satisfies {
	payment: (keyof PaymentSnapshot)[];
	store: (keyof StoreOrderSnapshot)[];
	brew: (keyof BrewSnapshot)[];
	delivery: (keyof DeliverySnapshot)[];
};
type PartName = keyof typeof SHOWN;

interface Parts {
	order: OrderSnapshot;
	payment: Pick<PaymentSnapshot, (typeof SHOWN.payment)[number]>;
	store: Pick<StoreOrderSnapshot, (typeof SHOWN.store)[number]>;
	brew: Pick<BrewSnapshot, (typeof SHOWN.brew)[number]>;
	delivery: Pick<DeliverySnapshot, (typeof SHOWN.delivery)[number]>;
}

/** One order of a customer; a part without a message yet is missing. */
export type Page = { [Part in keyof Parts]?: Latest<Parts[Part]> } & {
	/** Set with the order itself: an order that is not known yet is not listed. */
	customerId?: string;
};

export interface Customer {
	name: string | null;
	level: LevelSnapshot["level"] | null;
	nextLevel: LevelSnapshot["nextLevel"] | null;
	score: number | null;
	asOf: number;
}

const UNKNOWN: Omit<Customer, "asOf"> = { name: null, level: null, nextLevel: null, score: null };

const latest = <Data>({ at, version }: Told, snapshot: Data): Latest<Data> => ({ snapshot, version, asOf: at });

/** Each part is the last message of its own actor, so the parts may come in any order. */
export const foldPage: Fold<Page> = (page, message) => {
	const part = message.type.slice(0, message.type.indexOf(".")) as PartName | "order";
	if (part !== "order") return { ...page, [part]: latest(message, picked(SHOWN[part], message.data as Record<string, unknown>)) };
	const order = message.data as OrderSnapshot;
	return { ...page, customerId: order.customerId, order: latest(message, order) };
};

const picked = (names: readonly string[], data: Record<string, unknown>) => Object.fromEntries(names.map((name) => [name, data[name]]));

export const foldCustomer: Fold<Customer> = (customer, { at, data, type }) => {
	const known = { ...UNKNOWN, ...customer, asOf: Math.max(at, customer?.asOf ?? 0) };
	if (type.startsWith("account.")) return { ...known, name: (data as AccountSnapshot).name };
	const { level, nextLevel, score } = data as LevelSnapshot;
	return { ...known, level, nextLevel, score };
};
