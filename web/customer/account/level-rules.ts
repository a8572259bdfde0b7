import type { Customer } from "../../../contracts/customer-level.ts";

type Level = Customer["level"];

const LEVELS: readonly Level[] = ["Bronze", "Silver", "Gold", "Platinum", "Diamond"];

/** Which level comes next; undefined at the top. */
export const levelAfter = (level: Level): Level | undefined => LEVELS[LEVELS.indexOf(level) + 1];

/** How much of the way to the next level is done, since the first cup. */
export const shareDone = (score: number, left: number): number => Math.min(1, Math.max(0, score / Math.max(1, score + left)));
