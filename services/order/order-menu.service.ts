import { orderMenu } from "../../contracts/order.ts";
import { store } from "../../contracts/store.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { type KnownStore, type MenuCommand, menuRules } from "./menu/known-menu.ts";

export default {
	name: "order-menu",
	mixins: [
		contracted(orderMenu),
		actor({
			name: "order-menu",
			rules: menuRules,
			subscriptions: { "store.changed": (store) => [store.id, { type: "update", store }] },
		}),
	],
	actions: {
		async of(ctx) {
			const known = await this.documents.load(ctx.params.storeId);
			return known?.state ?? call(this.broker, store.settings, ctx.params);
		},
	},
} satisfies Implements<typeof orderMenu, ActorMethods<KnownStore, MenuCommand>>;
