import type { Context } from "moleculer";
import type { StoredDeadLetter } from "../contracts/inspection.ts";
import { config } from "../lib/config/config.ts";
import { NotFound } from "../lib/domain/refusal.ts";
import type { Handler } from "../lib/messaging/bus.ts";
import type { Logger } from "../lib/observability/log.ts";
import type { Table } from "../lib/storage/table.ts";
import type { Retained } from "./retention.ts";

/** A service that may subscribe to messages. Without subscriptions it has no dead letters. */
export interface Subscriber {
	deadLetters: Table<StoredDeadLetter> | undefined;
	handle: Handler;
}

const PAGE = 100;

/** Removes dead letters that nobody has retried for `DEAD_LETTER_DAYS`, and names each in the log. */
export const oldDeadLetters = (kind: string, deadLetters: Table<StoredDeadLetter>, log: Logger): Retained => ({
	kind,
	days: config.deadLetterDays,
	async *remove(before) {
		for (let after = ""; ; ) {
			const page = await deadLetters.scan({ after, limit: PAGE });
			let removed = 0;
			for (const { id, value } of page) {
				if (value.at >= before || !(await deadLetters.remove(id, ({ at }) => at < before))) continue;
				log.warn(`Removed the dead letter ${id} (${value.type}), which nobody had retried: ${value.error}`);
				removed++;
			}
			yield removed;
			if (page.length < PAGE) return;
			after = page.at(-1)!.id;
		}
	},
});

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
