import { signal } from "@preact/signals";
import type { Store } from "../../../contracts/store.ts";
import { get } from "../../shared/api.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { texts } from "../order/order-texts.ts";

const RETRY_MS = 30_000;
const KEY = "cortado.stores";

type Known = Record<string, Pick<Store, "name" | "location">>;

/** Stored, so that an order shows its store while the store service is unavailable. */
const known = signal<Known>(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
const requested = new Set<string>();

async function load(id: string): Promise<void> {
	const { location, name } = await get<Store>(`/v1/stores/${encodeURIComponent(id)}`);
	known.value = { ...known.value, [id]: { name, location } };
	localStorage.setItem(KEY, JSON.stringify(known.value));
}

/** Loads the store on first use. */
export const storeOf = (id: string): Known[string] | undefined => {
	if (!requested.has(id)) {
		requested.add(id);
		load(id).catch(() => setTimeout(() => requested.delete(id), RETRY_MS));
	}
	return known.value[id];
};

export const storeName = (id: string): string => {
	const store = storeOf(id);
	return store ? inLanguage(store.name) : texts.value.someStore;
};
