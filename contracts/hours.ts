import { isoTime, nullable, text, time } from "./notation/fields.ts";
import Type, { type Static } from "./notation/schema.ts";

/** Opening hours of a store. All times of day are those of the installation's time zone. */

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const timeOfDay = Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", maxLength: 5 });

export const Span = Type.Object({ from: timeOfDay, until: timeOfDay });
export type Span = Static<typeof Span>;

const spans = Type.Array(Span, { maxItems: 8 });
const weekly = Type.Object(
	{
		monday: Type.Optional(spans),
		tuesday: Type.Optional(spans),
		wednesday: Type.Optional(spans),
		thursday: Type.Optional(spans),
		friday: Type.Optional(spans),
		saturday: Type.Optional(spans),
		sunday: Type.Optional(spans),
	},
	{
		description:
			"The spans that begin on each day. `until` at or before `from` is on the next day: 18:00 to 02:00; 00:00 to 00:00 is a whole day. A day that is left out is closed.",
	},
);

const SpecialDay = Type.Object({
	date: Type.String({ pattern: "^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", maxLength: 10 }),
	spans: Type.Array(Span, { maxItems: 8, description: "They take the place of the weekday's. Empty: closed." }),
});

export const OpeningHours = Type.Object({
	weekly,
	special: Type.Optional(Type.Array(SpecialDay, { maxItems: 100, description: "Single days that differ, such as holidays." })),
});
export type OpeningHours = Static<typeof OpeningHours>;

const items = Type.Integer({ minimum: 1, maximum: 1_000 });
/** How much a store can make. */
export const Capacity = Type.Object({
	itemsPer15Minutes: items,
	dayparts: Type.Optional(
		Type.Array(Type.Object({ from: timeOfDay, until: timeOfDay, itemsPer15Minutes: items }), {
			maxItems: 12,
			description: "Times of the day with more or fewer hands; the first that matches counts.",
		}),
	),
});
export type Capacity = Static<typeof Capacity>;
const unlimited = { description: "Items that the store can make in a quarter of an hour. Null: not limited." };

/** In messages, where `at` is a number. */
export const ClosedUntil = Type.Object({ at: time, reason: nullable(Type.String()) });
export type ClosedUntil = Static<typeof ClosedUntil>;

const alwaysOpen = { description: "Null: open at all times." };

/** In messages. Stores of earlier versions have no hours. */
export const hoursInMessages = {
	hours: Type.Optional(nullable(OpeningHours, alwaysOpen)),
	closedUntil: Type.Optional(nullable(ClosedUntil)),
	capacity: Type.Optional(nullable(Capacity, unlimited)),
};

/** In the API. */
export const hoursView = {
	hours: nullable(OpeningHours, alwaysOpen),
	closedUntil: nullable(Type.Object({ at: isoTime, reason: nullable(Type.String()) })),
	capacity: nullable(Capacity, unlimited),
	openNow: Type.Boolean({ description: "Takes orders at the time of the answer: `open`, within its hours, and not closed for a while." }),
	opensAt: nullable(isoTime, { description: "When it takes orders again; null if it does now, or if that is unknown." }),
	closesAt: nullable(isoTime, { description: "When it stops taking orders; null if it does not now, or if that is unknown." }),
};

/** What staff may set. */
export const hoursInput = {
	hours: Type.Optional(nullable(OpeningHours, alwaysOpen)),
	capacity: Type.Optional(nullable(Capacity, unlimited)),
	closedUntil: Type.Optional(
		nullable(Type.Object({ at: Type.String({ format: "date-time", maxLength: 40 }), reason: Type.Optional(text(200)) }), {
			description: "Closed until this time, whatever the hours say. Null opens again.",
		}),
	),
};
