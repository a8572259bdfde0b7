import { useState } from "preact/hooks";
import type { Catalogue, CatalogueProduct } from "../../../contracts/menu/catalogue.ts";
import type { Allergen } from "../../../contracts/notation/common.ts";
import { won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { allergenNames } from "../../shared/menu/allergens.ts";
import { Select } from "../../shared/ui/Select.tsx";
import { EditDialog, EditField, useSave } from "./edit-dialog.tsx";
import { type ProductDraft, productDraft, productInputOf } from "./inputs.ts";
import { texts } from "./menu-texts.ts";

interface ChecksProps<Value extends string> {
	legend: string;
	options: { value: Value; label: string }[];
	values: Value[];
	onValues: (values: Value[]) => void;
}

const Checks = <Value extends string>({ legend, onValues, options, values }: ChecksProps<Value>) => (
	<fieldset class="choice">
		<legend>{legend}</legend>
		{options.map(({ label, value }) => (
			<label key={value}>
				<input
					type="checkbox"
					checked={values.includes(value)}
					onChange={({ currentTarget }) => onValues(currentTarget.checked ? [...values, value] : values.filter((other) => other !== value))}
				/>
				{label}
			</label>
		))}
	</fieldset>
);

/** As the customer's menu will show it. */
const Preview = ({ draft }: { draft: ProductDraft }) => (
	<section class="card preview" aria-label={texts.value.preview}>
		<strong>{inLanguage({ ko: draft.ko, en: draft.en })}</strong>
		<p class="muted small">{inLanguage({ ko: draft.descriptionKo, en: draft.descriptionEn })}</p>
		<b>{won(Number(draft.price) || 0)}</b>
	</section>
);

interface ProductFormProps {
	catalogue: Catalogue;
	product: CatalogueProduct | undefined;
	onClose: () => void;
	onSaved: () => void;
}

export const ProductForm = ({ catalogue, onClose, onSaved, product }: ProductFormProps) => {
	const t = texts.value;
	const [draft, setDraft] = useState(productDraft(product));
	const command = useSave(
		() => `/v1/catalogue/products/${encodeURIComponent(draft.id.trim())}`,
		() => productInputOf(draft),
		product && catalogue.version,
		onSaved,
	);
	const field = (name: keyof ProductDraft & string, label: string, apiField: string, isNumber = false) => (
		<EditField draft={draft} onDraft={setDraft} command={command} name={name} label={label} field={apiField} isNumber={isNumber} />
	);
	return (
		<EditDialog title={product ? `${inLanguage(product.name)} ${t.edit}` : t.newProduct} command={command} onClose={onClose}>
			{!product && field("id", t.id, "productId")}
			{field("ko", t.nameKo, "name.ko")}
			{field("en", t.nameEn, "name.en")}
			{field("descriptionKo", t.descriptionKo, "description.ko")}
			{field("descriptionEn", t.descriptionEn, "description.en")}
			<Select
				label={t.category}
				value={draft.categoryId}
				options={[
					{ value: "", label: t.noCategory },
					...catalogue.categories.map(({ id, name }) => ({ value: id, label: inLanguage(name) })),
				]}
				onValue={(categoryId) => setDraft({ ...draft, categoryId })}
			/>
			<div class="two">
				{field("price", t.price, "price", true)}
				{field("prepSeconds", t.prepSeconds, "prepSeconds", true)}
				{field("kcal", t.kcal, "kcal", true)}
				{field("caffeineMg", t.caffeine, "caffeineMg", true)}
				{field("position", t.position, "position", true)}
			</div>
			<Checks
				legend={t.options}
				options={catalogue.optionGroups.map(({ id, name }) => ({ value: id, label: inLanguage(name) }))}
				values={draft.optionGroupIds}
				onValues={(optionGroupIds) => setDraft({ ...draft, optionGroupIds })}
			/>
			<details>
				<summary>{t.allergens}</summary>
				<Checks
					legend={t.allergens}
					options={Object.entries(allergenNames.value).map(([value, label]) => ({ value: value as Allergen, label }))}
					values={draft.allergens}
					onValues={(allergens) => setDraft({ ...draft, allergens })}
				/>
			</details>
			<Preview draft={draft} />
		</EditDialog>
	);
};
