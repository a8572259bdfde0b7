import type { Context, Service, ServiceSchema } from "moleculer";
import type { Buried, Handler } from "../lib/bus/bus.ts";
import type { MessageType } from "../lib/catalogue.ts";
import { config } from "../lib/config.ts";
import { bury, showDeadLetters } from "../lib/dead-letters.ts";
import { NotFound } from "../lib/refusal.ts";
import { DbService } from "../lib/store/db-service.ts";
import type { CollectionSpec, Documents } from "../lib/store/documents.ts";
import { openAdapter, type StoreAdapter } from "../lib/store/open.ts";

/** What the mixin gives to the handlers of a service. */
export interface Listener {
	adapter: StoreAdapter;
	/** Hears messages from now on; what the handler cannot take in after all attempts is set aside. */
	listen(types: MessageType[], handler: Handler): Promise<void>;
}

interface Inside extends Listener {
	broker: Service["broker"];
	deadLetters: Documents<Buried>;
	handler: Handler;
}

/** moleculer-db's own actions let callers write any field and query by any operator. */
const WITHOUT_DB_ACTIONS = Object.fromEntries(
	["find", "count", "list", "create", "insert", "get", "update", "remove"].map((action) => [action, false]),
);

/** Makes a Moleculer service of a reader of messages: what it knows is made of what others say, and it says nothing itself. */
export function listener(spec: CollectionSpec & { group: string }): Partial<ServiceSchema> {
	const { group, ...collection } = spec;
	const schema = {
		mixins: [DbService],
		metadata: { group },
		actions: {
			...WITHOUT_DB_ACTIONS,
			deadLetters: {
				guard: "internal",
				params: { $$strict: true, limit: "number" },
				async handler(this: Inside, ctx: Context<{ limit: number }>) {
					const found = await this.deadLetters.page({ order: "descending", ...ctx.params });
					return found.map(({ _id, state }) => ({ ...state, id: _id }));
				},
			},
			/** Heard once more, and kept no longer when that goes well. */
			retryDeadLetter: {
				guard: "internal",
				params: { $$strict: true, id: "string" },
				async handler(this: Inside, ctx: Context<{ id: string }>) {
					const dead = await this.deadLetters.load(ctx.params.id);
					if (!dead) throw new NotFound("dead letter");
					await this.handler(JSON.parse(dead.state.raw));
					await this.deadLetters.remove(ctx.params.id, dead.version);
				},
			},
		},

		merged(merged: { adapter?: StoreAdapter; name: string }) {
			merged.adapter = openAdapter(config.storeUrl(merged.name), collection);
		},

		methods: {
			async listen(this: Inside, types: MessageType[], handler: Handler) {
				const deadLetters = (await this.adapter.side({ name: `${collection.name}_dead_letters` })) as Documents<Buried>;
				Object.assign(this, { deadLetters, handler });
				showDeadLetters(group, deadLetters);
				await this.broker.bus.subscribe({ group, types, handler, bury: (dead) => bury(deadLetters, dead) });
			},
		},
	};
	return schema as unknown as Partial<ServiceSchema>;
}
