import { get } from "../shared/api.ts";

interface Page<Item> {
	items: Item[];
	nextCursor: string | null;
}

/** Reads every page of a list; `path` must already have a query. */
export async function fetchAll<Item>(path: string): Promise<Item[]> {
	const items: Item[] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: Page<Item> = await get(`${path}&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
		items.push(...page.items);
		cursor = page.nextCursor;
	}
	return items;
}
