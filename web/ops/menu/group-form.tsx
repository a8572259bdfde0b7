import { useState } from "preact/hooks";
import type { OptionGroup } from "../../../contracts/menu/items.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { EditDialog, EditField, useSave } from "./edit-dialog.tsx";
import { EMPTY_OPTION, type GroupDraft, groupDraft, groupInputOf, type OptionDraft } from "./inputs.ts";
import { texts } from "./menu-texts.ts";

interface GroupFormProps {
	group: OptionGroup | undefined;
	version: number | undefined;
	onClose: () => void;
	onSaved: () => void;
}

export const GroupForm = ({ group, onClose, onSaved, version }: GroupFormProps) => {
	const t = texts.value;
	const [draft, setDraft] = useState(groupDraft(group));
	const command = useSave(
		() => `/v1/catalogue/option-groups/${encodeURIComponent(draft.id.trim())}`,
		() => groupInputOf(draft),
		group && version,
		onSaved,
	);
	const field = (name: keyof GroupDraft & string, label: string, apiField: string, isNumber = false) => (
		<EditField draft={draft} onDraft={setDraft} command={command} name={name} label={label} field={apiField} isNumber={isNumber} />
	);
	const setOption = (index: number, option: OptionDraft) =>
		setDraft({ ...draft, options: draft.options.map((other, position) => (position === index ? option : other)) });
	return (
		<EditDialog title={group ? t.edit : t.newGroup} command={command} onClose={onClose}>
			{!group && field("id", t.id, "groupId")}
			{field("ko", t.nameKo, "name.ko")}
			{field("en", t.nameEn, "name.en")}
			<div class="two">
				{field("min", t.min, "min", true)}
				{field("max", t.max, "max", true)}
			</div>
			{draft.options.map((option, index) => {
				const part = (name: keyof OptionDraft & string, label: string, apiField: string, isNumber = false) => (
					<EditField
						draft={option}
						onDraft={(changed) => setOption(index, changed)}
						command={command}
						name={name}
						label={label}
						field={`options[${index}].${apiField}`}
						isNumber={isNumber}
					/>
				);
				return (
					<fieldset key={index} class="card stack">
						<legend>{t.option(index + 1)}</legend>
						{part("id", t.id, "id")}
						{part("ko", t.nameKo, "name.ko")}
						{part("en", t.nameEn, "name.en")}
						<div class="two">
							{part("price", t.extra, "price", true)}
							{part("maxQuantity", t.maxQuantity, "maxQuantity", true)}
						</div>
						<div class="row between">
							<label class="check">
								<input
									type="checkbox"
									checked={option.isDefault}
									onChange={({ currentTarget }) => setOption(index, { ...option, isDefault: currentTarget.checked })}
								/>
								{t.isDefault}
							</label>
							<Button
								label={`${t.option(index + 1)} ${t.remove}`}
								isOff={draft.options.length === 1}
								onPress={() => setDraft({ ...draft, options: draft.options.filter((_, position) => position !== index) })}
							>
								{t.remove}
							</Button>
						</div>
					</fieldset>
				);
			})}
			<Button onPress={() => setDraft({ ...draft, options: [...draft.options, EMPTY_OPTION] })}>{t.addOption}</Button>
		</EditDialog>
	);
};
