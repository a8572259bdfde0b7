import { kmBetween, shareOfWay } from "./geo.ts";

const GANGNAM = { lat: 37.4979, lng: 127.0276 };
const YEOKSAM = { lat: 37.5006, lng: 127.0364 };

describe("the distance between two places", () => {
	it("is measured along the surface", () => {
		expect(kmBetween(GANGNAM, YEOKSAM)).toBeCloseTo(0.832, 2);
		expect(kmBetween(GANGNAM, GANGNAM)).toBe(0);
	});

	it("is covered by 0 at the start, half in the middle and 1 at the end", () => {
		const middle = { lat: (GANGNAM.lat + YEOKSAM.lat) / 2, lng: (GANGNAM.lng + YEOKSAM.lng) / 2 };

		expect(shareOfWay(GANGNAM, GANGNAM, YEOKSAM)).toBe(0);
		expect(shareOfWay(GANGNAM, middle, YEOKSAM)).toBeCloseTo(0.5, 3);
		expect(shareOfWay(GANGNAM, YEOKSAM, YEOKSAM)).toBe(1);
		expect(shareOfWay(GANGNAM, GANGNAM, GANGNAM)).toBe(1);
	});
});
