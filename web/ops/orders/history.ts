import type { OrderEvent } from "../../../contracts/event-log.ts";

export type Part = "order" | "payment" | "store" | "brew" | "delivery";
export type Statuses = Partial<Record<Part, string>>;

export interface Moment {
	event: OrderEvent;
	/** The last status that each part had published by then. */
	statuses: Statuses;
	reason: string | undefined;
}

const PARTS: readonly Part[] = ["order", "payment", "store", "brew", "delivery"];

const partOf = ({ type }: OrderEvent): Part | undefined => PARTS.find((part) => type.startsWith(`${part}.`));
const textIn = ({ data }: OrderEvent, field: string): string | undefined => {
	const value = data[field];
	return typeof value === "string" ? value : undefined;
};

/** Each event with the statuses at its time, the latest first. */
export function timelineOf(events: OrderEvent[]): Moment[] {
	let statuses: Statuses = {};
	const moments = events.map((event) => {
		const part = partOf(event);
		const status = textIn(event, "status");
		if (part && status !== undefined) statuses = { ...statuses, [part]: status };
		return { event, statuses, reason: textIn(event, "reason") };
	});
	return moments.reverse();
}
