import type { Capacity, OpeningHours, Span, Weekday } from "../../../contracts/hours.ts";
import type { Store } from "../../../contracts/store.ts";

export const DAYS: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
export const MAX_SPANS = 8;
export const MAX_SPECIAL_DAYS = 100;
export const MAX_DAYPARTS = 12;

const MAX_ITEMS = 1_000;
const DAY_MINUTES = 24 * 60;
const USUAL: Span = { from: "08:00", until: "22:00" };
const USUAL_ITEMS = "20";

export interface SpecialDayDraft {
	date: string;
	spans: Span[];
}
export interface DaypartDraft extends Span {
	items: string;
}

/** What is typed into the form. What is switched off is kept, in case it is switched on again. */
export interface HoursDraft {
	isAlwaysOpen: boolean;
	weekly: Record<Weekday, Span[]>;
	special: SpecialDayDraft[];
	isUnlimited: boolean;
	items: string;
	dayparts: DaypartDraft[];
}

const weekOf = (spansOf: (day: Weekday) => Span[]): HoursDraft["weekly"] =>
	Object.fromEntries(DAYS.map((day) => [day, spansOf(day)])) as HoursDraft["weekly"];

export const hoursDraft = ({ capacity, hours }: Pick<Store, "capacity" | "hours">): HoursDraft => ({
	isAlwaysOpen: hours === null,
	weekly: weekOf((day) => (hours ? (hours.weekly[day] ?? []) : [USUAL])),
	special: hours?.special ?? [],
	isUnlimited: capacity === null,
	items: String(capacity?.itemsPer15Minutes ?? USUAL_ITEMS),
	dayparts: (capacity?.dayparts ?? []).map(({ itemsPer15Minutes, ...span }) => ({ ...span, items: String(itemsPer15Minutes) })),
});

const hoursOf = ({ isAlwaysOpen, special, weekly }: HoursDraft): OpeningHours | null =>
	isAlwaysOpen
		? null
		: { weekly: Object.fromEntries(DAYS.filter((day) => weekly[day].length > 0).map((day) => [day, weekly[day]])), special };

const capacityOf = ({ dayparts, isUnlimited, items }: HoursDraft): Capacity | null =>
	isUnlimited
		? null
		: {
				itemsPer15Minutes: Number(items),
				dayparts: dayparts.map(({ from, items: ofPart, until }) => ({ from, until, itemsPer15Minutes: Number(ofPart) })),
			};

export const hoursChange = (draft: HoursDraft) => ({ hours: hoursOf(draft), capacity: capacityOf(draft) });

/** One day's hours for all days. */
export const everyDay = (spans: Span[]): HoursDraft["weekly"] => weekOf(() => spans);

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
export const endsNextDay = ({ from, until }: Span): boolean => from !== "" && until !== "" && until <= from;

const boundsOf = (span: Span): [from: number, until: number] => [
	minutesOf(span.from),
	minutesOf(span.until) + (endsNextDay(span) ? DAY_MINUTES : 0),
];

export type Fault = "time" | "overlap" | "date" | "twice" | "items";
/** By the name that the API gives the field. */
type Faults = [field: string, fault: Fault][];

const timeFaults = ({ from, until }: Span, field: string): Faults => [
	...(from === "" ? [[`${field}.from`, "time"] as [string, Fault]] : []),
	...(until === "" ? [[`${field}.until`, "time"] as [string, Fault]] : []),
];

const spanFaults = (spans: Span[], field: string): Faults =>
	spans.flatMap((span, index) => {
		const missing = timeFaults(span, `${field}[${index}]`);
		const [from, until] = boundsOf(span);
		const overlaps = spans.slice(0, index).some((earlier) => {
			const [start, end] = boundsOf(earlier);
			return from < end && start < until;
		});
		return overlaps && missing.length === 0 ? [[`${field}[${index}]`, "overlap"] as [string, Fault]] : missing;
	});

const dateFaults = ({ date }: SpecialDayDraft, earlier: SpecialDayDraft[], field: string): Faults => {
	if (date === "") return [[field, "date"]];
	return earlier.some((other) => other.date === date) ? [[field, "twice"]] : [];
};

const itemsFaults = (items: string, field: string): Faults => {
	const count = Number(items);
	return items !== "" && Number.isInteger(count) && count >= 1 && count <= MAX_ITEMS ? [] : [[field, "items"]];
};

/** What the API would refuse, so that each field can say so in the page's language. */
export const faultsOf = (draft: HoursDraft): ReadonlyMap<string, Fault> => {
	const { dayparts, isAlwaysOpen, isUnlimited, items, special, weekly } = draft;
	const ofHours = () => [
		...DAYS.flatMap((day) => spanFaults(weekly[day], `hours.weekly.${day}`)),
		...special.flatMap((day, index) => [
			...dateFaults(day, special.slice(0, index), `hours.special[${index}].date`),
			...spanFaults(day.spans, `hours.special[${index}].spans`),
		]),
	];
	const ofCapacity = () => [
		...itemsFaults(items, "capacity.itemsPer15Minutes"),
		...dayparts.flatMap((part, index) => [
			...timeFaults(part, `capacity.dayparts[${index}]`),
			...itemsFaults(part.items, `capacity.dayparts[${index}].itemsPer15Minutes`),
		]),
	];
	return new Map([...(isAlwaysOpen ? [] : ofHours()), ...(isUnlimited ? [] : ofCapacity())]);
};
