import type { Text } from "../../contracts/notation/common.ts";
import { addDays, dayOf } from "../../lib/domain/hours/time-zone.ts";

const formatted = (at: number, locale: string, zone: string, options: Intl.DateTimeFormatOptions): string =>
	new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(at);

/** A time of the coming days, as seen from `toldAt`: 08:30 tomorrow. */
export const whenText = (at: number, toldAt: number, zone: string): Text => {
	const time = formatted(at, "en-GB", zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
	const day = dayOf(at, zone);
	const today = dayOf(toldAt, zone);
	if (day === today) return { ko: `오늘 ${time}`, en: `${time} today` };
	if (day === addDays(today, 1)) return { ko: `내일 ${time}`, en: `${time} tomorrow` };
	const date = { month: "long", day: "numeric" } as const;
	return { ko: `${formatted(at, "ko-KR", zone, date)} ${time}`, en: `${time} on ${formatted(at, "en-GB", zone, date)}` };
};
