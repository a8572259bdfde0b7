import type { BrewSnapshot } from "../../contracts/brew.ts";
import { type StockMessage, stock, stockMessages } from "../../contracts/stock.ts";
import { contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { items, type Stock, type StockCommand, stockRules } from "./stock.ts";
import { show } from "./stock.view.ts";

const DEMO_STORES = ["gangnam", "hongdae"];
const DEMO_STOCK = { americano: 100, latte: 100, mocha: 100, "cold-brew": 100, croissant: 100, "milk:oat": 100 };

const release = ({ orderId, storeId }: BrewSnapshot): [string, StockCommand] => [storeId, { type: "release", storeId, orderId }];

export default {
	name: "stock",
	mixins: [
		contracted(stock),
		actor<Stock, StockCommand, StockMessage>({
			name: "stock",
			rules: stockRules,
			messages: stockMessages,
			isInspectedWhole: true,
			unboundedSenders: true,
			subscriptions: {
				"brew.scheduled": ({ orderId, storeId, lines, reservesNow }) =>
					reservesNow ? [storeId, { type: "reserve", storeId, orderId, lines }] : undefined,
				// A scheduled ticket whose stock is reserved may be received and brewed in one write, of which only this message is taken.
				"brew.received": ({ orderId, storeId, lines, status, stocked }, { republished }) =>
					status === "brewed" && !republished
						? [storeId, { type: "consume", storeId, orderId }]
						: [storeId, { type: "reserve", storeId, orderId, lines, isStarted: status === "brewing", isKnown: stocked }],
				"brew.cancelled": release,
				"brew.completed": ({ orderId, storeId }) => [storeId, { type: "consume", storeId, orderId }],
			},
		}),
	],
	actions: {
		async list(ctx) {
			const document = await this.documents.load(ctx.params.storeId);
			return { items: document ? items(document.state) : [], version: document?.version ?? 0 };
		},
		async get(ctx) {
			return show(await this.read(ctx.params.storeId), ctx.params.productId);
		},
		async set(ctx) {
			const { storeId, productId, onHand } = ctx.params;
			const before = await this.documents.load(storeId);
			ctx.meta.created = !before || !Object.hasOwn(before.state.onHand, productId);
			return show(await this.create(storeId, { type: "set", storeId, onHand: { [productId]: onHand } }, ctx), productId);
		},
	},
	async started() {
		if (!config.demo) return;
		for (const storeId of DEMO_STORES)
			if (!(await this.documents.load(storeId))) await this.create(storeId, { type: "set", storeId, onHand: DEMO_STOCK });
	},
} satisfies Implements<typeof stock, ActorMethods<Stock, StockCommand>>;
