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
import { kept } from "../persisted-signal.ts";
import { payAtOnce, tellOfPrice } from "./paying.ts";
import { postOnce } from "./post-once.ts";
import { isAsShown, isOpen, type Purchase, whenBack } from "./purchase.ts";

/** By account: nobody goes on with what somebody else has begun. */
const purchases = kept<Record<string, Purchase>>("purchases", {});
const account = (): string => session.value?.account.id ?? "";

/** Pressed for, and not known what became of it. */
export const purchase = computed((): Purchase | undefined => purchases.value[account()]);

const keep = (of: string, next: Purchase | undefined): void => {
	const { [of]: _, ...others } = purchases.value;
	purchases.value = next ? { ...others, [of]: next } : others;
};

const SHOPPING: (string | undefined)[] = [undefined, "cart", "parcel"];

function placed(of: string, bought: Purchase, order: Order): void {
	const { body, pay } = bought;
	if (body.lines) setCart(body.storeId, without(cartOf(body.storeId), body.lines));
	if (pay && isAsShown(bought, order.amounts.total)) payAtOnce(order.id, pay);
	else if (pay) tellOfPrice(order.id, bought.total);
	keep(of, undefined);
	if (SHOPPING.includes(route.value[0])) go("orders", order.id);
}

/** The key of what this page knows not to have been placed. */
let unplaced: string | undefined;

/** Sends what was pressed for, the same however often. */
export const buying = new Command(async () => {
	const of = account();
	const bought = purchase.value;
	if (!bought) return;
	try {
		placed(of, bought, (await postOnce<Order>("/v1/orders", bought.body, bought.key)).body);
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		if (isOpen(bought.key !== unplaced, error)) unplaced = undefined;
		else keep(of, undefined);
		throw error;
	}
});

/** One press, one order: while it is not known what became of the last one, that one is sent again. */
export function buy(wish: Omit<Purchase, "key" | "pressedAt">): void {
	if (buying.isSending.value || buying.waitSeconds > 0) return;
	if (!purchase.value) {
		unplaced = newKey();
		keep(account(), { ...wish, key: unplaced, pressedAt: serverTime() });
	}
	void buying.run();
}

/** Whoever would rather not have it sent again. */
export function giveUp(): void {
	keep(account(), undefined);
	buying.reset();
}

/** After a reload in the middle of it. */
export function goOn(): void {
	const left = purchase.value;
	if (!left || buying.isSending.value) return;
	const next = whenBack(left, serverTime());
	if (next === "forget") giveUp();
	if (next === "finish") void buying.run();
}
