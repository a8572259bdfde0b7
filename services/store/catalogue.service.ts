import { type CatalogueMessage, catalogue, catalogueMessages } from "../../contracts/menu/catalogue.ts";
import { type Ctx, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { EMPTY_CATALOGUE, entryOf } from "../../lib/domain/menu.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { LatestDocument } from "../../lib/storage/latest-document.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { CATALOGUE_ID, type Catalogue, type CatalogueCommand, catalogueRules } from "./menu/catalogue.ts";
import { groupFrom, productFrom, show, showProduct } from "./menu/catalogue.view.ts";
import { DEMO_CATALOGUE } from "./menu/demo-catalogue.ts";

type Current = Pick<ActorDocument<Catalogue>, "state" | "version">;
type Part = keyof Catalogue;

interface Methods extends ActorMethods<Catalogue, CatalogueCommand> {
	latest: LatestDocument<Catalogue>;
	current(): Promise<Current>;
	find<Of extends Part>(part: Of, id: string): Promise<{ found: Catalogue[Of][string]; version: number }>;
	put(part: Part, id: string, command: CatalogueCommand, ctx: Ctx): Promise<ActorDocument<Catalogue>>;
	change(command: CatalogueCommand, ctx: Ctx): Promise<ActorDocument<Catalogue>>;
}

export default {
	name: "catalogue",
	mixins: [
		contracted(catalogue),
		actor<Catalogue, CatalogueCommand, CatalogueMessage>({ name: "catalogue", rules: catalogueRules, messages: catalogueMessages }),
	],
	metadata: { reads: ["get", "category", "product", "optionGroup", "snapshot"] },
	actions: {
		async get() {
			return show(await this.current());
		},
		async category(ctx) {
			const { found, version } = await this.find("categories", ctx.params.categoryId);
			return { ...found, version };
		},
		async putCategory(ctx) {
			const { categoryId: id, name, position = 0 } = ctx.params;
			const category = { id, name, position };
			const { version } = await this.put("categories", id, { type: "putCategory", category }, ctx);
			return { ...category, version };
		},
		async removeCategory(ctx) {
			await this.change({ type: "removeCategory", id: ctx.params.categoryId }, ctx);
		},
		async product(ctx) {
			const { found, version } = await this.find("products", ctx.params.productId);
			return { ...showProduct(found), version };
		},
		async putProduct(ctx) {
			const product = productFrom(ctx.params);
			const { state, version } = await this.put("products", product.productId, { type: "putProduct", product }, ctx);
			return { ...showProduct(state.products[product.productId]!), version };
		},
		async archiveProduct(ctx) {
			await this.change({ type: "archiveProduct", id: ctx.params.productId }, ctx);
		},
		async optionGroup(ctx) {
			const { found, version } = await this.find("optionGroups", ctx.params.groupId);
			return { ...found, version };
		},
		async putOptionGroup(ctx) {
			const group = groupFrom(ctx.params);
			const { version } = await this.put("optionGroups", group.id, { type: "putOptionGroup", group }, ctx);
			return { ...group, version };
		},
		async removeOptionGroup(ctx) {
			await this.change({ type: "removeOptionGroup", id: ctx.params.groupId }, ctx);
		},
		async snapshot() {
			const { state, version } = await this.current();
			return { catalogue: state, version };
		},
	},
	methods: {
		/** Reads of other processes see a write as soon as it is stored, because the version is read each time. */
		async current() {
			this.latest ??= new LatestDocument(this.documents, CATALOGUE_ID);
			return (await this.latest.read()) ?? { state: EMPTY_CATALOGUE, version: 0 };
		},
		async find<Of extends Part>(part: Of, id: string) {
			const { state, version } = await this.current();
			const found = entryOf(state[part] as Record<string, Catalogue[Of][string]>, id);
			if (!found) throw new NotFound(part);
			return { found, version };
		},
		async put(part: Part, id: string, command: CatalogueCommand, ctx: Ctx) {
			const before = await this.current();
			const changed = await this.change(command, ctx);
			ctx.meta.created = !Object.hasOwn(before.state[part], id);
			return changed;
		},
		change(command: CatalogueCommand, ctx: Ctx) {
			return this.create(CATALOGUE_ID, command, ctx);
		},
	},
	async started() {
		await this.create(CATALOGUE_ID, { type: "create", ...(config.demo ? { catalogue: DEMO_CATALOGUE } : undefined) });
	},
} satisfies Implements<typeof catalogue, Methods>;
