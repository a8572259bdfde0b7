import type { StoreSnapshot } from "../../contracts/store.ts";
import { become, type Rules } from "../../lib/actor/rules.ts";

/** What the order service last heard of a store: enough to take an order while the store service is away. */
export type KnownStore = StoreSnapshot;
export type MenuCommand = { type: "hear"; store: StoreSnapshot };

export const menuRules: Rules<KnownStore, MenuCommand> = {
	decide: (_, { store }) => become(store),
};
