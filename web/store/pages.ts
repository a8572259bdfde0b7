import { get } from "../shared/api.ts";

interface PageOf<Item> {
	items: Item[];
	nextCursor: string | null;
}

/** All of a list, page by page; `path` has a query already. */
export async function all<Item>(path: string): Promise<Item[]> {
	const items: Item[] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: PageOf<Item> = await get(`${path}&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
		items.push(...page.items);
		cursor = page.nextCursor;
	}
	return items;
}
