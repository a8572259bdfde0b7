/** Speeds up `Date.now` and global timers by a factor; `node:timers/promises` keeps its pace. */
export const speedUpClock = (factor: number): void => {
	const { now } = Date;
	const { setInterval, setTimeout } = globalThis;
	const startedAt = now();
	Date.now = () => Math.floor(startedAt + (now() - startedAt) * factor);
	globalThis.setTimeout = ((task: () => void, ms = 0, ...rest: []) => setTimeout(task, ms / factor, ...rest)) as typeof setTimeout;
	globalThis.setInterval = ((task: () => void, ms = 0, ...rest: []) => setInterval(task, ms / factor, ...rest)) as typeof setInterval;
};
