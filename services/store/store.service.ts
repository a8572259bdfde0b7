import { type StoreMessage, type Store as StoreView, store, storeMessages } from "../../contracts/store.ts";
import { storeOrder } from "../../contracts/store-order.ts";
import { type Ctx, call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { DEMO_STORES } from "./demo.ts";
import { ReadCache } from "./read-cache.ts";
import { StoreExists } from "./store.errors.ts";
import { type Store, type StoreCommand, storeRules } from "./store.ts";
import { show, showProduct } from "./store.view.ts";

interface Methods extends ActorMethods<Store, StoreCommand> {
	cache: ReadCache;
	showWithQueue(document: ActorDocument<Store>): Promise<StoreView>;
	tagged(shown: StoreView, ctx: Ctx): StoreView;
}

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
			subscriptions: { "stock.changed": ({ storeId, available }) => [storeId, { type: "updateAvailability", available }] },
			onCommit(this: Methods) {
				this.cache.invalidate();
			},
		}),
	],
	metadata: { reads: ["menu", "get", "list", "product", "settings"] },
	actions: {
		async menu(ctx) {
			const { storeId } = ctx.params;
			return this.cache.get(`menu ${storeId}`, async () => {
				const { state, version } = await this.read(storeId);
				return { items: Object.keys(state.products).map((id) => showProduct(state, id)), version };
			});
		},
		async get(ctx) {
			const { storeId } = ctx.params;
			return this.tagged(await this.cache.get(`get ${storeId}`, async () => this.showWithQueue(await this.read(storeId))), ctx);
		},
		async list(ctx) {
			const { cursor = "", limit } = ctx.params;
			return this.cache.get(`list ${limit} ${cursor}`, async () => {
				const page = await this.list({ order: "ascending" }, ctx.params, (document) => this.showWithQueue(document));
				return { ...page, items: await Promise.all(page.items) };
			});
		},
		async create(ctx) {
			const created = await this.create(ctx.params.id, { type: "create", ...ctx.params }, ctx);
			await this.cache.invalidated;
			return this.tagged(await this.showWithQueue(created), ctx);
		},
		async change(ctx) {
			const { storeId, ...settings } = ctx.params;
			const changed = await this.send(storeId, { type: "change", settings }, ctx);
			await this.cache.invalidated;
			return this.tagged(await this.showWithQueue(changed), ctx);
		},
		async product(ctx) {
			const { state, version } = await this.read(ctx.params.storeId);
			return { ...showProduct(state, ctx.params.productId), version };
		},
		async putProduct(ctx) {
			const { storeId, ...product } = ctx.params;
			const before = await this.read(storeId);
			const { state, version } = await this.send(storeId, { type: "putProduct", product }, ctx);
			await this.cache.invalidated;
			if (!Object.hasOwn(before.state.products, product.productId)) ctx.meta.created = true;
			return { ...showProduct(state, product.productId), version };
		},
		async settings(ctx) {
			return (await this.documents.load(ctx.params.storeId))?.state ?? null;
		},
	},
	methods: {
		async showWithQueue(document: ActorDocument<Store>) {
			return show(document, await call(this.broker, storeOrder.queue, { storeId: document.state.id }));
		},
		/** The queue changes without a new version of the store. */
		tagged(shown: StoreView, { meta }: Ctx) {
			meta.variant = shown.waitMinutes;
			return shown;
		},
	},
	created() {
		this.cache = new ReadCache((text) => this.logger.warn(text));
	},
	async started() {
		if (!config.demo) return;
		for (const demo of DEMO_STORES) await this.create(demo.id, demo).catch(ignoreStoreExists);
	},
	async stopped() {
		this.cache.close();
	},
} satisfies Implements<typeof store, Methods>;
