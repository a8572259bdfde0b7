import type { Parcel } from "../../../contracts/notation/common.ts";
import type { Timing } from "../checkout/purchase.ts";
import { NO_PLACE, type PlaceDraft, placeOf } from "./places.ts";

export interface ParcelDraft {
	item: string;
	size: Parcel["size"];
	/** As typed. */
	weight: string;
	from: PlaceDraft;
	to: PlaceDraft;
	timing: Timing;
	note: string;
}

export const EMPTY: ParcelDraft = { item: "", size: "small", weight: "1", from: NO_PLACE, to: NO_PLACE, timing: "prepaid", note: "" };

const MIN_KG = 0.1;
const MAX_KG = 30;

/** In kilograms; undefined if invalid or out of range. */
export const weightOf = (text: string): number | undefined => {
	const kg = Number(text.trim().replace(",", "."));
	return text.trim() !== "" && kg >= MIN_KG && kg <= MAX_KG ? kg : undefined;
};

/** The fields that the fee depends on; undefined until all are known. */
export const shipmentOf = ({ from, size, to, weight }: ParcelDraft): Omit<Parcel, "item"> | undefined => {
	const weightKg = weightOf(weight);
	const [start, end] = [placeOf(from), placeOf(to)];
	return weightKg !== undefined && start && end ? { from: start, to: end, size, weightKg } : undefined;
};

export type MissingField = "no_weight" | "no_from" | "no_to" | "no_item";

/** The first missing field, in the order of the form. */
export const missingFieldOf = (draft: ParcelDraft): MissingField | undefined => {
	if (!placeOf(draft.from)) return "no_from";
	if (!placeOf(draft.to)) return "no_to";
	if (weightOf(draft.weight) === undefined) return "no_weight";
	return draft.item.trim() === "" ? "no_item" : undefined;
};
