import { setTimeout as sleep } from "node:timers/promises";

/** Runs the check until it no longer throws; its last failure is the test's. */
export const eventually = async <T>(check: () => T | Promise<T>, within = 5_000): Promise<T> => {
	const until = Date.now() + within;
	for (;;) {
		try {
			return await check();
		} catch (error) {
			if (Date.now() > until) throw error;
			await sleep(5);
		}
	}
};
