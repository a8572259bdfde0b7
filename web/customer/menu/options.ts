import type { MenuItem, MenuOptionGroup } from "../../../contracts/menu/items.ts";
import type { LineOption } from "../../../contracts/notation/common.ts";

/** An option of a product, as an order names it. */
export type ChosenOption = Pick<LineOption, "groupId" | "optionId" | "quantity">;

type Option = MenuOptionGroup["options"][number];

export const groupsOf = ({ optionGroupIds }: Pick<MenuItem, "optionGroupIds">, groups: MenuOptionGroup[]): MenuOptionGroup[] =>
	optionGroupIds.flatMap((id) => groups.find((group) => group.id === id) ?? []);

export const chosenIn = (chosen: ChosenOption[], groupId: string): ChosenOption[] => chosen.filter((option) => option.groupId === groupId);

export const quantityIn = (chosen: ChosenOption[], groupId: string, optionId: string): number =>
	chosen.find((option) => option.groupId === groupId && option.optionId === optionId)?.quantity ?? 0;

/** Exactly one option of the group is taken. */
export const isSingle = ({ max, min, options }: MenuOptionGroup): boolean =>
	min === 1 && max === 1 && options.every(({ maxQuantity }) => maxQuantity === 1);

const taken = ({ id }: MenuOptionGroup, options: Option[]): ChosenOption[] =>
	options.map((option) => ({ groupId: id, optionId: option.id, quantity: 1 }));

/** What is chosen before the customer chooses: what the server would take, and otherwise the first options that are required. */
export const initialChoice = (groups: MenuOptionGroup[]): ChosenOption[] =>
	groups.flatMap((group) => {
		const available = group.options.filter((option) => option.available);
		const defaults = available.filter((option) => option.default);
		const required = defaults.length < group.min ? available.slice(0, group.min) : defaults;
		return taken(group, group.min > 0 ? required : []);
	});

/** The choice with so many of an option. In a group that takes one, it replaces the other. */
export const withOption = (chosen: ChosenOption[], group: MenuOptionGroup, optionId: string, quantity: number): ChosenOption[] => {
	const isReplaced = (option: ChosenOption) => option.groupId === group.id && (group.max === 1 || option.optionId === optionId);
	const rest = chosen.filter((option) => !isReplaced(option));
	return quantity > 0 ? [...rest, { groupId: group.id, optionId, quantity }] : rest;
};

/** Whether the option can be added: it is available, and the group has room for another one. */
export const mayTake = (chosen: ChosenOption[], group: MenuOptionGroup, option: Option): boolean =>
	option.available && (group.max === 1 || quantityIn(chosen, group.id, option.id) > 0 || chosenIn(chosen, group.id).length < group.max);

/** The first group that needs more options. */
export const incompleteGroup = (chosen: ChosenOption[], groups: MenuOptionGroup[]): MenuOptionGroup | undefined =>
	groups.find(({ id, min }) => chosenIn(chosen, id).length < min);

const optionOf = (groups: MenuOptionGroup[], { groupId, optionId }: ChosenOption): Option | undefined =>
	groups.find(({ id }) => id === groupId)?.options.find(({ id }) => id === optionId);

/** In the order of the menu, with names and prices in effect. Options that are no longer offered are left out. */
export const described = (chosen: ChosenOption[], groups: MenuOptionGroup[]): LineOption[] =>
	groups.flatMap((group) =>
		group.options.flatMap((option) => {
			const quantity = quantityIn(chosen, group.id, option.id);
			return quantity > 0 ? [{ groupId: group.id, optionId: option.id, name: option.name, price: option.price, quantity }] : [];
		}),
	);

/** A required group that is left out counts with its defaults, as the server does. */
const complete = (chosen: ChosenOption[], groups: MenuOptionGroup[]): ChosenOption[] => {
	const leftOut = groups.filter(({ id, min }) => min > 0 && chosenIn(chosen, id).length === 0);
	return [...chosen, ...initialChoice(leftOut)];
};

/** The price of one unit with its options. */
export const unitPrice = ({ price }: Pick<MenuItem, "price">, chosen: ChosenOption[], groups: MenuOptionGroup[]): number =>
	described(complete(chosen, groups), groups).reduce((sum, option) => sum + option.price * option.quantity, price);

/** The part of a choice that can still be ordered. */
export const stillSold = (chosen: ChosenOption[], groups: MenuOptionGroup[]): ChosenOption[] =>
	chosen.filter((option) => optionOf(groups, option)?.available);

export const optionFault = (chosen: ChosenOption[], groups: MenuOptionGroup[]): "option_gone" | "option_sold_out" | undefined => {
	const options = chosen.map((option) => optionOf(groups, option));
	if (options.includes(undefined)) return "option_gone";
	return options.some((option) => !option?.available) ? "option_sold_out" : undefined;
};

/** Distinguishes lines of the same product. */
export const choiceKey = (chosen: ChosenOption[]): string =>
	chosen
		.map(({ groupId, optionId, quantity }) => `${groupId}:${optionId}:${quantity}`)
		.sort()
		.join(" ");
