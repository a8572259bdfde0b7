import { randomUUID } from "node:crypto";

let lastTime = 0;
let sequence = 0;

/** Creates an id such as `ord_0mi8q3k5x00a3f9c2e71b04`. Ids sort by creation time; within a process strictly, even if the clock is set back. */
export const newId = (prefix: string, ending = newEnding()): string => `${prefix}_${ending}`;

/** A deterministic ending: the same time and hex digest give the same id, so that repeated attempts create one resource. */
export const endingOf = (at: number, digest: string): string => `${base36(at, 9)}${digest.slice(0, 16)}`;

/** Sorts before every id that is created at this time or later, and after all earlier ones. */
export const boundOf = (prefix: string, at: number): string => `${prefix}_${base36(at, 9)}`;

/** When an id was created; NaN if it is no such id. */
export const createdAt = (id: string): number => Number.parseInt(/_([0-9a-z]{9})/.exec(id)?.[1] ?? "", 36);

const newEnding = (): string => {
	const now = Date.now();
	sequence = now > lastTime ? 0 : sequence + 1;
	lastTime = Math.max(now, lastTime);
	return `${base36(lastTime, 9)}${base36(sequence, 4)}${randomUUID().slice(-12)}`;
};

const base36 = (number: number, width: number): string => number.toString(36).padStart(width, "0");
