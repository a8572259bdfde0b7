import { computed } from "@preact/signals";
import type { Order } from "../../../contracts/order.ts";
import { newKey } from "../../shared/api.ts";
import { serverTime } from "../../shared/clock.ts";
import { Command } from "../../shared/command.ts";
import { Problem } from "../../shared/problem.ts";
import { go, route } from "../../shared/route.ts";
import { session } from "../../shared/session.ts";
import { without } from "../menu/cart.ts";
import { cartOf, setCart } from "../menu/shop.ts";
import { persistedSignal } from "../persisted-signal.ts";
import { rememberPlaces } from "../recent-places.ts";
import { checkoutDraft } from "./checkout-draft.ts";
import { notePriceShown, payAtOnce } from "./paying.ts";
import { postOnce } from "./post-once.ts";
import { draftAfterOrder, isPriceUnchanged, mayBePlaced, type Purchase, resumeActionFor } from "./purchase.ts";

/** By account, so that nobody resumes another account's purchase. */
const purchases = persistedSignal<Record<string, Purchase>>("purchases", {});
const accountId = (): string => session.value?.account.id ?? "";

/** The pending purchase: sent, or about to be, with an unknown outcome. */
export const purchase = computed((): Purchase | undefined => purchases.value[accountId()]);

const setPurchase = (owner: string, next: Purchase | undefined): void => {
	const { [owner]: _, ...others } = purchases.value;
	purchases.value = next ? { ...others, [owner]: next } : others;
};

const SHOPPING_VIEWS: (string | undefined)[] = [undefined, "cart", "parcel"];

function completePurchase(owner: string, sent: Purchase, order: Order): void {
	const { body, pay } = sent;
	rememberPlaces(
		owner,
		[body.destination, body.parcel?.to, body.parcel?.from].filter((place) => place !== undefined),
	);
	if (body.lines) {
		setCart(body.storeId, without(cartOf(body.storeId), body.lines));
		checkoutDraft.value = draftAfterOrder(checkoutDraft.value);
	}
	if (pay && isPriceUnchanged(sent, order.amounts.total)) payAtOnce(order.id, pay);
	else if (pay) notePriceShown(order.id, sent.total);
	setPurchase(owner, undefined);
	if (SHOPPING_VIEWS.includes(route.value[0])) go("orders", order.id);
}

/** The key of a purchase that cannot have been placed yet. */
let unsentKey: string | undefined;

/** Sends the pending purchase. Every attempt sends the same request and key. */
export const buying = new Command(async () => {
	const owner = accountId();
	const sent = purchase.value;
	if (!sent) return;
	try {
		completePurchase(owner, sent, (await postOnce<Order>("/v1/orders", sent.body, sent.key)).body);
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		if (mayBePlaced(sent.key !== unsentKey, error)) unsentKey = undefined;
		else setPurchase(owner, undefined);
		throw error;
	}
});

/** Starts a purchase. While an earlier one is pending, sends that one again instead. */
export function buy(request: Omit<Purchase, "key" | "pressedAt">): void {
	if (buying.isSending.value || buying.waitSeconds > 0) return;
	if (!purchase.value) {
		unsentKey = newKey();
		setPurchase(accountId(), { ...request, key: unsentKey, pressedAt: serverTime() });
	}
	void buying.run();
}

/** Drops the pending purchase without sending it again. */
export function discardPurchase(): void {
	setPurchase(accountId(), undefined);
	buying.reset();
}

/** Resumes a pending purchase after a reload. */
export function resumePurchase(): void {
	const pending = purchase.value;
	if (!pending || buying.isSending.value) return;
	const action = resumeActionFor(pending, serverTime());
	if (action === "discard") discardPurchase();
	if (action === "send") void buying.run();
}
