import { useEffect, useState } from "preact/hooks";
import type { Catalogue, CatalogueProduct } from "../../../contracts/menu/catalogue.ts";
import type { Category, OptionGroup } from "../../../contracts/menu/items.ts";
import { del, put } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { useResource } from "../../shared/resource.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { Region } from "../ui/region.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { CategoryForm } from "./category-form.tsx";
import { GroupForm } from "./group-form.tsx";
import { productInput } from "./inputs.ts";
import { texts } from "./menu-texts.ts";
import { PictureDialog } from "./picture-dialog.tsx";
import { ProductForm } from "./product-form.tsx";

/** The part of the catalogue that is edited; a new one if nothing is given. */
type Edited =
	| { picture: CatalogueProduct }
	| { product: CatalogueProduct | undefined }
	| { category: Category | undefined }
	| { group: OptionGroup | undefined };

interface PartProps {
	catalogue: Catalogue;
	onEdit: (edited: Edited) => void;
	onChanged: () => unknown;
}

const Act = ({ act, children, label }: { act: () => Promise<unknown>; label: string; children: string }) => {
	const command = useCommand(act);
	return (
		<>
			<CommandButton command={command} label={label}>
				{children}
			</CommandButton>
			<ProblemNote problem={command.problem.value} />
		</>
	);
};

const EditButton = ({ name, onPress }: { name: string; onPress: () => void }) => (
	<Button label={`${name} ${texts.value.edit}`} onPress={onPress}>
		{texts.value.edit}
	</Button>
);

const Products = ({ catalogue, onChanged, onEdit }: PartProps) => {
	const t = texts.value;
	const nameOf = (items: { id: string; name: { ko: string; en: string } }[], id: string) => {
		const found = items.find((item) => item.id === id);
		return found ? inLanguage(found.name) : id;
	};
	const path = ({ productId }: CatalogueProduct) => `/v1/catalogue/products/${productId}`;
	const columns: Column<CatalogueProduct>[] = [
		{
			head: t.name,
			cell: ({ image, name, productId }) => (
				<span class="row">
					{image && <img class="thumbnail" src={image} alt="" width="44" height="44" loading="lazy" />}
					<span>
						{inLanguage(name)} <span class="muted small">{productId}</span>
					</span>
				</span>
			),
		},
		{ head: t.category, cell: ({ categoryId }) => (categoryId === null ? "" : nameOf(catalogue.categories, categoryId)) },
		{ head: t.price, isNumber: true, cell: ({ price }) => won(price) },
		{ head: t.options, cell: ({ optionGroupIds }) => optionGroupIds.map((id) => nameOf(catalogue.optionGroups, id)).join(", ") },
		{
			head: t.state,
			cell: ({ archived }) => <StatusWord tone={archived ? "plain" : "good"}>{archived ? t.archived : t.sold}</StatusWord>,
		},
		{
			head: t.edit,
			cell: (product) => {
				const name = inLanguage(product.name);
				const again = () => put(path(product), productInput(product), catalogue.version).finally(onChanged);
				return (
					<div class="row">
						<EditButton name={name} onPress={() => onEdit({ product })} />
						<Button label={`${name} ${t.picture}`} onPress={() => onEdit({ picture: product })}>
							{t.picture}
						</Button>
						{product.archived ? (
							<Act act={again} label={`${name} ${t.sellAgain}`}>
								{t.sellAgain}
							</Act>
						) : (
							<Act act={() => del(path(product)).finally(onChanged)} label={`${name} ${t.archive}`}>
								{t.archive}
							</Act>
						)}
					</div>
				);
			},
		},
	];
	return (
		<Region title={t.products}>
			<div>
				<Button look="main" onPress={() => onEdit({ product: undefined })}>
					{t.newProduct}
				</Button>
			</div>
			{catalogue.products.length === 0 ? (
				<p class="muted">{t.none}</p>
			) : (
				<Table caption={t.products} columns={columns} rows={catalogue.products} keyOf={({ productId }) => productId} />
			)}
		</Region>
	);
};

interface PartListProps<Part> {
	title: string;
	add: string;
	parts: Part[];
	path: string;
	detail: (part: Part) => string;
	onAdd: () => void;
	onEdit: (part: Part) => void;
	onChanged: () => unknown;
}

const PartList = <Part extends Category | OptionGroup>({
	add,
	detail,
	onAdd,
	onChanged,
	onEdit,
	parts,
	path,
	title,
}: PartListProps<Part>) => (
	<Region title={title}>
		<ul class="stack">
			{parts.map((part) => {
				const name = inLanguage(part.name);
				return (
					<li key={part.id} class="row between">
						<span>
							{name} <span class="muted small">{detail(part)}</span>
						</span>
						<span class="row">
							<EditButton name={name} onPress={() => onEdit(part)} />
							<Act act={() => del(`${path}/${part.id}`).finally(onChanged)} label={`${name} ${texts.value.remove}`}>
								{texts.value.remove}
							</Act>
						</span>
					</li>
				);
			})}
		</ul>
		<div>
			<Button onPress={onAdd}>{add}</Button>
		</div>
	</Region>
);

/** The menu of the whole chain. Stores sell it at once. */
export const CatalogueEditor = () => {
	const t = texts.value;
	const resource = useResource<Catalogue>("/v1/catalogue");
	const [edited, setEdited] = useState<Edited | undefined>();
	useEffect(() => listen(({ type }) => type === "catalogue.changed" && void resource.load()), [resource]);
	const catalogue = resource.value.value;
	if (!catalogue) return resource.problem.value ? <ProblemNote problem={resource.problem.value} /> : <Skeleton lines={6} />;
	const close = () => setEdited(undefined);
	const saved = () => {
		close();
		void resource.load();
	};
	const form = { version: catalogue.version, onClose: close, onSaved: saved };
	return (
		<>
			<ProblemNote problem={resource.problem.value} />
			<Products catalogue={catalogue} onEdit={setEdited} onChanged={resource.load} />
			<div class="two">
				<PartList
					title={t.categories}
					add={t.newCategory}
					parts={catalogue.categories}
					path="/v1/catalogue/categories"
					detail={({ id }) => id}
					onAdd={() => setEdited({ category: undefined })}
					onEdit={(category) => setEdited({ category })}
					onChanged={resource.load}
				/>
				<PartList
					title={t.groups}
					add={t.newGroup}
					parts={catalogue.optionGroups}
					path="/v1/catalogue/option-groups"
					detail={({ max, min, options }) => `${t.choose(min, max)} · ${options.map((option) => inLanguage(option.name)).join(", ")}`}
					onAdd={() => setEdited({ group: undefined })}
					onEdit={(group) => setEdited({ group })}
					onChanged={resource.load}
				/>
			</div>
			{edited && "product" in edited && <ProductForm {...form} catalogue={catalogue} product={edited.product} />}
			{edited && "picture" in edited && <PictureDialog product={edited.picture} onClose={close} onSaved={saved} />}
			{edited && "category" in edited && <CategoryForm {...form} category={edited.category} />}
			{edited && "group" in edited && <GroupForm {...form} group={edited.group} />}
		</>
	);
};
