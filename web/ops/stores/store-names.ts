import { signal } from "@preact/signals";
import type { Text } from "../../../contracts/notation/common.ts";
import type { Store } from "../../../contracts/store.ts";
import { get } from "../../shared/api.ts";
import { inLanguage } from "../../shared/i18n.ts";

/** Store names by id, as far as they are loaded. */
export const storeNames = signal<ReadonlyMap<string, Text>>(new Map());

/** Without names the pages show ids. */
export async function loadStoreNames(): Promise<void> {
	const found = await get<{ items: Store[] }>("/v1/stores?limit=100").catch(() => undefined);
	if (found) storeNames.value = new Map(found.items.map(({ id, name }) => [id, name]));
}

export const storeName = (id: string): string => {
	const name = storeNames.value.get(id);
	return name ? inLanguage(name) : id;
};
