import type { OfferChange, OfferSnapshot, ProductSnapshot } from "../../contracts/menu/items.ts";
import type { Place, Text } from "../../contracts/notation/common.ts";
import type { StoreMessage, StoreSettings, StoreSnapshot } from "../../contracts/store.ts";
import { become, type Decision, ignore, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import { entryOf } from "../../lib/domain/menu.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import { StoreExists } from "./store.errors.ts";

type Decided = Decision<Store, StoreMessage>;

export interface Store extends StoreSnapshot {
	/** Products and options that are out of stock. */
	soldOut: string[];
}

export type StoreCommand =
	| { type: "create"; id: string; name: Text; location: Place; settings?: StoreSettings; offers?: Record<string, OfferSnapshot> }
	| { type: "change"; settings: StoreSettings }
	| { type: "putProduct"; product: ProductSnapshot }
	| { type: "removeProduct"; id: string }
	| { type: "changeOffer"; itemId: string; change: OfferChange }
	| { type: "updateAvailability"; available: Record<string, boolean> };

const created = ({ id, name, location, settings, offers }: StoreCommand & { type: "create" }): Store => ({
	id,
	name,
	location,
	open: true,
	autoAccept: false,
	autoBrew: false,
	autoDispatch: false,
	extraMinutes: 0,
	...settings,
	products: {},
	...(offers ? { offers } : undefined),
	soldOut: [],
});

const without = <Value>(record: Record<string, Value>, id: string): Record<string, Value> => {
	const { [id]: _, ...rest } = record;
	return rest;
};

/** Stores only what differs from the catalogue. */
const changeOffer = (store: Store, itemId: string, change: OfferChange): Store => {
	const { offers = {} } = store;
	const merged = Object.entries({ ...entryOf(offers, itemId), ...change });
	const offer: OfferSnapshot = Object.fromEntries(merged.filter(([, value]) => value !== null && value !== false && value !== undefined));
	const others = without(offers, itemId);
	return { ...store, offers: Object.keys(offer).length > 0 ? { ...others, [itemId]: offer } : others };
};

const removeProduct = (store: Store, id: string): Decided => {
	if (!Object.hasOwn(store.products, id)) return refuse(new NotFound("product"));
	return become({ ...store, products: without(store.products, id) }, "store.changed");
};

export const decide = (store: Store | null, command: StoreCommand): Decided => {
	if (command.type === "create") return store ? refuse(new StoreExists(store.id)) : become(created(command), "store.changed");
	if (!store) return ignore;
	switch (command.type) {
		case "change":
			return become({ ...store, ...command.settings }, "store.changed");
		case "putProduct":
			return become({ ...store, products: { ...store.products, [command.product.productId]: command.product } }, "store.changed");
		case "removeProduct":
			return removeProduct(store, command.id);
		case "changeOffer":
			return become(changeOffer(store, command.itemId, command.change), "store.changed");
		case "updateAvailability":
			return become({ ...store, soldOut: Object.keys(command.available).filter((id) => !command.available[id]) });
	}
};

export const storeRules: RulesFor<Store, StoreCommand, StoreMessage> = { decide, republish: () => ["store.changed"] };
