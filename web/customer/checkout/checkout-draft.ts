import { NO_PLACE, type PlaceDraft } from "../parcel/places.ts";
import { persistedSignal } from "../persisted-signal.ts";
import type { Timing } from "./purchase.ts";

export interface CheckoutDraft {
	fulfilment: "pickup" | "delivery";
	timing: Timing;
	to: PlaceDraft;
	note: string;
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
