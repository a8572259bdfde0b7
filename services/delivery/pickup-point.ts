import type { Place } from "../../contracts/notation/common.ts";
import type { StoreSnapshot } from "../../contracts/store.ts";
import { become, type Rules } from "../../lib/actor/rules.ts";

/** Where a store's goods are picked up. A copy, so that deliveries can be quoted while the store service is down. */
export interface PickupPoint {
	storeId: string;
	location: Place;
}
export type PickupPointCommand = { type: "update"; store: StoreSnapshot };

/** A projection: it publishes no messages. */
export const pickupPointRules: Rules<PickupPoint, PickupPointCommand, never> = {
	decide: (_, { store: { id, location } }) => become({ storeId: id, location }),
};
