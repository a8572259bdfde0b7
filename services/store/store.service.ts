import { type StoreMessage, type Store as StoreView, store, storeMessages } from "../../contracts/store.ts";
import { storeOrder } from "../../contracts/store-order.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { DEMO_STORES } from "./demo.ts";
import { Reads } from "./reads.ts";
import { StoreExists } from "./store.errors.ts";
import { type Store, type StoreCommand, storeRules } from "./store.ts";

interface Methods extends ActorMethods<Store, StoreCommand> {
	reads: Reads;
	shown(document: ActorDocument<Store>): Promise<StoreView>;
}

const showItem = ({ products, soldOut }: Store, productId: string) => {
	const product = Object.hasOwn(products, productId) ? products[productId] : undefined;
	if (!product) throw new NotFound("product");
	return { ...product, available: !soldOut.includes(productId) };
};

const ignoreStoreExists = (error: unknown): void => {
	if (!(error instanceof StoreExists)) throw error;
};

export default {
	name: "store",
	mixins: [
		contracted(store),
		actor<Store, StoreCommand, StoreMessage>({
			name: "store",
			rules: storeRules,
			messages: storeMessages,
			subscriptions: { "stock.changed": ({ storeId, available }) => [storeId, { type: "stock", available }] },
			onCommit(this: Methods) {
				this.reads.forget();
			},
		}),
	],
	actions: {
		async menu(ctx) {
			const { storeId } = ctx.params;
			return this.reads.of(`menu ${storeId}`, async () => {
				const { state, version } = await this.read(storeId);
				return { items: Object.keys(state.products).map((id) => showItem(state, id)), version };
			});
		},
		async get(ctx) {
			const { storeId } = ctx.params;
			return this.reads.of(`get ${storeId}`, async () => this.shown(await this.read(storeId)));
		},
		async list(ctx) {
			const { cursor = "", limit } = ctx.params;
			return this.reads.of(`list ${limit} ${cursor}`, async () => {
				const page = await this.list({ order: "ascending" }, ctx.params, (document) => this.shown(document));
				return { ...page, items: await Promise.all(page.items) };
			});
		},
		async create(ctx) {
			const founded = await this.create(ctx.params.id, { type: "found", ...ctx.params }, ctx);
			await this.reads.forgotten;
			return this.shown(founded);
		},
		async change(ctx) {
			const { storeId, ...settings } = ctx.params;
			const changed = await this.send(storeId, { type: "change", settings }, ctx);
			await this.reads.forgotten;
			return this.shown(changed);
		},
		async product(ctx) {
			const { state, version } = await this.read(ctx.params.storeId);
			return { ...showItem(state, ctx.params.productId), version };
		},
		async putProduct(ctx) {
			const { storeId, ...product } = ctx.params;
			const before = await this.read(storeId);
			const { state, version } = await this.send(storeId, { type: "offer", product }, ctx);
			await this.reads.forgotten;
			if (!Object.hasOwn(before.state.products, product.productId)) ctx.meta.created = true;
			return { ...showItem(state, product.productId), version };
		},
		async settings(ctx) {
			return (await this.documents.load(ctx.params.storeId))?.state ?? null;
		},
	},
	methods: {
		async shown({ state, version }: ActorDocument<Store>) {
			const { products: _, soldOut: __, ...shown } = state;
			const queueMs = await call(this.broker, storeOrder.queue, { storeId: state.id });
			return { ...shown, waitMinutes: Math.ceil(queueMs / 60_000) + state.extraMinutes, version };
		},
	},
	created() {
		this.reads = new Reads((text) => this.logger.warn(text));
	},
	async started() {
		if (!config.demo) return;
		for (const demo of DEMO_STORES) await this.create(demo.id, demo).catch(ignoreStoreExists);
	},
	async stopped() {
		this.reads.close();
	},
} satisfies Implements<typeof store, Methods>;
