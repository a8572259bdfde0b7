import type { Context, ServiceSchema } from "moleculer";
import { config } from "../../lib/config.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { slug } from "../../lib/params.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { DEMO_STORES } from "./demo.ts";
import { Reads } from "./reads.ts";
import { StoreExists } from "./store.errors.ts";
import { change, found, offer } from "./store.params.ts";
import * as schema from "./store.schema.ts";
import { type Store, type StoreCommand, type StoreSettings, storeRules } from "./store.ts";

const STAFF = ["staff", "operator"] as const;
type Call<Params> = Context<Params, CallMeta>;

interface Methods extends ActorMethods<Store, StoreCommand> {
	reads: Reads;
	shown(document: ActorDocument<Store>): Promise<object>;
}

const shownProduct = ({ products, soldOut }: Store, productId: string) => {
	const product = Object.hasOwn(products, productId) ? products[productId] : undefined;
	if (!product) throw new NotFound("product");
	return { ...product, available: !soldOut.includes(productId) };
};

export default {
	name: "store",
	mixins: [
		actor<Store, StoreCommand>({
			name: "store",
			rules: storeRules,
			subscriptions: { "stock.changed": ({ storeId, available }) => [storeId, { type: "stock", available }] },
			onCommit(this: Methods) {
				this.reads.forget();
			},
		}),
	],
	actions: {
		list: {
			summary: "Lists the stores",
			guard: "anyone",
			params: { $$strict: true, ...pageParams },
			returns: schema.stores,
			async handler(ctx: Call<PageParams>) {
				const { cursor = "", limit } = ctx.params;
				return this.reads.of(`list ${limit} ${cursor}`, async () => {
					const page = await this.list({ order: "ascending" }, ctx.params, (document) => document);
					return { ...page, items: await Promise.all(page.items.map((document) => this.shown(document))) };
				});
			},
		},
		get: {
			summary: "Shows a store",
			guard: "anyone",
			params: { $$strict: true, storeId: slug },
			returns: schema.store,
			async handler(ctx: Call<{ storeId: string }>) {
				const { storeId } = ctx.params;
				return this.reads.of(`get ${storeId}`, async () => this.shown(await this.read(storeId)));
			},
		},
		menu: {
			summary: "Shows what a store sells, and what of it can be had",
			guard: "anyone",
			params: { $$strict: true, storeId: slug },
			returns: schema.menu,
			async handler(ctx: Call<{ storeId: string }>) {
				const { storeId } = ctx.params;
				return this.reads.of(`menu ${storeId}`, async () => {
					const { state, version } = await this.read(storeId);
					return { items: Object.keys(state.products).map((id) => shownProduct(state, id)), version };
				});
			},
		},
		product: {
			summary: "Shows a product of a store",
			guard: "anyone",
			params: { $$strict: true, storeId: slug, productId: slug },
			returns: schema.product,
			async handler(ctx: Call<{ storeId: string; productId: string }>) {
				const { state, version } = await this.read(ctx.params.storeId);
				return { ...shownProduct(state, ctx.params.productId), version };
			},
		},
		found: {
			summary: "Opens a store",
			guard: ["operator"],
			params: found,
			returns: schema.store,
			refuses: ["store_exists"],
			async handler(ctx: Call<Omit<StoreCommand & { type: "found" }, "type">>) {
				const store = await this.create(ctx.params.id, { type: "found", ...ctx.params }, ctx);
				await this.reads.forgotten;
				return this.shown(store);
			},
		},
		change: {
			summary: "Changes a store's settings",
			guard: STAFF,
			ofStore: "storeId",
			params: change,
			returns: schema.store,
			async handler(ctx: Call<{ storeId: string } & StoreSettings>) {
				const { storeId, ...settings } = ctx.params;
				const store = await this.send(storeId, { type: "change", settings }, ctx);
				await this.reads.forgotten;
				return this.shown(store);
			},
		},
		offer: {
			summary: "Puts a product on a store's menu, or changes it",
			guard: STAFF,
			ofStore: "storeId",
			params: offer,
			returns: schema.product,
			async handler(ctx: Call<{ storeId: string; productId: string; name: Store["name"]; price: number; prepSeconds: number }>) {
				const { storeId, ...product } = ctx.params;
				const before = await this.read(storeId);
				const { state, version } = await this.send(storeId, { type: "offer", product }, ctx);
				await this.reads.forgotten;
				if (!Object.hasOwn(before.state.products, product.productId)) ctx.meta.created = true;
				return { ...shownProduct(state, product.productId), version };
			},
		},
		settings: {
			guard: "internal",
			params: { $$strict: true, storeId: "string" },
			async handler(ctx: Call<{ storeId: string }>) {
				return (await this.documents.load(ctx.params.storeId))?.state ?? null;
			},
		},
	},
	methods: {
		async shown({ state, version }: ActorDocument<Store>) {
			const { products: _, soldOut: __, ...store } = state;
			const queueMs = await this.broker.call<number, { storeId: string }>("store-order.queue", { storeId: state.id });
			return { ...store, waitMinutes: Math.ceil(queueMs / 60_000) + state.extraMinutes, version };
		},
	},
	created() {
		this.reads = new Reads((text) => this.logger.warn(text));
	},
	async started() {
		if (!config.demo) return;
		for (const store of DEMO_STORES)
			await this.create(store.id, store).catch((error) => {
				if (!(error instanceof StoreExists)) throw error;
			});
	},
	async stopped() {
		this.reads.close();
	},
} satisfies ServiceSchema<object, Methods, object>;
