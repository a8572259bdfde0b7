/** Random choices of the people of a simulated shop. `random` returns 0 to 1. */
export type Random = () => number;

export interface Option {
	id: string;
	available: boolean;
	maxQuantity?: number;
}
export interface OptionGroup {
	id: string;
	min: number;
	max: number;
	options: Option[];
}
export interface MenuItem {
	productId: string;
	name: { ko: string; en: string };
	available: boolean;
	optionGroupIds: string[];
}
export interface Menu {
	items: MenuItem[];
	optionGroups: OptionGroup[];
}

export interface Line {
	productId: string;
	quantity: number;
	options: { groupId: string; optionId: string }[];
}

export const pick = <Item>(items: readonly Item[], random: Random): Item | undefined => items[Math.floor(random() * items.length)];
export const between = (least: number, most: number, random: Random): number => least + (most - least) * random();

const WANTS_EXTRA = 0.25;

/** What a group requires, and now and then an extra. Undefined if a required option is sold out. */
const optionsOf = ({ id, min, options }: OptionGroup, random: Random): Line["options"] | undefined => {
	const left = options.filter(({ available }) => available);
	const wanted = min > 0 ? min : random() < WANTS_EXTRA ? 1 : 0;
	const chosen: Line["options"] = [];
	while (chosen.length < wanted) {
		const option = pick(left, random);
		if (!option) return min > 0 ? undefined : chosen;
		left.splice(left.indexOf(option), 1);
		chosen.push({ groupId: id, optionId: option.id });
	}
	return chosen;
};

/** Something that can be had. Undefined if everything is sold out. */
export const lineFrom = ({ items, optionGroups }: Menu, random: Random): Line | undefined => {
	const left = items.filter(({ available }) => available);
	for (let item = pick(left, random); item; item = pick(left, random)) {
		const groups = item.optionGroupIds.map((groupId) => optionGroups.find(({ id }) => id === groupId));
		const options = groups.map((group) => (group ? optionsOf(group, random) : []));
		const { productId } = item;
		if (!options.includes(undefined)) return { productId, quantity: random() < 0.75 ? 1 : 2, options: options.flat() as Line["options"] };
		left.splice(left.indexOf(item), 1);
	}
	return undefined;
};

export type Wish = "pickup" | "delivery" | "parcel";
export const wishOf = (random: Random): Wish => {
	const number = random();
	if (number < 0.65) return "pickup";
	return number < 0.85 ? "delivery" : "parcel";
};

/** Seconds until the next order, so that `perMinute` come in a minute on average, not evenly. */
export const pauseBetweenOrders = (perMinute: number, random: Random): number => (60 / perMinute) * between(0.4, 1.6, random);
