import { withRecent } from "../recent-places.ts";
import { EMPTY, missingFieldOf, type ParcelDraft, shipmentOf, weightOf } from "./parcel.ts";
import type { PlaceDraft } from "./places.ts";

const FROM: PlaceDraft = { address: "서울 강남구 역삼로 12", lat: 37.4925, lng: 127.0312, detail: " 3층 " };
const TO: PlaceDraft = { address: "", isHere: true, lat: 37.5, lng: 127, detail: "강남대로 1" };
const FILLED: ParcelDraft = { ...EMPTY, item: "서류", weight: "1.2", from: FROM, to: TO };

describe("a parcel form", () => {
	it("can be quoted without its item", () => {
		expect(shipmentOf({ ...FILLED, item: "" })).toEqual({
			from: { address: "서울 강남구 역삼로 12 3층", lat: 37.4925, lng: 127.0312 },
			to: { address: "강남대로 1", lat: 37.5, lng: 127 },
			size: "small",
			weightKg: 1.2,
		});
	});

	it.each([
		["a pickup address", { from: EMPTY.from }, "no_from"],
		["an address for the device's location", { to: { ...TO, detail: " " } }, "no_to"],
		["a weight", { weight: "" }, "no_weight"],
		["an item", { item: " " }, "no_item"],
		["nothing", {}, undefined],
	] as const)("lacks %s", (_, change, missing) => {
		expect(missingFieldOf({ ...FILLED, ...change })).toBe(missing);
	});

	it.each([
		["1,5", 1.5],
		["0.1", 0.1],
		["30", 30],
		["30.1", undefined],
		["0", undefined],
		["light", undefined],
	])("reads the weight %p as %p kg", (text, kg) => {
		expect(weightOf(text)).toBe(kg);
	});

	it("keeps the latest five addresses, each once", () => {
		const places = [1, 2, 3, 4, 5].map((number) => ({ address: `강남대로 ${number}`, lat: 37.5, lng: 127 }));
		const [first, second, third] = places;

		expect(withRecent([first!, second!], [third!, first!])).toEqual([third, first, second]);
		expect(withRecent(places, [{ ...first!, address: "강남대로 6" }])).toHaveLength(5);
	});
});
