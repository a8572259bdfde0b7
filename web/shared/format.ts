import { language } from "./i18n.ts";

const ZONE = "Asia/Seoul";
const locale = () => (language.value === "ko" ? "ko-KR" : "en-GB");

/** 5,000원, ₩5,000 */
export const won = (amount: number): string => {
	const digits = amount.toLocaleString("ko-KR");
	return language.value === "ko" ? `${digits}원` : `₩${digits}`;
};

/** 09:48 */
export const clockTime = (at: string | number): string =>
	new Intl.DateTimeFormat(locale(), { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));

/** 09:48:07 */
export const exactTime = (at: string | number): string =>
	new Intl.DateTimeFormat(locale(), { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(
		new Date(at),
	);

/** 11월 21일 09:48 */
export const dayAndTime = (at: string | number): string =>
	new Intl.DateTimeFormat(locale(), {
		timeZone: ZONE,
		month: "short",
		day: "numeric",
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
	}).format(new Date(at));

/** 2026-11-21, as the API names days. */
export const dayInZone = (at: string | number): string => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(new Date(at));

/** 11월 21일 (토) */
export const dayName = (at: string | number): string =>
	new Intl.DateTimeFormat(locale(), { timeZone: ZONE, month: "short", day: "numeric", weekday: "short" }).format(new Date(at));

const UNITS = {
	ko: { second: "초", minute: "분", hour: "시간", day: "일" },
	en: { second: " s", minute: " min", hour: " h", day: " d" },
};

/** A length of time in its largest unit: 40초, 6분, 3시간. */
export const duration = (ms: number): string => {
	const seconds = Math.max(0, Math.round(ms / 1_000));
	const units = UNITS[language.value];
	if (seconds < 60) return `${seconds}${units.second}`;
	if (seconds < 3_600) return `${Math.round(seconds / 60)}${units.minute}`;
	if (seconds < 86_400) return `${Math.round(seconds / 3_600)}${units.hour}`;
	return `${Math.round(seconds / 86_400)}${units.day}`;
};

/** A countdown: 0:24. */
export const countdown = (ms: number): string => {
	const seconds = Math.max(0, Math.ceil(ms / 1_000));
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

export const kilometres = (km: number): string => `${km.toFixed(1)} km`;
export const kilograms = (kg: number): string => `${kg} kg`;
