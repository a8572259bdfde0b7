import { NOWHERE, type PlaceDraft } from "../parcel/places.ts";
import { kept } from "../persisted-signal.ts";
import type { Timing } from "./purchase.ts";

export interface CheckoutDraft {
	fulfilment: "pickup" | "delivery";
	timing: Timing;
	to: PlaceDraft;
	note: string;
}

/** What was filled in outlives a reload and a sign-in, as the cart does. */
export const checkoutDraft = kept<CheckoutDraft>("checkout", { fulfilment: "pickup", timing: "prepaid", to: NOWHERE, note: "" });

export const changeCheckout = (change: Partial<CheckoutDraft>): void => {
	checkoutDraft.value = { ...checkoutDraft.value, ...change };
};
