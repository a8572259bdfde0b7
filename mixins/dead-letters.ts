import type { Context } from "moleculer";
import type { StoredDeadLetter } from "../contracts/inspection.ts";
import { NotFound } from "../lib/domain/refusal.ts";
import type { Handler } from "../lib/messaging/bus.ts";
import type { Table } from "../lib/storage/table.ts";

/** A service that may subscribe to messages. Without subscriptions it has no dead letters. */
export interface Subscriber {
	deadLetters: Table<StoredDeadLetter> | undefined;
	handle: Handler;
}

export const deadLetterActions = {
	deadLetters: {
		guard: "internal",
		params: { $$strict: true, limit: "number" },
		async handler(this: Subscriber, ctx: Context<{ limit: number }>) {
			const found = (await this.deadLetters?.scan({ order: "descending", ...ctx.params })) ?? [];
			return found.map(({ id, value }) => ({ ...value, id }));
		},
	},
	/** Handles the dead letter again, and removes it on success. */
	retryDeadLetter: {
		guard: "internal",
		params: { $$strict: true, id: "string" },
		async handler(this: Subscriber, ctx: Context<{ id: string }>) {
			const dead = await this.deadLetters?.get(ctx.params.id);
			if (!dead) throw new NotFound("dead letter");
			await this.handle(JSON.parse(dead.raw));
			await this.deadLetters?.remove(ctx.params.id);
		},
	},
} as const;
