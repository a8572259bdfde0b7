import type { Outcome } from "./client.ts";

/** A command of a participant: when it was sent and answered, and the answer. */
export interface Operation {
	action: string;
	from: number;
	/** Infinity if the outcome was lost: it may still take effect. */
	until: number;
	outcome: Outcome<unknown>;
}

/** The commands of every order, as their senders saw them. */
export class History {
	readonly byOrder = new Map<string, Operation[]>();
	#now: () => number;

	constructor(now: () => number) {
		this.#now = now;
	}

	async record(orderId: string, action: string, send: () => Promise<Outcome<unknown>>): Promise<Outcome<unknown>> {
		const from = this.#now();
		const outcome = await send();
		const operation = { action, from, until: "lost" in outcome ? Number.POSITIVE_INFINITY : this.#now(), outcome };
		const known = this.byOrder.get(orderId);
		if (known) known.push(operation);
		else this.byOrder.set(orderId, [operation]);
		return outcome;
	}
}
