import { between, distanceKm, routeKm } from "./geo.ts";

const GANGNAM = { lat: 37.4979, lng: 127.0276 };
const HONGDAE = { lat: 37.5563, lng: 126.9236 };
const BUSAN = { lat: 35.1152, lng: 129.0422 };

describe("the distance", () => {
	it("matches maps, in both directions", () => {
		expect(distanceKm(GANGNAM, HONGDAE)).toBeCloseTo(11.24, 1);
		expect(distanceKm(HONGDAE, GANGNAM)).toBeCloseTo(distanceKm(GANGNAM, HONGDAE), 9);
		expect(distanceKm(GANGNAM, BUSAN)).toBeCloseTo(320.2, 0);
	});

	it("is zero to the same spot, and half the circumference to the antipode", () => {
		expect(distanceKm(GANGNAM, GANGNAM)).toBe(0);
		expect(distanceKm({ lat: 0, lng: 0 }, { lat: 0, lng: 180 })).toBeCloseTo(Math.PI * 6371, 6);
		expect(distanceKm({ lat: 90, lng: 0 }, { lat: -90, lng: 77 })).toBeCloseTo(Math.PI * 6371, 6);
	});

	it("is summed along a route", () => {
		expect(routeKm([GANGNAM, HONGDAE, GANGNAM])).toBeCloseTo(2 * distanceKm(GANGNAM, HONGDAE), 9);
		expect(routeKm([GANGNAM])).toBe(0);
	});
});

describe("a spot between two others", () => {
	it("equals the ends at share 0 and 1", () => {
		const [start, end] = [between(GANGNAM, HONGDAE, 0), between(GANGNAM, HONGDAE, 1)];

		for (const [found, wanted] of [[start, GANGNAM] as const, [end, HONGDAE] as const]) {
			expect(found.lat).toBeCloseTo(wanted.lat, 9);
			expect(found.lng).toBeCloseTo(wanted.lng, 9);
		}
	});

	it("takes the shorter way across the date line", () => {
		expect(Math.abs(between({ lat: 0, lng: 179 }, { lat: 0, lng: -179 }, 0.5).lng)).toBeCloseTo(180, 9);
	});
});
