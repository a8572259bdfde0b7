import type { Parcel } from "../../contracts/notation/common.ts";
import { distanceKm, type Spot } from "./geo.ts";

export interface Tariff {
	deliveryBaseFee: number;
	deliveryFeePerKm: number;
	deliveryFreeKm: number;
}

/** A transport from one place to another. */
export interface Ride {
	from: Spot;
	to: Spot;
	size: Parcel["size"];
	weightKg: number;
}

export interface Fare {
	/** In KRW, rounded to hundreds. */
	fee: number;
	/** Rounded to 0.1 km; the fee is calculated from the rounded value. */
	distanceKm: number;
	etaMinutes: number;
}

/** Surcharges in KRW by size. */
const SIZES = { small: 0, medium: 1000, large: 3000 } as const satisfies Record<Parcel["size"], number>;
/** Surcharges in KRW by maximum weight. Parcels weigh up to 30 kg. */
const WEIGHTS = [
	{ upToKg: 5, fee: 0 },
	{ upToKg: 10, fee: 1000 },
	{ upToKg: 20, fee: 2000 },
	{ upToKg: Number.POSITIVE_INFINITY, fee: 4000 },
];
/** Goods count as a small item without weight. */
export const GOODS = { size: "small", weightKg: 0 } as const;

const KM_PER_HOUR = 20;
const PICK_UP_MINUTES = 10;

export const travelMs = (km: number): number => Math.round((km / KM_PER_HOUR) * 3_600_000);

const roundTo = (unit: number, amount: number): number => Math.round(amount / unit) * unit;

/** The fee of a delivery, and its duration if a rider departs now. */
export const fareOf = ({ from, to, size, weightKg }: Ride, tariff: Tariff): Fare => {
	const km = Math.round(distanceKm(from, to) * 10) / 10;
	const beyond = Math.max(0, km - tariff.deliveryFreeKm) * tariff.deliveryFeePerKm;
	const weight = WEIGHTS.find(({ upToKg }) => weightKg <= upToKg)!.fee;
	return {
		fee: roundTo(100, tariff.deliveryBaseFee + SIZES[size] + weight + beyond),
		distanceKm: km,
		etaMinutes: PICK_UP_MINUTES + Math.ceil(travelMs(km) / 60_000),
	};
};
