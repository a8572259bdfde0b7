import { useState } from "preact/hooks";
import type { Category } from "../../../contracts/menu/items.ts";
import { EditDialog, EditField, useSave } from "./edit-dialog.tsx";
import { type CategoryDraft, categoryDraft, categoryInputOf } from "./inputs.ts";
import { texts } from "./menu-texts.ts";

interface CategoryFormProps {
	category: Category | undefined;
	version: number | undefined;
	onClose: () => void;
	onSaved: () => void;
}

export const CategoryForm = ({ category, onClose, onSaved, version }: CategoryFormProps) => {
	const t = texts.value;
	const [draft, setDraft] = useState(categoryDraft(category));
	const command = useSave(
		() => `/v1/catalogue/categories/${encodeURIComponent(draft.id.trim())}`,
		() => categoryInputOf(draft),
		category && version,
		onSaved,
	);
	const field = (name: keyof CategoryDraft, label: string, apiField: string, isNumber = false) => (
		<EditField draft={draft} onDraft={setDraft} command={command} name={name} label={label} field={apiField} isNumber={isNumber} />
	);
	return (
		<EditDialog title={category ? t.edit : t.newCategory} command={command} onClose={onClose}>
			{!category && field("id", t.id, "categoryId")}
			{field("ko", t.nameKo, "name.ko")}
			{field("en", t.nameEn, "name.en")}
			{field("position", t.position, "position", true)}
		</EditDialog>
	);
};
