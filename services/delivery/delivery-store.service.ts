import type { Context, ServiceSchema } from "moleculer";
import { store } from "../../contracts/store.ts";
import type { Place } from "../../lib/catalogue.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { call } from "../../mixins/contract.ts";
import { type PickUp, type PickUpCommand, pickUpRules } from "./pick-up.ts";

export default {
	name: "delivery-store",
	mixins: [
		actor<PickUp, PickUpCommand>({
			name: "delivery-store",
			rules: pickUpRules,
			subscriptions: { "store.changed": (store) => [store.id, { type: "hear", store }] },
		}),
	],
	actions: {
		/** Where to pick up; of a store that is not heard of yet, the store service itself is asked. */
		place: {
			guard: "internal",
			params: { $$strict: true, storeId: "string" },
			async handler(ctx: Context<{ storeId: string }>): Promise<Place | null> {
				const heard = await this.documents.load(ctx.params.storeId);
				if (heard) return heard.state.location;
				const found = await call(this.broker, store.settings, ctx.params);
				return found?.location ?? null;
			},
		},
	},
} satisfies ServiceSchema<object, ActorMethods<PickUp, PickUpCommand>, object>;
