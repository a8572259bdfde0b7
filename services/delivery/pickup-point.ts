import type { Place } from "../../contracts/common.ts";
import type { StoreSnapshot } from "../../contracts/store.ts";
import { become, type Rules } from "../../lib/actor/rules.ts";

/** Where goods of a store are picked up. A copy, so that deliveries can be quoted while the store service is away. */
export interface PickUp {
	storeId: string;
	location: Place;
}
export type PickUpCommand = { type: "update"; store: StoreSnapshot };

/** A projection: it publishes no messages. */
export const pickUpRules: Rules<PickUp, PickUpCommand, never> = {
	decide: (_, { store: { id, location } }) => become({ storeId: id, location }),
};
