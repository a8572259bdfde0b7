import type { Parcel } from "../../../contracts/common.ts";
import type { Timing } from "../checkout/purchase.ts";
import { NOWHERE, type PlaceDraft, placeOf } from "./places.ts";

export interface ParcelDraft {
	item: string;
	size: Parcel["size"];
	/** As it was typed. */
	weight: string;
	from: PlaceDraft;
	to: PlaceDraft;
	timing: Timing;
	note: string;
}

export const EMPTY: ParcelDraft = { item: "", size: "small", weight: "1", from: NOWHERE, to: NOWHERE, timing: "prepaid", note: "" };

const LIGHTEST_KG = 0.1;
const HEAVIEST_KG = 30;

/** In kilograms; nothing where it is no weight that a rider takes. */
export const weightOf = (text: string): number | undefined => {
	const kg = Number(text.trim().replace(",", "."));
	return text.trim() !== "" && kg >= LIGHTEST_KG && kg <= HEAVIEST_KG ? kg : undefined;
};

/** What a rider would carry; nothing before all that the fee depends on is known. */
export const rideOf = ({ from, size, to, weight }: ParcelDraft): Omit<Parcel, "item"> | undefined => {
	const weightKg = weightOf(weight);
	const [start, end] = [placeOf(from), placeOf(to)];
	return weightKg !== undefined && start && end ? { from: start, to: end, size, weightKg } : undefined;
};

export type ParcelLack = "no_weight" | "no_from" | "no_to" | "no_item";

/** What is not filled in yet, in the order of the form. */
export const lackOf = (draft: ParcelDraft): ParcelLack | undefined => {
	if (!placeOf(draft.from)) return "no_from";
	if (!placeOf(draft.to)) return "no_to";
	if (weightOf(draft.weight) === undefined) return "no_weight";
	return draft.item.trim() === "" ? "no_item" : undefined;
};
