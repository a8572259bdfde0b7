import type { Parcel, Place } from "../../../contracts/common.ts";
import type { Code } from "../../shared/problem.ts";

export type Method = "card" | "transfer" | "pay";
export const TIMINGS = ["prepaid", "on_receipt"] as const;
export type Timing = (typeof TIMINGS)[number];

/** What is sent to place an order. */
export interface OrderBody {
	storeId: string;
	kind: "goods" | "parcel";
	fulfilment?: "pickup" | "delivery";
	lines?: { productId: string; quantity: number }[];
	parcel?: Parcel;
	destination?: Place;
	quoteId?: string;
	payment: { timing: Timing };
	note?: string;
}

/** An order that was pressed for. It is kept until it is known what became of it, so that no reload and no second try makes another one. */
export interface Purchase {
	key: string;
	body: OrderBody;
	/** What its customer was shown. */
	total: number;
	/** How it is to be paid at once; nothing on receipt. */
	pay: { method: Method; token: string } | undefined;
	pressedAt: number;
}

export interface Failure {
	code: Code;
	status: number;
}

/** Nobody has forgotten having pressed. */
const FRESH_MS = 2 * 60_000;
/** Less than the server remembers a key: afterwards the same request would be another order. */
const REPEATABLE_MS = 20 * 3_600_000;

/** What to do with it when its page comes back: finish it, ask whether to, or let it be. */
export const whenBack = ({ pressedAt }: Purchase, at: number): "finish" | "ask" | "forget" => {
	const age = at - pressedAt;
	if (age >= REPEATABLE_MS) return "forget";
	return age < FRESH_MS ? "finish" : "ask";
};

/** Refused before anything was done, so that an earlier try with the same key may still have had its effect. */
const saysNothing = ({ code, status }: Failure): boolean => status === 401 || status === 429 || code === "idempotency_key_in_flight";

const mayHaveWorked = ({ code, status }: Failure): boolean => status === 0 || (status >= 500 && code !== "overloaded");

/** Whether, after this, the order may have been placed without our knowing. */
export const isOpen = (wasOpen: boolean, failure: Failure): boolean => (saysNothing(failure) ? wasOpen : mayHaveWorked(failure));

/** A price may have changed since the button was read: then its customer is asked before they pay. */
export const isAsShown = ({ total }: Purchase, charged: number): boolean => total === charged;
