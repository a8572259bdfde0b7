export type OrderSearch =
	| { kind: "id"; id: string }
	| { kind: "number"; number: string }
	| { kind: "phone"; phone: string }
	| { kind: "anything" }
	| undefined;

const PHONE = /^0\d{8,11}$/;

/** Finds an order ID anywhere in the text, such as a pasted URL, or reads a phone number or an order number, with or without dashes. */
export function parseOrderSearch(text: string): OrderSearch {
	if (text.trim() === "") return { kind: "anything" };
	const id = /ord_[0-9a-z]{10,40}/.exec(text)?.[0];
	if (id !== undefined) return { kind: "id", id };
	const phone = text.replace(/[\s-]/g, "");
	if (PHONE.test(phone)) return { kind: "phone", phone };
	const [, letter, digits] = /^\s*([a-z])\s*-?\s*(\d{1,3})\s*$/i.exec(text) ?? [];
	return letter === undefined ? undefined : { kind: "number", number: `${letter.toUpperCase()}-${Number(digits)}` };
}

/** What is typed and chosen in the form; empty fields are no condition. The days are those of the stores' zone. */
export interface OrderFilter {
	text: string;
	storeId: string;
	status: string;
	from: string;
	until: string;
}
export const NO_FILTER: OrderFilter = { text: "", storeId: "", status: "", from: "", until: "" };

const SEOUL = "+09:00";
const DAY = 86_400_000;
const midnight = (day: string, daysLater = 0): string | undefined =>
	day === "" ? undefined : new Date(Date.parse(`${day}T00:00${SEOUL}`) + daysLater * DAY).toISOString();

/** The last day is included. */
export const searchPath = ({ from, status, storeId, until }: OrderFilter, found: { number?: string; customerId?: string }): string => {
	const conditions = { ...found, storeId, status, from: midnight(from), until: midnight(until, 1) };
	const query = new URLSearchParams({ limit: "30" });
	for (const [name, value] of Object.entries(conditions)) if (value) query.set(name, value);
	return `/v1/ops/orders?${query}`;
};
