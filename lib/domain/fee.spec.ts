import fc from "fast-check";
import { fareOf, GOODS, type Ride } from "./fee.ts";

const tariff = { deliveryBaseFee: 3000, deliveryFeePerKm: 500, deliveryFreeKm: 2 };
const here = { lat: 37.5, lng: 127 };
/** One degree of latitude is 111.19 km. */
const kmNorth = (km: number) => ({ lat: 37.5 + km / 111.1949, lng: 127 });
const ride = (change: Partial<Ride> = {}): Ride => ({ from: here, to: here, size: "small", weightKg: 1, ...change });
const fee = (change: Partial<Ride>) => fareOf(ride(change), tariff).fee;

describe("the fee", () => {
	it.each<[string, Partial<Ride>, number]>([
		["a small item nearby", {}, 3000],
		["a medium item", { size: "medium" }, 4000],
		["a large item", { size: "large" }, 6000],
		["5 kg", { weightKg: 5 }, 3000],
		["5.1 kg", { weightKg: 5.1 }, 4000],
		["20 kg", { weightKg: 20 }, 5000],
		["30 kg", { weightKg: 30 }, 7000],
		["2 km", { to: kmNorth(2) }, 3000],
		["3 km", { to: kmNorth(3) }, 3500],
		["2.3 km, rounded to hundreds", { to: kmNorth(2.3) }, 3200],
		["10 km, large and heavy", { to: kmNorth(10), size: "large", weightKg: 25 }, 14_000],
		["goods", { ...GOODS, to: kmNorth(4) }, 4000],
	])("of %s", (_, change, expected) => {
		expect(fee(change)).toBe(expected);
	});

	it("never decreases with weight or distance", () => {
		const kg = fc.double({ min: 0.1, max: 30, noNaN: true });
		const km = fc.double({ min: 0, max: 500, noNaN: true });
		fc.assert(
			fc.property(kg, kg, km, km, (a, b, near, far) => {
				const [light, heavy] = [Math.min(a, b), Math.max(a, b)];
				const less = fee({ weightKg: light, to: kmNorth(Math.min(near, far)) });
				expect(less).toBeLessThanOrEqual(fee({ weightKg: heavy, to: kmNorth(Math.max(near, far)) }));
				expect(less % 100).toBe(0);
			}),
		);
	});
});

describe("the delivery time", () => {
	it("is the pickup time plus the travel time at 20 km/h", () => {
		expect(fareOf(ride(), tariff)).toMatchObject({ distanceKm: 0, etaMinutes: 10 });
		expect(fareOf(ride({ to: kmNorth(5) }), tariff)).toMatchObject({ distanceKm: 5, etaMinutes: 25 });
	});
});
