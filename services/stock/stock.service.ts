import type { Context, ServiceSchema } from "moleculer";
import type { BrewSnapshot } from "../../lib/catalogue.ts";
import { config } from "../../lib/config.ts";
import { slug } from "../../lib/params.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import * as schema from "./stock.schema.ts";
import { counts, type Stock, type StockCommand, stockRules } from "./stock.ts";

const STAFF = ["staff", "operator"] as const;
const DEMO_STORES = ["gangnam", "hongdae"];
const DEMO_STOCK = { americano: 100, latte: 100, mocha: 100, "cold-brew": 100, croissant: 100 };

type Call<Params> = Context<Params, CallMeta>;

const counted = ({ state, version }: ActorDocument<Stock>, productId: string) => {
	const count = counts(state).find((count) => count.productId === productId);
	if (!count) throw new NotFound("stock");
	return { ...count, version };
};

const giveBack = ({ orderId, storeId }: BrewSnapshot): [string, StockCommand] => [storeId, { type: "giveBack", storeId, orderId }];

export default {
	name: "stock",
	mixins: [
		actor<Stock, StockCommand>({
			name: "stock",
			rules: stockRules,
			unboundedSenders: true,
			subscriptions: {
				"brew.received": ({ orderId, storeId, lines }) => [storeId, { type: "reserve", storeId, orderId, lines }],
				"brew.cancelled": giveBack,
				"brew.completed": ({ orderId, storeId }) => [storeId, { type: "use", storeId, orderId }],
			},
		}),
	],
	actions: {
		list: {
			summary: "Lists what a store counts",
			guard: STAFF,
			ofStore: "storeId",
			params: { $$strict: true, storeId: slug },
			returns: schema.counts,
			async handler(ctx: Call<{ storeId: string }>) {
				const document = await this.documents.load(ctx.params.storeId);
				return { items: document ? counts(document.state) : [], version: document?.version ?? 0 };
			},
		},
		get: {
			summary: "Shows what a store has of a product",
			guard: STAFF,
			ofStore: "storeId",
			params: { $$strict: true, storeId: slug, productId: slug },
			returns: schema.count,
			async handler(ctx: Call<{ storeId: string; productId: string }>) {
				return counted(await this.read(ctx.params.storeId), ctx.params.productId);
			},
		},
		count: {
			summary: "Says how much of a product is on hand",
			guard: STAFF,
			ofStore: "storeId",
			params: { $$strict: true, storeId: slug, productId: slug, onHand: { type: "number", integer: true, min: 0, max: 1_000_000 } },
			returns: schema.count,
			async handler(ctx: Call<{ storeId: string; productId: string; onHand: number }>) {
				const { storeId, productId, onHand } = ctx.params;
				const before = await this.documents.load(storeId);
				ctx.meta.created = !before || !Object.hasOwn(before.state.onHand, productId);
				return counted(await this.create(storeId, { type: "count", storeId, onHand: { [productId]: onHand } }, ctx), productId);
			},
		},
	},
	async started() {
		if (!config.demo) return;
		for (const storeId of DEMO_STORES)
			if (!(await this.documents.load(storeId))) await this.create(storeId, { type: "count", storeId, onHand: DEMO_STOCK });
	},
} satisfies ServiceSchema<object, ActorMethods<Stock, StockCommand>, object>;
