import type { Parcel, Place } from "../../../contracts/notation/common.ts";
import type { Code } from "../../shared/problem.ts";
import type { ChosenOption } from "../menu/options.ts";

export type Method = "card" | "transfer" | "pay";
export const TIMINGS = ["prepaid", "on_receipt"] as const;
export type Timing = (typeof TIMINGS)[number];

/** The request body of `POST /v1/orders`. */
export interface OrderBody {
	storeId: string;
	kind: "goods" | "parcel";
	fulfilment?: "pickup" | "delivery";
	lines?: { productId: string; quantity: number; options?: ChosenOption[] }[];
	parcel?: Parcel;
	destination?: Place;
	quoteId?: string;
	payment: { timing: Timing };
	note?: string;
	for?: string;
}

/** An order that the customer submitted. It is stored until its outcome is known, so that a reload or retry does not place another one. */
export interface Purchase {
	key: string;
	body: OrderBody;
	/** The total that was shown. */
	total: number;
	/** The payment to make at once; undefined when paid on receipt. */
	pay: { method: Method; token: string } | undefined;
	pressedAt: number;
}

export interface Failure {
	code: Code;
	status: number;
}

/** The customer still expects the order to go through. */
const AUTO_SEND_MS = 2 * 60_000;
/** Shorter than the server keeps a key: afterwards the same request would place another order. */
const KEY_LIFETIME_MS = 20 * 3_600_000;

/** What to do with a pending purchase after a reload: send it again, ask the customer, or discard it. */
export const resumeActionFor = ({ pressedAt }: Purchase, at: number): "send" | "ask" | "discard" => {
	const age = at - pressedAt;
	if (age >= KEY_LIFETIME_MS) return "discard";
	return age < AUTO_SEND_MS ? "send" : "ask";
};

/** Refused before processing, so it reveals nothing about an earlier attempt with the same key. */
const isInconclusive = ({ code, status }: Failure): boolean => status === 401 || status === 429 || code === "idempotency_key_in_flight";

const mayHaveWorked = ({ code, status }: Failure): boolean => status === 0 || (status >= 500 && code !== "overloaded");

/** Whether the order may have been placed despite this failure. */
export const mayBePlaced = (mightBeBefore: boolean, failure: Failure): boolean =>
	isInconclusive(failure) ? mightBeBefore : mayHaveWorked(failure);

/** If the price changed since it was shown, the customer is asked before paying. */
export const isPriceUnchanged = ({ total }: Purchase, charged: number): boolean => total === charged;

/** What the next order's form starts with: a request and a time belong to one order only. */
export const draftAfterOrder = <Draft extends { note: string; at?: string | undefined }>(draft: Draft): Draft => ({
	...draft,
	note: "",
	at: undefined,
});
