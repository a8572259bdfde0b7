import { useState } from "preact/hooks";
import type { MenuItem, MenuOptionGroup } from "../../../contracts/menu/items.ts";
import { won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Stepper } from "../../shared/ui/Stepper.tsx";
import { texts } from "../texts.ts";
import { MAX_QUANTITY } from "./cart.ts";
import { Facts } from "./item-facts.tsx";
import { menuTexts } from "./menu-texts.ts";
import { type ChosenOption, incompleteGroup, initialChoice, isSingle, mayTake, quantityIn, unitPrice, withOption } from "./options.ts";
import { Picture } from "./picture.tsx";

type Option = MenuOptionGroup["options"][number];

interface GroupProps {
	group: MenuOptionGroup;
	chosen: ChosenOption[];
	onChosen: (chosen: ChosenOption[]) => void;
}

const Name = ({ option }: { option: Option }) => (
	<span class="option-name">
		{inLanguage(option.name)}
		{option.price > 0 && <span class="muted">{menuTexts.value.extra(won(option.price))}</span>}
		{!option.available && <span class="wrong">{texts.value.soldOut}</span>}
	</span>
);

/** An option that may be taken several times. */
const Counted = ({ chosen, group, onChosen, option }: GroupProps & { option: Option }) => {
	const quantity = quantityIn(chosen, group.id, option.id);
	const max = mayTake(chosen, group, option) ? option.maxQuantity : quantity;
	return (
		<div class="option counted">
			<Name option={option} />
			<Stepper
				label={inLanguage(option.name)}
				value={quantity}
				max={max}
				onValue={(next) => onChosen(withOption(chosen, group, option.id, next))}
			/>
		</div>
	);
};

const Taken = ({ chosen, group, onChosen, option }: GroupProps & { option: Option }) => {
	const isTaken = quantityIn(chosen, group.id, option.id) > 0;
	return (
		<label class="option">
			<input
				type={isSingle(group) ? "radio" : "checkbox"}
				name={group.id}
				checked={isTaken}
				disabled={!isTaken && !mayTake(chosen, group, option)}
				onChange={({ currentTarget }) => onChosen(withOption(chosen, group, option.id, currentTarget.checked ? 1 : 0))}
			/>
			<Name option={option} />
		</label>
	);
};

const Group = (props: GroupProps) => {
	const { max, name, options } = props.group;
	return (
		<fieldset class={isSingle(props.group) ? "option-group single" : "option-group"}>
			<legend>
				{inLanguage(name)} {max > 1 && <span class="muted small">{menuTexts.value.upTo(max)}</span>}
			</legend>
			<div>
				{options.map((option) =>
					option.maxQuantity > 1 ? (
						<Counted key={option.id} {...props} option={option} />
					) : (
						<Taken key={option.id} {...props} option={option} />
					),
				)}
			</div>
		</fieldset>
	);
};

interface OptionsSheetProps {
	item: MenuItem;
	groups: MenuOptionGroup[];
	/** The line that is changed; a new one unless given. */
	line?: { options: ChosenOption[]; quantity: number };
	onDone: (options: ChosenOption[], quantity: number, price: number) => void;
	onClose: () => void;
}

/** A product's options, with the price that follows the choice. */
export const OptionsSheet = ({ groups, item, line, onClose, onDone }: OptionsSheetProps) => {
	const t = menuTexts.value;
	const [chosen, setChosen] = useState(line?.options ?? initialChoice(groups));
	const [quantity, setQuantity] = useState(line?.quantity ?? 1);
	const price = unitPrice(item, chosen, groups);
	const incomplete = incompleteGroup(chosen, groups);
	const total = won(price * quantity);
	return (
		<Dialog isSheet title={inLanguage(item.name)} onClose={onClose}>
			<div class="sheet-head">
				<Picture item={item} />
				<div class="stack">
					{item.description && <p>{inLanguage(item.description)}</p>}
					<Facts item={item} />
				</div>
			</div>
			{groups.map((group) => (
				<Group key={group.id} group={group} chosen={chosen} onChosen={setChosen} />
			))}
			<div class="stack foot">
				{incomplete && <p class="wrong">{t.choose(inLanguage(incomplete.name))}</p>}
				<div class="row between">
					<Stepper label={t.quantity} value={quantity} min={1} max={MAX_QUANTITY} onValue={setQuantity} />
					<Button look="main" isOff={incomplete !== undefined} onPress={() => onDone(chosen, quantity, price)}>
						{line ? t.changeTo(total) : t.addFor(total)}
					</Button>
				</div>
			</div>
		</Dialog>
	);
};
