import type { Spot } from "../../shared/geo.ts";
import { EVERY_MS, isDue, PlaceSender } from "./sharing.ts";

const AT = { lat: 37.5, lng: 127, at: 10_000 };
/** A thousandth of a degree of latitude is 111 metres. */
const northOf = (metres: number, at: number) => ({ ...AT, lat: AT.lat + metres / 111_195, at });

describe("a place is told", () => {
	it.each([
		["the first", AT, undefined, 10_000, true],
		["the same again", AT, AT, 60_000, false],
		["one nearby at once", northOf(19, 11_000), AT, 11_000, false],
		["one nearby, later", northOf(1, 15_000), AT, 15_000, true],
		["one that is 20 metres away", northOf(20.1, 11_000), AT, 11_000, true],
	])("or not: %s", (_, newest, told, now, expected) => {
		expect(isDue(newest, told, now)).toBe(expected);
	});
});

describe("who tells places", () => {
	let now: number;
	let told: Spot[];
	let isCut: boolean;
	const sender = () =>
		new PlaceSender(
			async (spot) => {
				if (isCut) throw new Error("cut");
				told.push(spot);
			},
			() => now,
		);
	beforeEach(() => {
		now = AT.at;
		told = [];
		isCut = false;
	});

	it("tells nothing before there is something", async () => {
		await sender().turn();

		expect(told).toEqual([]);
	});

	it("tells a place once", async () => {
		const places = sender();

		places.note(AT);
		await places.turn();
		await places.turn();

		expect(told).toEqual([{ lat: AT.lat, lng: AT.lng }]);
		expect(places.toldAt).toBe(AT.at);
	});

	it("tells the newest only when the connection is back", async () => {
		const places = sender();
		isCut = true;
		places.note(AT);
		await places.turn();
		places.note(northOf(100, 11_000));
		await places.turn();
		places.note(northOf(200, 12_000));
		isCut = false;

		await places.again();

		expect(told).toEqual([{ lat: northOf(200, 0).lat, lng: AT.lng }]);
	});

	it("gives a failing connection a pause of its own accord", async () => {
		const places = sender();
		isCut = true;
		places.note(AT);
		await places.turn();
		isCut = false;

		await places.turn();
		expect(told).toEqual([]);

		now += EVERY_MS;
		await places.turn();
		expect(told).toHaveLength(1);
	});

	it("tells one at a time", async () => {
		const places = sender();

		places.note(AT);
		await Promise.all([places.turn(), places.turn()]);

		expect(told).toHaveLength(1);
	});
});
