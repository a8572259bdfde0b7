/** Lets the time of clocks and timers pass so many times faster; not that of `node:timers/promises`. */
export const hasten = (factor: number): void => {
	const { now } = Date;
	const { setInterval, setTimeout } = globalThis;
	const begun = now();
	Date.now = () => Math.floor(begun + (now() - begun) * factor);
	globalThis.setTimeout = ((task: () => void, ms = 0, ...rest: []) => setTimeout(task, ms / factor, ...rest)) as typeof setTimeout;
	globalThis.setInterval = ((task: () => void, ms = 0, ...rest: []) => setInterval(task, ms / factor, ...rest)) as typeof setInterval;
};
