import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE_MS } from "./patience.ts";

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 50;

/** Repeats the check until it no longer throws. At the timeout, throws its last error. */
export const eventually = async <T>(check: () => T | Promise<T>): Promise<T> => {
	const until = Date.now() + PATIENCE_MS;
	for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.2, LONGEST_PAUSE_MS)) {
		try {
			return await check();
		} catch (error) {
			if (Date.now() > until) throw error;
			await sleep(pause);
		}
	}
};
