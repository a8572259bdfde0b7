/** Known items and a piece of the list that was read after them. */
export interface Pieced<Item> {
	items: Item[];
	/** Whether what lies behind the piece is known already. */
	isJoined: boolean;
}

/** The newest piece before what is known; when nothing of it is known, there may be some between, and the rest is forgotten. */
export const withNewest = <Item>(known: Item[], piece: Item[], idOf: (item: Item) => string): Pieced<Item> => {
	const told = new Set(piece.map(idOf));
	const rest = known.filter((item) => !told.has(idOf(item)));
	const isJoined = rest.length < known.length;
	return { items: isJoined ? [...piece, ...rest] : piece, isJoined };
};

/** An older piece behind what is known. */
export const withOlder = <Item>(known: Item[], piece: Item[], idOf: (item: Item) => string): Item[] => {
	const ids = new Set(known.map(idOf));
	return [...known, ...piece.filter((item) => !ids.has(idOf(item)))];
};
