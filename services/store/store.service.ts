import { type CatalogueSnapshot, catalogue } from "../../contracts/menu/catalogue.ts";
import { type StoreMessage, type Store as StoreView, store, storeMessages } from "../../contracts/store.ts";
import { storeOrder } from "../../contracts/store-order.ts";
import { type Ctx, call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { entryOf, menuItem, menuOf } from "../../lib/domain/menu.ts";
import { Invalid, NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { DEMO_STORES } from "./demo.ts";
import { openingOf, readSettings, showOpening, variantOf } from "./hours.ts";
import { productFrom } from "./menu/catalogue.view.ts";
import { RecentMenus } from "./menu/recent-menus.ts";
import { ReadCache } from "./read-cache.ts";
import { StoreExists } from "./store.errors.ts";
import { type Store, type StoreCommand, storeRules } from "./store.ts";
import { show, showOffer, showProduct } from "./store.view.ts";

/** A store in the cache. Whether it is open depends on the time of reading. */
type CachedStore = ReturnType<typeof show>;

interface Methods extends ActorMethods<Store, StoreCommand> {
	cache: ReadCache;
	menus: RecentMenus;
	showWithQueue(document: ActorDocument<Store>): Promise<CachedStore>;
	tagged(shown: CachedStore, ctx: Ctx): StoreView;
	catalogue(ctx: Ctx): Promise<CatalogueSnapshot>;
	requireItem(store: Store, itemId: string, ctx: Ctx): Promise<void>;
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
	metadata: { reads: ["menu", "get", "list", "product", "settings", "offers", "offer"] },
	actions: {
		/** Not cached in Redis: two versions and a small document are read faster than a menu is parsed. */
		async menu(ctx) {
			const [{ state, version }, catalogue] = await Promise.all([this.read(ctx.params.storeId), this.catalogue(ctx)]);
			const tag = `${version}-${ctx.meta.variant}`;
			const menu = this.menus.get(state.id, tag, () => menuOf({ catalogue, store: state, soldOut: state.soldOut }));
			return { ...menu, version };
		},
		async get(ctx) {
			const { storeId } = ctx.params;
			return this.tagged(await this.cache.get(`get ${storeId}`, async () => this.showWithQueue(await this.read(storeId))), ctx);
		},
		async list(ctx) {
			const { cursor = "", limit } = ctx.params;
			const listed = await this.cache.get(`list ${limit} ${cursor}`, async () => {
				const page = await this.list({ order: "ascending" }, ctx.params, (document) => this.showWithQueue(document));
				return { ...page, items: await Promise.all(page.items) };
			});
			return { ...listed, items: listed.items.map((item) => ({ ...item, ...showOpening(openingOf(item, Date.now(), config.timeZone)) })) };
		},
		async create(ctx) {
			const created = await this.create(ctx.params.id, { type: "create", ...ctx.params }, ctx);
			await this.cache.invalidated;
			return this.tagged(await this.showWithQueue(created), ctx);
		},
		async change(ctx) {
			const { storeId, ...settings } = ctx.params;
			const changed = await this.send(storeId, { type: "change", settings: readSettings(settings) }, ctx);
			await this.cache.invalidated;
			return this.tagged(await this.showWithQueue(changed), ctx);
		},
		async product(ctx) {
			const [{ state, version }, catalogue] = await Promise.all([this.read(ctx.params.storeId), this.catalogue(ctx)]);
			return { ...showProduct(state, catalogue, ctx.params.productId), version };
		},
		async putProduct(ctx) {
			const { storeId, ...input } = ctx.params;
			const product = productFrom(input);
			const [before, catalogue] = await Promise.all([this.read(storeId), this.catalogue(ctx)]);
			const { state, version } = await this.send(storeId, { type: "putProduct", product }, ctx);
			ctx.meta.created = !menuItem({ catalogue, store: before.state, soldOut: [] }, product.productId);
			return { ...showProduct(state, catalogue, product.productId), version };
		},
		async removeProduct(ctx) {
			await this.send(ctx.params.storeId, { type: "removeProduct", id: ctx.params.productId }, ctx);
		},
		async offers(ctx) {
			const { state, version } = await this.read(ctx.params.storeId);
			return { items: Object.keys(state.offers ?? {}).map((itemId) => showOffer(state, itemId)), version };
		},
		async offer(ctx) {
			const { itemId, storeId } = ctx.params;
			const { state, version } = await this.read(storeId);
			await this.requireItem(state, itemId, ctx);
			return { ...showOffer(state, itemId), version };
		},
		async changeOffer(ctx) {
			const { itemId, storeId, ...change } = ctx.params;
			await this.requireItem((await this.read(storeId)).state, itemId, ctx);
			if (itemId.includes(":") && change.prepSeconds !== undefined) throw new Invalid("prepSeconds", "An option has no preparation time.");
			const { state, version } = await this.send(storeId, { type: "changeOffer", itemId, change }, ctx);
			return { ...showOffer(state, itemId), version };
		},
		async settings(ctx) {
			return (await this.documents.load(ctx.params.storeId))?.state ?? null;
		},
	},
	methods: {
		async showWithQueue(document: ActorDocument<Store>) {
			return show(document, await call(this.broker, storeOrder.queue, { storeId: document.state.id }));
		},
		/** The queue and the time change what is shown without a new version of the store. */
		tagged(shown: CachedStore, { meta }: Ctx) {
			const opening = openingOf(shown, Date.now(), config.timeZone);
			meta.variant = variantOf(shown.waitMinutes, opening);
			return { ...shown, ...showOpening(opening) };
		},
		/** What is shown of the catalogue changes without a new version of the store, too. */
		async catalogue(ctx: Ctx) {
			const found = await call(ctx, catalogue.snapshot, {});
			ctx.meta.variant = found.version;
			return found.catalogue;
		},
		/** Also finds hidden and archived items, so that an offer can be changed back. */
		async requireItem(store: Store, itemId: string, ctx: Ctx) {
			const [id = "", optionId] = itemId.split(":");
			const known = await this.catalogue(ctx);
			const isKnown =
				optionId === undefined
					? Object.hasOwn(store.products, id) || Object.hasOwn(known.products, id)
					: entryOf(known.optionGroups, id)?.options.some((option) => option.id === optionId);
			if (!isKnown) throw new NotFound("item");
		},
	},
	created() {
		this.menus = new RecentMenus();
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
