/** Known items and a piece of the list that was read after them. */
export interface Pieced<Item> {
	items: Item[];
	/** Whether what lies behind the piece is known already. */
	isJoined: boolean;
}

/** What is known of an item and what is told of it now. */
export type Merge<Item> = (known: Item, told: Item) => Item;

/** The newest piece before what is known; when nothing of it is known, there may be some between, and the rest is forgotten. */
export const withNewest = <Item>(known: Item[], piece: Item[], idOf: (item: Item) => string, merge: Merge<Item>): Pieced<Item> => {
	const before = new Map(known.map((item) => [idOf(item), item]));
	const told = piece.map((item) => {
		const old = before.get(idOf(item));
		return old ? merge(old, item) : item;
	});
	const ids = new Set(piece.map(idOf));
	const rest = known.filter((item) => !ids.has(idOf(item)));
	const isJoined = rest.length < known.length;
	return { items: isJoined ? [...told, ...rest] : told, isJoined };
};

/** An older piece behind what is known. */
export const withOlder = <Item>(known: Item[], piece: Item[], idOf: (item: Item) => string): Item[] => {
	const ids = new Set(known.map(idOf));
	return [...known, ...piece.filter((item) => !ids.has(idOf(item)))];
};
