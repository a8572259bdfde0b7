import type { Context } from "moleculer";
import type { Inspected } from "../contracts/inspection.ts";
import { type ObjectSchema, pick } from "../contracts/notation/contract.ts";
import type { Actors } from "../lib/actor/actor.ts";
import type { Rules } from "../lib/actor/rules.ts";
import type { ActorDocument, ActorStore } from "../lib/storage/actor-store.ts";

interface Inspectable<State> {
	documents: ActorStore<State>;
	actors: Pick<Actors<State, never>, "republish">;
}

/** The actions of contracts/inspection.ts for one kind of actor. They return the snapshot, or the complete state if no payload schema is given. */
export const inspection = <State extends object>({ snapshot }: Pick<Rules<State, never>, "snapshot">, payload?: ObjectSchema) => {
	const shown = (state: State): object => (payload ? pick<object>(payload, snapshot?.(state) ?? state) : state);
	const inspected = ({ _id, due, outbox, state, version }: ActorDocument<State>): Inspected => ({
		id: _id,
		version,
		state: shown(state),
		due: due ?? null,
		unsent: outbox.map(({ type }) => type),
	});
	return {
		scan: {
			guard: "internal",
			params: { $$strict: true, after: "string|optional", limit: "number" },
			async handler(this: Inspectable<State>, ctx: Context<{ after?: string; limit: number }>) {
				return (await this.documents.list(ctx.params)).map(inspected);
			},
		},
		many: {
			guard: "internal",
			params: { $$strict: true, ids: { type: "array", items: "string" } },
			async handler(this: Inspectable<State>, ctx: Context<{ ids: string[] }>) {
				const found = await Promise.all(ctx.params.ids.map((id) => this.documents.load(id)));
				return found.filter((document) => document !== null).map(inspected);
			},
		},
		republish: {
			guard: "internal",
			params: { $$strict: true, ids: { type: "array", items: "string" } },
			async handler(this: Inspectable<State>, ctx: Context<{ ids: string[] }>) {
				const published = await Promise.all(ctx.params.ids.map((id) => this.actors.republish(id)));
				return published.filter((count) => count > 0).length;
			},
		},
	} as const;
};
