import type { Context, ServiceSchema } from "moleculer";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { type KnownStore, type MenuCommand, menuRules } from "./menu.ts";

export default {
	name: "order-menu",
	mixins: [
		actor<KnownStore, MenuCommand>({
			name: "order-menu",
			rules: menuRules,
			subscriptions: { "store.changed": (store) => [store.id, { type: "hear", store }] },
		}),
	],
	actions: {
		/** Of a store that is not heard of yet, the store service itself is asked. */
		of: {
			guard: "internal",
			params: { $$strict: true, storeId: "string" },
			async handler(ctx: Context<{ storeId: string }>) {
				const heard = await this.documents.load(ctx.params.storeId);
				return heard?.state ?? this.broker.call<KnownStore | null, { storeId: string }>("store.settings", ctx.params);
			},
		},
	},
} satisfies ServiceSchema<object, ActorMethods<KnownStore, MenuCommand>, object>;
