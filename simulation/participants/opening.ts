import type { Caller } from "../../lib/auth/caller.ts";
import { OPERATOR, rider } from "./callers.ts";
import type { Client } from "./client.ts";
import { RIDERS } from "./life.ts";
import { PRODUCTS } from "./scenario.ts";

const PLACE = { address: "서울", lat: 37.5, lng: 127 };
/** The store that runs by itself. */
export const AUTOMATED = "hongdae";
const WITH_OWN_PRODUCTS = "sinchon";
const STORES = ["gangnam", AUTOMATED, WITH_OWN_PRODUCTS];
/** The third store does not track its stock. */
export const STORES_WITH_STOCK = ["gangnam", AUTOMATED];
const PREPARATION_SECONDS: Record<string, number> = { latte: 1 };

/** Too little for all orders. */
export const initialStock = (lives: number): Record<string, number> => ({
	americano: Math.ceil(lives / 4),
	latte: Math.ceil(lives / 9),
	"cold-brew": Math.ceil(lives / 5),
	"milk:oat": Math.ceil(lives / 4),
});

const nameOf = (id: string) => ({ ko: id, en: id });

/** Every drink has a required group with a default option, and an optional one. */
export const PRICE = 1_000;
export const OPTION_PRICES: Record<string, number> = { whole: 0, oat: 300, extra: 200 };
const GROUPS = [
	{
		...{ groupId: "milk", name: nameOf("milk"), min: 1, max: 1 },
		options: [
			{ id: "whole", name: nameOf("whole"), price: OPTION_PRICES.whole!, default: true },
			{ id: "oat", name: nameOf("oat"), price: OPTION_PRICES.oat! },
		],
	},
	{
		...{ groupId: "shots", name: nameOf("shots"), min: 0, max: 1 },
		options: [{ id: "extra", name: nameOf("extra"), price: OPTION_PRICES.extra!, maxQuantity: 3 }],
	},
];
const drink = (productId: string) => ({
	productId,
	name: nameOf(productId),
	price: PRICE,
	prepSeconds: PREPARATION_SECONDS[productId] ?? 0,
	optionGroupIds: GROUPS.map(({ groupId }) => groupId),
});

/** Opens the stores: one is run by hand, one runs by itself, one does not track its stock and has products of its own. */
export const openStores = async (client: Client, lives: number): Promise<void> => {
	const done = async (action: string, params: object, caller: Caller = OPERATOR): Promise<void> => {
		for (;;) {
			const outcome = await client.call(caller, action, params);
			if ("result" in outcome) return;
			if ("refusal" in outcome) throw new Error(`${action} was refused: ${outcome.refusal}`);
			await client.pause(1_000);
		}
	};
	for (const group of GROUPS) await done("catalogue.putOptionGroup", group);
	for (const productId of PRODUCTS) await done("catalogue.putProduct", drink(productId));
	for (const id of STORES) await done("store.create", { id, name: nameOf(id), location: PLACE });
	for (const productId of PRODUCTS) await done("store.putProduct", { storeId: WITH_OWN_PRODUCTS, ...drink(productId) });
	await done("store.change", { storeId: AUTOMATED, autoAccept: true, autoBrew: true, autoDispatch: true });
	for (const storeId of STORES_WITH_STOCK)
		for (const [productId, onHand] of Object.entries(initialStock(lives))) await done("stock.set", { storeId, productId, onHand });
	for (const id of RIDERS) await done("rider.change", { onShift: true }, rider(id));
};
