import type { Line } from "../../../contracts/notation/common.ts";
import { preparation } from "../preparation-time.ts";

const MINUTE = 60_000;
/** Scheduled orders are for the beginning of a quarter of an hour; the offsets of all time zones are whole quarters. */
export const SLOT = 15 * MINUTE;
export const MAX_AHEAD = 7 * 24 * 60 * MINUTE;

export const slotOf = (at: number): number => Math.floor(at / SLOT) * SLOT;

/** The orders of one slot are made in the quarter of an hour before it, and one order not before the time that it takes. */
export const entersQueueAt = (readyAt: number, lines: Pick<Line, "prepSeconds" | "quantity">[]): number =>
	readyAt - preparation(lines) - SLOT;
