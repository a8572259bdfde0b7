import { get } from "./api.ts";

interface Page<Item> {
	items: Item[];
	nextCursor: string | null;
}

/** Reads every page of a list. */
export async function fetchAll<Item>(path: string): Promise<Item[]> {
	const items: Item[] = [];
	const mark = path.includes("?") ? "&" : "?";
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: Page<Item> = await get(`${path}${mark}limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
		items.push(...page.items);
		cursor = page.nextCursor;
	}
	return items;
}
