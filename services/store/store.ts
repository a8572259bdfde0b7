import type { Place, Text } from "../../contracts/notation/common.ts";
import type { ProductSnapshot, StoreMessage, StoreSettings, StoreSnapshot } from "../../contracts/store.ts";
import { become, type Decision, ignore, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import { StoreExists } from "./store.errors.ts";

type Decided = Decision<Store, StoreMessage>;

export interface Store extends StoreSnapshot {
	/** Ids of products that are out of stock. */
	soldOut: string[];
}

export type StoreCommand =
	| { type: "create"; id: string; name: Text; location: Place; settings?: StoreSettings; products?: ProductSnapshot[] }
	| { type: "change"; settings: StoreSettings }
	| { type: "putProduct"; product: ProductSnapshot }
	| { type: "updateAvailability"; available: Record<string, boolean> };

const created = ({ id, name, location, settings, products = [] }: StoreCommand & { type: "create" }): Store => ({
	id,
	name,
	location,
	open: true,
	autoAccept: false,
	autoBrew: false,
	autoDispatch: false,
	extraMinutes: 0,
	...settings,
	products: Object.fromEntries(products.map((product) => [product.productId, product])),
	soldOut: [],
});

export const decide = (store: Store | null, command: StoreCommand): Decided => {
	if (command.type === "create") return store ? refuse(new StoreExists(store.id)) : become(created(command), "store.changed");
	if (!store) return ignore;
	switch (command.type) {
		case "change":
			return become({ ...store, ...command.settings }, "store.changed");
		case "putProduct":
			return become({ ...store, products: { ...store.products, [command.product.productId]: command.product } }, "store.changed");
		case "updateAvailability":
			return become({ ...store, soldOut: Object.keys(command.available).filter((id) => !command.available[id]) });
	}
};

export const storeRules: RulesFor<Store, StoreCommand, StoreMessage> = { decide, republish: () => ["store.changed"] };
