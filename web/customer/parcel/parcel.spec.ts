import { EMPTY, lackOf, type ParcelDraft, rideOf, weightOf } from "./parcel.ts";
import { HERE } from "./places.ts";

const FROM = { id: "yeoksam", lat: 0, lng: 0, detail: " 3층 " };
const TO = { id: HERE, lat: 37.5, lng: 127, detail: "강남대로 1" };
const FILLED: ParcelDraft = { ...EMPTY, item: "서류", weight: "1.2", from: FROM, to: TO };

describe("a parcel that is being filled in", () => {
	it("can be quoted once its ride is known, whatever it is", () => {
		expect(rideOf({ ...FILLED, item: "" })).toEqual({
			from: { address: "서울 강남구 역삼로 12 3층", lat: 37.4925, lng: 127.0312 },
			to: { address: "강남대로 1", lat: 37.5, lng: 127 },
			size: "small",
			weightKg: 1.2,
		});
	});

	it.each([
		["a start", { from: EMPTY.from }, "no_from"],
		["words for a place that only its device knows", { to: { ...TO, detail: " " } }, "no_to"],
		["a weight", { weight: "" }, "no_weight"],
		["its item", { item: " " }, "no_item"],
		["nothing", {}, undefined],
	] as const)("lacks %s", (_, change, lack) => {
		expect(lackOf({ ...FILLED, ...change })).toBe(lack);
	});

	it.each([
		["1,5", 1.5],
		["0.1", 0.1],
		["30", 30],
		["30.1", undefined],
		["0", undefined],
		["light", undefined],
	])("weighs %s", (text, kg) => {
		expect(weightOf(text)).toBe(kg);
	});
});
