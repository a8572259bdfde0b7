import type { CatalogueSnapshot } from "../../../contracts/menu/catalogue.ts";
import type { StoreSnapshot } from "../../../contracts/store.ts";
import { become, type Rules } from "../../../lib/actor/rules.ts";

/** The order service's copy of a store, so that orders can be placed while the store service is down. */
export type KnownStore = StoreSnapshot;
export type MenuCommand = { type: "update"; store: StoreSnapshot };

export const menuRules: Rules<KnownStore, MenuCommand> = {
	decide: (_, { store }) => become(store),
};

/** The order service's copy of the catalogue, for the same reason. */
export type CatalogueUpdate = { type: "update"; catalogue: CatalogueSnapshot };

export const catalogueRules: Rules<CatalogueSnapshot, CatalogueUpdate> = {
	decide: (_, { catalogue }) => become(catalogue),
};
