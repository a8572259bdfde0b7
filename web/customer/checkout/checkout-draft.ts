import { NO_PLACE, type PlaceDraft } from "../parcel/places.ts";
import { persistedSignal } from "../persisted-signal.ts";
import type { Timing } from "./purchase.ts";

export interface CheckoutDraft {
	fulfilment: "pickup" | "delivery";
	timing: Timing;
	to: PlaceDraft;
	note: string;
	/** The time of a scheduled order; empty until it is chosen. As soon as possible if undefined. */
	at?: string | undefined;
}

/** Stored like the cart, so that the form survives a reload and a sign-in. */
export const checkoutDraft = persistedSignal<CheckoutDraft>("checkout", {
	fulfilment: "pickup",
	timing: "prepaid",
	to: NO_PLACE,
	note: "",
});

export const changeCheckout = (change: Partial<CheckoutDraft>): void => {
	checkoutDraft.value = { ...checkoutDraft.value, ...change };
};
