import fc from "fast-check";
import { WEEKDAYS } from "../../../contracts/hours.ts";
import { boundsOf, type Hours, openingAt } from "./opening-hours.ts";
import { addDays, dateText, dayOf, instantOf, weekdayOf } from "./time-zone.ts";

const SEOUL = "Asia/Seoul";
const BERLIN = "Europe/Berlin";

const daily = (from: string, until: string): Hours["hours"] => ({
	weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from, until }]])),
});
const at = (text: string): number => Date.parse(text);
/** `opensAt` or `closesAt`, as an ISO time. */
const opening = (store: Partial<Hours>, text: string, zone = SEOUL): string => {
	const { closesAt, openNow, opensAt } = openingAt({ open: true, ...store }, at(text), zone);
	const until = openNow ? closesAt : opensAt;
	return `${openNow ? "open" : "closed"} until ${until === null ? "?" : new Date(until).toISOString()}`;
};

describe("a store", () => {
	it("without hours is always open", () => {
		expect(opening({}, "2026-03-01T03:00:00+09:00")).toBe("open until ?");
		expect(opening({ hours: null, closedUntil: null }, "2026-03-01T03:00:00+09:00")).toBe("open until ?");
	});

	it("that staff closed is closed, and nobody knows until when", () => {
		expect(opening({ open: false, hours: daily("07:00", "22:00") }, "2026-03-02T08:00:00+09:00")).toBe("closed until ?");
	});

	it.each([
		["06:59:59", "closed until 2026-03-01T22:00:00.000Z"],
		["07:00:00", "open until 2026-03-02T05:00:00.000Z"],
		["14:00:00", "closed until 2026-03-02T06:00:00.000Z"],
		["21:59:59", "open until 2026-03-02T13:00:00.000Z"],
		["22:00:00", "closed until 2026-03-08T22:00:00.000Z"],
	])("with two spans on Mondays, at %s", (time, expected) => {
		const hours = {
			weekly: {
				monday: [
					{ from: "15:00", until: "22:00" },
					{ from: "07:00", until: "14:00" },
				],
			},
		};
		expect(opening({ hours }, `2026-03-02T${time}+09:00`)).toBe(expected);
	});

	it("stays open across midnight, also into a day on which it is closed", () => {
		const hours = { weekly: { friday: [{ from: "18:00", until: "02:00" }] }, special: [{ date: "2026-03-07", spans: [] }] };

		expect(opening({ hours }, "2026-03-07T01:59:00+09:00")).toBe("open until 2026-03-06T17:00:00.000Z");
		expect(opening({ hours }, "2026-03-07T02:00:00+09:00")).toBe("closed until 2026-03-13T09:00:00.000Z");
	});

	it("is open around the clock if its days touch", () => {
		expect(opening({ hours: daily("00:00", "00:00") }, "2026-03-07T23:59:59+09:00")).toBe("open until ?");
		expect(opening({ hours: daily("07:00", "07:00") }, "2026-03-07T07:00:00+09:00")).toBe("open until ?");
	});

	it("has other hours on special days", () => {
		const hours = {
			...daily("07:00", "22:00")!,
			special: [
				{ date: "2026-12-25", spans: [{ from: "10:00", until: "15:00" }] },
				{ date: "2026-12-26", spans: [] },
			],
		};
		expect(opening({ hours }, "2026-12-25T08:00:00+09:00")).toBe("closed until 2026-12-25T01:00:00.000Z");
		expect(opening({ hours }, "2026-12-25T16:00:00+09:00")).toBe("closed until 2026-12-26T22:00:00.000Z");
	});

	it("that is closed until some time opens at that time, or when its hours begin", () => {
		const closedUntil = (text: string) => ({ closedUntil: { at: at(text), reason: null }, hours: daily("07:00", "22:00") });

		expect(opening(closedUntil("2026-03-02T10:00:00+09:00"), "2026-03-02T08:00:00+09:00")).toBe("closed until 2026-03-02T01:00:00.000Z");
		expect(opening(closedUntil("2026-03-03T03:00:00+09:00"), "2026-03-02T08:00:00+09:00")).toBe("closed until 2026-03-02T22:00:00.000Z");
		expect(opening(closedUntil("2026-03-02T10:00:00+09:00"), "2026-03-02T10:00:00+09:00")).toBe("open until 2026-03-02T13:00:00.000Z");
		expect(opening({ ...closedUntil("2026-03-02T10:00:00+09:00"), hours: null }, "2026-03-02T08:00:00+09:00")).toBe(
			"closed until 2026-03-02T01:00:00.000Z",
		);
	});

	it("with no hours at all for a month does not say when it opens", () => {
		expect(opening({ hours: { weekly: {} } }, "2026-03-02T08:00:00+09:00")).toBe("closed until ?");
	});

	it("keeps its wall-clock hours when daylight saving begins and ends", () => {
		const hours = daily("07:00", "22:00");
		// The clock goes from 02:00 to 03:00 on 29 March and back on 25 October 2026.
		expect(opening({ hours }, "2026-03-28T23:00:00+01:00", BERLIN)).toBe("closed until 2026-03-29T05:00:00.000Z");
		expect(opening({ hours }, "2026-10-24T23:00:00+02:00", BERLIN)).toBe("closed until 2026-10-25T06:00:00.000Z");
		// A night from 18:00 to 03:00 is 8 hours long in March and 10 in October.
		expect(opening({ hours: daily("18:00", "03:00") }, "2026-03-28T20:00:00+01:00", BERLIN)).toBe("open until 2026-03-29T01:00:00.000Z");
		expect(opening({ hours: daily("18:00", "03:00") }, "2026-10-24T20:00:00+02:00", BERLIN)).toBe("open until 2026-10-25T02:00:00.000Z");
	});
});

describe("times of day", () => {
	const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

	it("that daylight saving skips fall after the gap, and those that come twice are the first", () => {
		expect(new Date(instantOf(day("2026-03-29"), 150, BERLIN)).toISOString()).toBe("2026-03-29T01:30:00.000Z");
		expect(new Date(instantOf(day("2026-10-25"), 150, BERLIN)).toISOString()).toBe("2026-10-25T00:30:00.000Z");
	});

	it("belong to the zone's own date", () => {
		expect(dateText(dayOf(at("2026-03-01T15:30:00Z"), SEOUL))).toBe("2026-03-02");
		expect(dateText(dayOf(at("2026-03-01T14:30:00Z"), SEOUL))).toBe("2026-03-01");
		expect(dateText(dayOf(-1, "UTC"))).toBe("1969-12-31");
	});
});

describe("at any time, with any hours, in any zone", () => {
	const someTime = fc.integer({ min: 0, max: 95 }).map((quarter) => {
		const hour = Math.floor(quarter / 4);
		return `${String(hour).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;
	});
	const someSpans = fc.array(fc.record({ from: someTime, until: someTime }), { maxLength: 3 });
	const someHours = fc.record({
		weekly: fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, someSpans])), { requiredKeys: [] }),
		special: fc.uniqueArray(fc.record({ date: fc.integer({ min: 20, max: 31 }).map((date) => `2026-03-${date}`), spans: someSpans }), {
			maxLength: 3,
			selector: ({ date }) => date,
		}),
	});
	const someMoment = fc.integer({ min: 0, max: 14 * 96 }).map((quarter) => at("2026-03-20T00:00:00Z") + quarter * 900_000);
	const someZone = fc.constantFrom(SEOUL, BERLIN, "America/New_York", "Asia/Kathmandu");

	/** Worked out from the wall clock of the moment instead of from instants. */
	const isOpen = (hours: NonNullable<Hours["hours"]>, moment: number, zone: string): boolean => {
		const today = dayOf(moment, zone);
		return [-1, 0].some((ahead) => {
			const day = addDays(today, ahead);
			const special = hours.special?.find(({ date }) => date === dateText(day));
			const spans = special?.spans ?? hours.weekly[WEEKDAYS[weekdayOf(day)]!] ?? [];
			return spans.map(boundsOf).some(([from, until]) => instantOf(day, from, zone) <= moment && moment < instantOf(day, until, zone));
		});
	};

	it("is open exactly within its spans, and changes when it says so", () => {
		fc.assert(
			fc.property(someHours, someMoment, someZone, (hours, moment, zone) => {
				const store = { open: true, hours };
				const { closesAt, openNow, opensAt } = openingAt(store, moment, zone);
				expect(openNow).toBe(isOpen(hours, moment, zone));

				const changesAt = openNow ? closesAt : opensAt;
				if (changesAt === null) return;
				expect(changesAt).toBeGreaterThan(moment);
				expect(openingAt(store, changesAt, zone).openNow).toBe(!openNow);
				expect(openingAt(store, changesAt - 1, zone).openNow).toBe(openNow);
			}),
			{ numRuns: 300 },
		);
	});
});
