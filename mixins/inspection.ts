import type { Context } from "moleculer";
import { type ObjectSchema, pick } from "../contracts/contract.ts";
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
}

/** What operations look at in any actor's service. */
export const inspection = <State extends object>({ snapshot }: Pick<Rules<State, never>, "snapshot">, payload?: ObjectSchema) => {
	const publicPart = (state: State): object => {
		const shown: object = snapshot?.(state) ?? state;
		return payload ? pick(payload, shown) : shown;
	};
	const shown = ({ _id, due, outbox, state, version }: ActorDocument<State>): Shown => ({
		id: _id,
		version,
		state: publicPart(state),
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
	} as const;
};
