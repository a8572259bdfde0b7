import type { Spot } from "../../shared/geo.ts";
import { EVERY_MS, isDue, LocationSender } from "./location-sender.ts";

const AT = { lat: 37.5, lng: 127, at: 10_000 };
/** A thousandth of a degree of latitude is 111 metres. */
const northOf = (metres: number, at: number) => ({ ...AT, lat: AT.lat + metres / 111_195, at });

describe("isDue", () => {
	it.each([
		[true, "the first reading", AT, undefined, 10_000],
		[false, "a reading that was already sent", AT, AT, 60_000],
		[false, "a nearby reading too early", northOf(19, 11_000), AT, 11_000],
		[true, "a nearby reading after five seconds", northOf(1, 15_000), AT, 15_000],
		[true, "a reading 20 metres away", northOf(20.1, 11_000), AT, 11_000],
	])("is %s for %s", (expected, _, newest, sent, now) => {
		expect(isDue(newest, sent, now)).toBe(expected);
	});
});

describe("LocationSender", () => {
	let now: number;
	let sent: Spot[];
	let isOffline: boolean;
	const createSender = () =>
		new LocationSender(
			async (spot) => {
				if (isOffline) throw new Error("offline");
				sent.push(spot);
			},
			() => now,
		);
	beforeEach(() => {
		now = AT.at;
		sent = [];
		isOffline = false;
	});

	it("sends nothing before the first reading", async () => {
		await createSender().sendIfDue();

		expect(sent).toEqual([]);
	});

	it("sends a reading once", async () => {
		const sender = createSender();

		sender.record(AT);
		await sender.sendIfDue();
		await sender.sendIfDue();

		expect(sent).toEqual([{ lat: AT.lat, lng: AT.lng }]);
		expect(sender.lastSentAt).toBe(AT.at);
	});

	it("sends only the newest reading when the connection is back", async () => {
		const sender = createSender();
		isOffline = true;
		sender.record(AT);
		await sender.sendIfDue();
		sender.record(northOf(100, 11_000));
		await sender.sendIfDue();
		sender.record(northOf(200, 12_000));
		isOffline = false;

		await sender.retry();

		expect(sent).toEqual([{ lat: northOf(200, 0).lat, lng: AT.lng }]);
	});

	it("pauses after a failure", async () => {
		const sender = createSender();
		isOffline = true;
		sender.record(AT);
		await sender.sendIfDue();
		isOffline = false;

		await sender.sendIfDue();
		expect(sent).toEqual([]);

		now += EVERY_MS;
		await sender.sendIfDue();
		expect(sent).toHaveLength(1);
	});

	it("sends one reading at a time", async () => {
		const sender = createSender();

		sender.record(AT);
		await Promise.all([sender.sendIfDue(), sender.sendIfDue()]);

		expect(sent).toHaveLength(1);
	});
});
