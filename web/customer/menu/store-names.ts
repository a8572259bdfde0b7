import { signal } from "@preact/signals";
import type { Store } from "../../../contracts/store.ts";
import { get } from "../../shared/api.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { texts } from "../order/order-texts.ts";

const AGAIN_MS = 30_000;
const KEY = "cortado.stores";

type Known = Record<string, Pick<Store, "name" | "location">>;

/** Kept, so that an order still says where it is while the stores cannot be asked. */
const known = signal<Known>(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
const asked = new Set<string>();

async function ask(id: string): Promise<void> {
	const { location, name } = await get<Store>(`/v1/stores/${encodeURIComponent(id)}`);
	known.value = { ...known.value, [id]: { name, location } };
	localStorage.setItem(KEY, JSON.stringify(known.value));
}

/** Asked for at its first use. */
export const storeOf = (id: string): Known[string] | undefined => {
	if (!asked.has(id)) {
		asked.add(id);
		ask(id).catch(() => setTimeout(() => asked.delete(id), AGAIN_MS));
	}
	return known.value[id];
};

export const storeName = (id: string): string => {
	const store = storeOf(id);
	return store ? inLanguage(store.name) : texts.value.someStore;
};
