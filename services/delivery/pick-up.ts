import type { Place, StoreSnapshot } from "../../lib/catalogue.ts";
import { become, type Rules } from "../../lib/rules.ts";

/** Where goods of a store are picked up, as last heard: enough to quote while the store service is away. */
export interface PickUp {
	storeId: string;
	location: Place;
}
export type PickUpCommand = { type: "hear"; store: StoreSnapshot };

export const pickUpRules: Rules<PickUp, PickUpCommand> = {
	decide: (_, { store: { id, location } }) => become({ storeId: id, location }),
};
