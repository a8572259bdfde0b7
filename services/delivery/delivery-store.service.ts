import { deliveryStore } from "../../contracts/delivery.ts";
import { store } from "../../contracts/store.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { type PickupPoint, type PickupPointCommand, pickupPointRules } from "./pickup-point.ts";

export default {
	name: "delivery-store",
	mixins: [
		contracted(deliveryStore),
		actor({
			name: "delivery-store",
			rules: pickupPointRules,
			subscriptions: { "store.changed": (store) => [store.id, { type: "update", store }] },
		}),
	],
	actions: {
		async place(ctx) {
			const known = await this.documents.load(ctx.params.storeId);
			if (known) return known.state.location;
			const found = await call(this.broker, store.settings, ctx.params);
			return found?.location ?? null;
		},
	},
} satisfies Implements<typeof deliveryStore, ActorMethods<PickupPoint, PickupPointCommand>>;
