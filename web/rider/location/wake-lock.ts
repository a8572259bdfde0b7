/** Keeps the screen on, because a sleeping phone reports no position. Returns a function that releases it. */
export function keepAwake(): () => void {
	const released = new AbortController();
	const { signal } = released;
	const request = async () => {
		if (document.hidden) return;
		const lock = await navigator.wakeLock?.request("screen").catch(() => undefined); // a low battery can refuse it
		if (signal.aborted) void lock?.release();
		else signal.addEventListener("abort", () => void lock?.release());
	};
	document.addEventListener("visibilitychange", () => void request(), { signal });
	void request();
	return () => released.abort();
}
