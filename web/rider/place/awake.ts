/** A phone that sleeps does not say where it is. Until the function that is returned is called. */
export function stayAwake(): () => void {
	const stopping = new AbortController();
	const { signal } = stopping;
	const ask = async () => {
		if (document.hidden) return;
		const lock = await navigator.wakeLock?.request("screen").catch(() => undefined); // a low battery may forbid it
		if (signal.aborted) void lock?.release();
		else signal.addEventListener("abort", () => void lock?.release());
	};
	document.addEventListener("visibilitychange", () => void ask(), { signal });
	void ask();
	return () => stopping.abort();
}
