import { randomUUID } from "node:crypto";

let lastTime = 0;
let sequence = 0;

/** Sorts by creation time, strictly within one process even when its clock is set back: `ord_0mi8q3k5x00a3f9c2e71b04`. */
export const newId = (prefix: string, ending = newEnding()): string => `${prefix}_${ending}`;

/** For what may be made twice and must be one: the same for the same time and digest (in hex). */
export const endingOf = (at: number, digest: string): string => `${base36(at, 9)}${digest.slice(0, 16)}`;

const newEnding = (): string => {
	const now = Date.now();
	sequence = now > lastTime ? 0 : sequence + 1;
	lastTime = Math.max(now, lastTime);
	return `${base36(lastTime, 9)}${base36(sequence, 4)}${randomUUID().slice(-12)}`;
};

const base36 = (number: number, width: number): string => number.toString(36).padStart(width, "0");
