import type { LoggedEvent } from "../../contracts/event-log.ts";
import type { Predecessor } from "./event.ts";

/** An event that is to be written, and what it follows. */
export interface Waiting {
	event: LoggedEvent;
	after: Predecessor[];
	/** Then it is written even if a predecessor is missing. */
	until: number;
	stored: PromiseWithResolvers<void>;
}

/** Sorts by arrival, but predecessors first. Leaves out the events that still have to wait for a missing one. */
export const inCausalOrder = (waiting: Map<string, Waiting>, missing: Set<string>): Waiting[] => {
	const now = performance.now();
	const visited = new Set<Waiting>();
	const placed = new Set<Waiting>();
	const place = (one: Waiting): void => {
		if (visited.has(one)) return;
		visited.add(one);
		const before = one.after.map(({ id }) => waiting.get(id)).filter((found) => found !== undefined);
		for (const each of before) place(each);
		const isHeld = one.after.some(({ id }) => missing.has(id)) || before.some((each) => !placed.has(each));
		if (!isHeld || one.until <= now) placed.add(one);
	};
	for (const one of waiting.values()) place(one);
	return [...placed];
};
