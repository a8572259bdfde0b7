import { type CatalogueMessage, catalogue, catalogueMessages } from "../../contracts/menu/catalogue.ts";
import { type Ctx, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { EMPTY_CATALOGUE, entryOf } from "../../lib/domain/menu.ts";
import { type PicturePart, pictureIdIn, picturePath } from "../../lib/domain/pictures.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { StoreAdapter } from "../../lib/storage/adapter.ts";
import { LatestDocument } from "../../lib/storage/latest-document.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { DEMO_DRAWINGS } from "./drawings/drawings.ts";
import { CATALOGUE_ID, type Catalogue, type CatalogueCommand, catalogueRules } from "./menu/catalogue.ts";
import { groupFrom, productFrom, show, showProduct } from "./menu/catalogue.view.ts";
import { DEMO_CATALOGUE } from "./menu/demo-catalogue.ts";
import { Pictures } from "./menu/pictures.ts";

type Current = Pick<ActorDocument<Catalogue>, "state" | "version">;
type Part = keyof Catalogue;

interface Methods extends ActorMethods<Catalogue, CatalogueCommand> {
	adapter: StoreAdapter;
	latest: LatestDocument<Catalogue>;
	current(): Promise<Current>;
	find<Of extends Part>(part: Of, id: string): Promise<{ found: Catalogue[Of][string]; version: number }>;
	put(part: Part, id: string, command: CatalogueCommand, ctx: Ctx): Promise<ActorDocument<Catalogue>>;
	pictures: Pictures;
	setImage(productId: string, image: string | null, ctx: Ctx): Promise<ActorDocument<Catalogue>>;
	removeUnused(image: string): Promise<void>;
	picturePart(pictureId: string, part: number): Promise<PicturePart>;
	change(command: CatalogueCommand, ctx: Ctx): Promise<ActorDocument<Catalogue>>;
}

export default {
	name: "catalogue",
	mixins: [
		contracted(catalogue),
		actor<Catalogue, CatalogueCommand, CatalogueMessage>({ name: "catalogue", rules: catalogueRules, messages: catalogueMessages }),
	],
	metadata: { reads: ["get", "category", "product", "optionGroup", "snapshot", "picture", "picturePart"] },
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
		async putImage(ctx) {
			const { pictureId, productId } = ctx.params;
			await this.picturePart(pictureId, 0);
			const { state, version } = await this.setImage(productId, picturePath(pictureId), ctx).catch(async (error) => {
				await this.removeUnused(picturePath(pictureId));
				throw error;
			});
			return { ...showProduct(state.products[productId]!), version };
		},
		async removeImage(ctx) {
			await this.setImage(ctx.params.productId, null, ctx);
		},
		async picture(ctx) {
			const { pictureId } = ctx.params;
			return { pictureId, first: await this.picturePart(pictureId, 0) };
		},
		async picturePart(ctx) {
			return this.picturePart(ctx.params.pictureId, ctx.params.part);
		},
		async addPicturePart(ctx) {
			const { part, pictureId, ...stored } = ctx.params;
			await this.pictures.add(pictureId, part, stored);
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
		async setImage(id: string, image: string | null, ctx: Ctx) {
			const { found: before } = await this.find("products", id);
			const changed = await this.change({ type: "setImage", id, image }, ctx);
			if (before.image && before.image !== image) await this.removeUnused(before.image);
			return changed;
		},
		/** A picture may belong to several products. */
		async removeUnused(image: string) {
			const { state } = await this.current();
			if (!Object.values(state.products).some((product) => product.image === image)) await this.pictures.remove(pictureIdIn(image));
		},
		async picturePart(pictureId: string, part: number) {
			const found = await this.pictures.part(pictureId, part);
			if (!found) throw new NotFound("picture");
			return found;
		},
		change(command: CatalogueCommand, ctx: Ctx) {
			return this.create(CATALOGUE_ID, command, ctx);
		},
	},
	/** Not in `started`: the read side needs it, too. */
	async afterConnected(this: Methods) {
		this.pictures = new Pictures(await this.adapter.table({ name: "pictures" }));
	},
	async started() {
		if (config.demo && !(await this.documents.load(CATALOGUE_ID)))
			for (const drawing of DEMO_DRAWINGS) await this.pictures.addWhole(drawing.pictureId, drawing.bytes);
		await this.create(CATALOGUE_ID, { type: "create", ...(config.demo ? { catalogue: DEMO_CATALOGUE } : undefined) });
	},
} satisfies Implements<typeof catalogue, Methods> & { afterConnected(): Promise<void> };
