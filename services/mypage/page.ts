import { typesOf } from "../../contracts/messages.ts";
import type {
	AccountSnapshot,
	BrewSnapshot,
	DeliverySnapshot,
	LevelSnapshot,
	OrderSnapshot,
	PaymentSnapshot,
	StoreOrderSnapshot,
} from "../../lib/catalogue.ts";
import type { Fold, Told } from "../../lib/read-model.ts";

/** Said by actors that are keyed by the order's id, and by those keyed by the account's. */
export const OF_ORDERS = new Set<string>(
	typesOf("order", "payment", "store", "brew", "delivery").filter((type) => type !== "store.changed"),
);
export const OF_LEVELS = new Set<string>(typesOf("level"));
/** The feed holds no names, so accounts are listened to. */
export const OF_ACCOUNTS = typesOf("account");

/** What somebody said last, and when. */
export interface Heard<What> {
	said: What;
	version: number;
	asOf: number;
}

/** What a customer is shown of each part; of the order it is all that it says. */
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

/** All that a customer is shown of one order; a part that nobody has spoken of yet is missing. */
export type Page = { [Part in keyof Parts]?: Heard<Parts[Part]> } & {
	/** Set with the order itself: before it there is nothing to list. */
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

const heard = <What>({ at, version }: Told, said: What): Heard<What> => ({ said, version, asOf: at });

/** Each part is what its own actor said last, so the parts may come in any order. */
export const foldPage: Fold<Page> = (page, message) => {
	const part = message.type.slice(0, message.type.indexOf(".")) as PartName | "order";
	if (part !== "order") return { ...page, [part]: heard(message, picked(SHOWN[part], message.data as Record<string, unknown>)) };
	const said = message.data as OrderSnapshot;
	return { ...page, customerId: said.customerId, order: heard(message, said) };
};

const picked = (names: readonly string[], said: Record<string, unknown>) => Object.fromEntries(names.map((name) => [name, said[name]]));

export const foldCustomer: Fold<Customer> = (customer, { at, data, type }) => {
	const known = { ...UNKNOWN, ...customer, asOf: Math.max(at, customer?.asOf ?? 0) };
	if (type.startsWith("account.")) return { ...known, name: (data as AccountSnapshot).name };
	const { level, nextLevel, score } = data as LevelSnapshot;
	return { ...known, level, nextLevel, score };
};
