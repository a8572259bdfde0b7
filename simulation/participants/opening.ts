import type { Caller } from "../../lib/auth/caller.ts";
import { OPERATOR, rider } from "./callers.ts";
import type { Client } from "./client.ts";
import { RIDERS } from "./life.ts";
import { PRODUCTS } from "./scenario.ts";

const PLACE = { address: "서울", lat: 37.5, lng: 127 };
/** The store that runs by itself. */
export const AUTOMATED = "hongdae";
const STORES = ["gangnam", AUTOMATED, "sinchon"];
/** The third store does not track its stock. */
export const STORES_WITH_STOCK = ["gangnam", AUTOMATED];
const PREPARATION_SECONDS: Record<string, number> = { latte: 1 };

/** Too little for all orders. */
export const initialStock = (lives: number): Record<string, number> => ({
	americano: Math.ceil(lives / 4),
	latte: Math.ceil(lives / 9),
	"cold-brew": Math.ceil(lives / 5),
});

/** Opens the stores: one is run by hand, one runs by itself, one does not track its stock. */
export const openStores = async (client: Client, lives: number): Promise<void> => {
	const done = async (action: string, params: object, caller: Caller = OPERATOR): Promise<void> => {
		for (;;) {
			const outcome = await client.call(caller, action, params);
			if ("result" in outcome) return;
			if ("refusal" in outcome) throw new Error(`${action} was refused: ${outcome.refusal}`);
			await client.pause(1_000);
		}
	};
	for (const id of STORES) {
		await done("store.create", { id, name: { ko: id, en: id }, location: PLACE });
		for (const productId of PRODUCTS) {
			const prepSeconds = PREPARATION_SECONDS[productId] ?? 0;
			await done("store.putProduct", { storeId: id, productId, name: { ko: productId, en: productId }, price: 1_000, prepSeconds });
		}
	}
	await done("store.change", { storeId: AUTOMATED, autoAccept: true, autoBrew: true, autoDispatch: true });
	for (const storeId of STORES_WITH_STOCK)
		for (const [productId, onHand] of Object.entries(initialStock(lives))) await done("stock.set", { storeId, productId, onHand });
	for (const id of RIDERS) await done("rider.change", { onShift: true }, rider(id));
};
