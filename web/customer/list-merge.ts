/** The known items merged with the newest page. */
export interface MergeResult<Item> {
	items: Item[];
	/** Whether the page overlaps the known items, so that no gap lies between. */
	isJoined: boolean;
}

/** Combines a known item with its incoming version. */
export type Merge<Item> = (known: Item, incoming: Item) => Item;

/** Puts the newest page first. Without an overlap there may be a gap, so the known items are dropped. */
export const withNewest = <Item>(known: Item[], page: Item[], idOf: (item: Item) => string, merge: Merge<Item>): MergeResult<Item> => {
	const before = new Map(known.map((item) => [idOf(item), item]));
	const merged = page.map((item) => {
		const old = before.get(idOf(item));
		return old ? merge(old, item) : item;
	});
	const ids = new Set(page.map(idOf));
	const rest = known.filter((item) => !ids.has(idOf(item)));
	const isJoined = rest.length < known.length;
	return { items: isJoined ? [...merged, ...rest] : merged, isJoined };
};

/** Appends an older page. */
export const withOlder = <Item>(known: Item[], page: Item[], idOf: (item: Item) => string): Item[] => {
	const ids = new Set(known.map(idOf));
	return [...known, ...page.filter((item) => !ids.has(idOf(item)))];
};
