import type { Context } from "moleculer";
import type { Actors } from "../lib/actor.ts";
import type { Buried } from "../lib/bus/bus.ts";
import { NotFound } from "../lib/refusal.ts";
import type { Rules } from "../lib/rules.ts";
import type { ActorDocument, Documents, Due } from "../lib/store/documents.ts";

/** One of many, as others may see it. */
export interface Shown<State = unknown> {
	id: string;
	version: number;
	state: State;
	due: Due | null;
	/** Types of messages that the bus may not have yet. */
	unsent: string[];
}

interface Inspected<State> {
	documents: Documents<State>;
	deadLetters: Documents<Buried> | undefined;
	actors: Actors<State, { type: string }>;
}

/** What operations look at in any actor's service, and mend there. */
export const inspection = <State extends object>({ tells }: Pick<Rules<State, never>, "tells">) => {
	const shown = ({ _id, due, outbox, state, version }: ActorDocument<State>): Shown => ({
		id: _id,
		version,
		state: tells?.(state) ?? state,
		due: due ?? null,
		unsent: outbox.map(({ type }) => type),
	});
	return {
		/** Page by page through all of them, as messages show them. */
		scan: {
			guard: "internal",
			params: { $$strict: true, after: "string|optional", limit: "number" },
			async handler(this: Inspected<State>, ctx: Context<{ after?: string; limit: number }>) {
				return (await this.documents.page(ctx.params)).map(shown);
			},
		},
		many: {
			guard: "internal",
			params: { $$strict: true, ids: { type: "array", items: "string" } },
			async handler(this: Inspected<State>, ctx: Context<{ ids: string[] }>) {
				const found = await Promise.all(ctx.params.ids.map((id) => this.documents.load(id)));
				return found.filter((document) => document !== null).map(shown);
			},
		},
		deadLetters: {
			guard: "internal",
			params: { $$strict: true, limit: "number" },
			async handler(this: Inspected<State>, ctx: Context<{ limit: number }>) {
				const found = (await this.deadLetters?.page({ order: "descending", ...ctx.params })) ?? [];
				return found.map(({ _id, state }) => ({ ...state, id: _id }));
			},
		},
		/** Heard once more, and kept no longer when that goes well. */
		retryDeadLetter: {
			guard: "internal",
			params: { $$strict: true, id: "string" },
			async handler(this: Inspected<State>, ctx: Context<{ id: string }>) {
				const dead = await this.deadLetters?.load(ctx.params.id);
				if (!dead) throw new NotFound("dead letter");
				await this.actors.hear(JSON.parse(dead.state.raw));
				await this.deadLetters?.remove(ctx.params.id, dead.version);
			},
		},
	} as const;
};
