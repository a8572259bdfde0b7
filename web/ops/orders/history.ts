import type { OrderEvent } from "../../../contracts/event-log.ts";

export type Part = "order" | "payment" | "store" | "brew" | "delivery";
export type Known = Partial<Record<Part, string>>;

export interface Moment {
	event: OrderEvent;
	/** What each part had said of itself by then. */
	known: Known;
	reason: string | undefined;
}

const PARTS: readonly Part[] = ["order", "payment", "store", "brew", "delivery"];

const partOf = ({ type }: OrderEvent): Part | undefined => PARTS.find((part) => type.startsWith(`${part}.`));
const textIn = ({ data }: OrderEvent, field: string): string | undefined => {
	const value = data[field];
	return typeof value === "string" ? value : undefined;
};

/** The story with what was known at each of its points, the latest first. */
export function momentsOf(events: OrderEvent[]): Moment[] {
	let known: Known = {};
	const told = events.map((event) => {
		const part = partOf(event);
		const status = textIn(event, "status");
		if (part && status !== undefined) known = { ...known, [part]: status };
		return { event, known, reason: textIn(event, "reason") };
	});
	return told.reverse();
}
