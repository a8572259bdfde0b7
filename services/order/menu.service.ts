import type { Context, ServiceSchema } from "moleculer";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { type KnownStore, type MenuCommand, menuRules } from "./menu.ts";

export default {
	name: "order-menu",
	mixins: [
		actor<KnownStore, MenuCommand>({
			name: "order-menu",
			rules: menuRules,
			listens: { "store.changed": (store) => [store.id, { type: "hear", store }] },
		}),
	],
	actions: {
		of: {
			guard: "internal",
			params: { $$strict: true, storeId: "string" },
			async handler(ctx: Context<{ storeId: string }>) {
				return (await this.documents.load(ctx.params.storeId))?.state ?? null;
			},
		},
	},
} satisfies ServiceSchema<object, ActorMethods<KnownStore, MenuCommand>, object>;
