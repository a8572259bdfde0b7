import { DAYS, endsNextDay, everyDay, faultsOf, hoursChange, hoursDraft } from "./hours-draft.ts";

const HOURS = {
	weekly: { friday: [{ from: "18:00", until: "02:00" }] },
	special: [{ date: "2026-12-25", spans: [] }],
};
const CAPACITY = { itemsPer15Minutes: 20, dayparts: [{ from: "07:00", until: "10:00", itemsPer15Minutes: 40 }] };
const open = hoursDraft({ hours: null, capacity: null });

it("sends what it was given, if nothing is changed", () => {
	expect(hoursChange(hoursDraft({ hours: HOURS, capacity: CAPACITY }))).toEqual({ hours: HOURS, capacity: CAPACITY });
	expect(hoursChange(open)).toEqual({ hours: null, capacity: null });
});

it("proposes hours and a capacity to a store that has none", () => {
	const { capacity, hours } = hoursChange({ ...open, isAlwaysOpen: false, isUnlimited: false });

	expect(Object.keys(hours!.weekly)).toEqual(DAYS);
	expect(capacity).toEqual({ itemsPer15Minutes: 20, dayparts: [] });
	expect(faultsOf({ ...open, isAlwaysOpen: false, isUnlimited: false }).size).toBe(0);
});

it("tells when a span ends on the next day", () => {
	expect(endsNextDay({ from: "18:00", until: "02:00" })).toBe(true);
	expect(endsNextDay({ from: "00:00", until: "00:00" })).toBe(true);
	expect(endsNextDay({ from: "07:00", until: "22:00" })).toBe(false);
	expect(endsNextDay({ from: "07:00", until: "" })).toBe(false);
});

it("names what the API would refuse by the API's field", () => {
	const draft = {
		...open,
		isAlwaysOpen: false,
		weekly: {
			...everyDay([]),
			monday: [
				{ from: "07:00", until: "15:00" },
				{ from: "14:00", until: "22:00" },
			],
			friday: [
				{ from: "18:00", until: "02:00" },
				{ from: "", until: "" },
			],
		},
		special: [
			{ date: "2026-12-25", spans: [] },
			{ date: "2026-12-25", spans: [] },
			{ date: "", spans: [{ from: "10:00", until: "" }] },
		],
		isUnlimited: false,
		items: "0",
		dayparts: [{ from: "", until: "10:00", items: "2000" }],
	};

	expect(Object.fromEntries(faultsOf(draft))).toEqual({
		"hours.weekly.monday[1]": "overlap",
		"hours.weekly.friday[1].from": "time",
		"hours.weekly.friday[1].until": "time",
		"hours.special[1].date": "twice",
		"hours.special[2].date": "date",
		"hours.special[2].spans[0].until": "time",
		"capacity.itemsPer15Minutes": "items",
		"capacity.dayparts[0].from": "time",
		"capacity.dayparts[0].itemsPer15Minutes": "items",
	});
	expect(faultsOf({ ...draft, isAlwaysOpen: true, isUnlimited: true }).size).toBe(0);
});
