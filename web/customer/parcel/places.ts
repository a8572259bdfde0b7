import type { Place } from "../../../contracts/notation/common.ts";

/** A place in a form: what was chosen, and the address detail. */
export interface PlaceDraft {
	/** The chosen address, empty until one is chosen. The device's location has none. */
	address: string;
	isHere?: boolean;
	lat: number;
	lng: number;
	detail: string;
}

export const NO_PLACE: PlaceDraft = { address: "", lat: 0, lng: 0, detail: "" };

/** The address for the rider. The device's location needs an address from the customer. */
export const placeOf = ({ address, detail, isHere, lat, lng }: PlaceDraft): Place | undefined => {
	const trimmed = detail.trim();
	if (isHere) return trimmed ? { address: trimmed, lat, lng } : undefined;
	return address ? { address: [address, trimmed].filter(Boolean).join(" "), lat, lng } : undefined;
};
