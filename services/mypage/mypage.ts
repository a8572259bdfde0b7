import type { AccountSnapshot } from "../../contracts/account.ts";
import type { BrewSnapshot } from "../../contracts/brew.ts";
import { typesOf } from "../../contracts/catalogue/messages.ts";
import type { LevelSnapshot } from "../../contracts/customer-level.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { Inspected } from "../../contracts/inspection.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";
import { type ActorDocument, bareDocument } from "../../lib/storage/actor-store.ts";
import type { Fold, ModelEvent } from "./read-model.ts";

/** Messages of actors keyed by order id, and of those keyed by account id. */
export const ORDER_TYPES = new Set<string>(
	typesOf("order", "payment", "store", "brew", "delivery").filter((type) => type !== "store.changed"),
);
export const LEVEL_TYPES = new Set<string>(typesOf("level"));
/** The event log stores no names, so my page subscribes to account messages itself. */
export const ACCOUNT_TYPES = typesOf("account");

/** The last payload of a sender, with its version and time. */
export interface Latest<Data> {
	snapshot: Data;
	version: number;
	asOf: number;
}

/** The fields of each part that a customer sees; an order is shown whole. */
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

/** One order of a customer. A part is missing until its first message. */
export type Page = { [Part in keyof Parts]?: Latest<Parts[Part]> } & {
	/** Set with the order's own message, so that an unknown order is not listed. */
	customerId?: string;
};

/** A page whose order is unknown cannot be shown, so it may be removed. */
export const isOver = ({ order }: Page): boolean => !order || ["completed", "cancelled", "rejected"].includes(order.snapshot.status);

export interface Customer {
	name: string | null;
	level: LevelSnapshot["level"] | null;
	nextLevel: LevelSnapshot["nextLevel"] | null;
	score: number | null;
	asOf: number;
}

const UNKNOWN: Omit<Customer, "asOf"> = { name: null, level: null, nextLevel: null, score: null };

const latest = <Data>({ at, version }: ModelEvent, snapshot: Data): Latest<Data> => ({ snapshot, version, asOf: at });

/** Each part is the last message of its own actor, so parts may arrive in any order. */
export const foldPage: Fold<Page> = (page, message) => {
	const part = message.type.slice(0, message.type.indexOf(".")) as PartName | "order";
	if (part !== "order") return { ...page, [part]: latest(message, picked(SHOWN[part], message.data as Record<string, unknown>)) };
	const order = message.data as OrderSnapshot;
	return { ...page, customerId: order.customerId, order: latest(message, order) };
};

const picked = (names: readonly string[], data: Record<string, unknown>) => Object.fromEntries(names.map((name) => [name, data[name]]));

/** Completes a page, or starts one, that the order's own messages have not reached. It is not stored. */
export const withOrder = (page: ActorDocument<Page> | null, { id, state, version }: Inspected<OrderSnapshot>): ActorDocument<Page> => {
	const event = { type: "order.placed", sender: `order/${id}`, version, at: state.updatedAt, data: state };
	return bareDocument(id, page?.version ?? 0, foldPage(page?.state ?? null, event));
};

export const foldCustomer: Fold<Customer> = (customer, { at, data, type }) => {
	const known = { ...UNKNOWN, ...customer, asOf: Math.max(at, customer?.asOf ?? 0) };
	if (type.startsWith("account.")) return { ...known, name: (data as AccountSnapshot).name };
	const { level, nextLevel, score } = data as LevelSnapshot;
	return { ...known, level, nextLevel, score };
};
