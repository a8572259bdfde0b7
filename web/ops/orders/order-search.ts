export type Sought = { kind: "id"; id: string } | { kind: "number"; number: string } | undefined;

/** What somebody has typed or pasted: an order's id, also out of an address, or its number, also without the dash. */
export function soughtIn(text: string): Sought {
	const id = /ord_[0-9a-z]{10,40}/.exec(text)?.[0];
	if (id !== undefined) return { kind: "id", id };
	const [, letter, digits] = /^\s*([a-z])\s*-?\s*(\d{1,3})\s*$/i.exec(text) ?? [];
	return letter === undefined ? undefined : { kind: "number", number: `${letter.toUpperCase()}-${Number(digits)}` };
}
