import type { Customer } from "../../../contracts/customer-level.ts";

type Level = Customer["level"];

const LEVELS: readonly Level[] = ["Bronze", "Silver", "Gold", "Platinum", "Diamond"];

/** The next level; undefined at the top. */
export const levelAfter = (level: Level): Level | undefined => LEVELS[LEVELS.indexOf(level) + 1];

/** Progress to the next level from 0 to 1, counted from the first cup. */
export const shareDone = (score: number, left: number): number => Math.min(1, Math.max(0, score / Math.max(1, score + left)));
