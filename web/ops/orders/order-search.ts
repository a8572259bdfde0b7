export type OrderSearch = { kind: "id"; id: string } | { kind: "number"; number: string } | undefined;

/** Finds an order ID anywhere in the text, such as a pasted URL, or reads an order number, with or without the dash. */
export function parseOrderSearch(text: string): OrderSearch {
	const id = /ord_[0-9a-z]{10,40}/.exec(text)?.[0];
	if (id !== undefined) return { kind: "id", id };
	const [, letter, digits] = /^\s*([a-z])\s*-?\s*(\d{1,3})\s*$/i.exec(text) ?? [];
	return letter === undefined ? undefined : { kind: "number", number: `${letter.toUpperCase()}-${Number(digits)}` };
}
