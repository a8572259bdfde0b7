import { useEffect } from "preact/hooks";

/** Polls while the page is visible, since customers get no events about menus. An unchanged resource costs only a 304. */
export function usePolling(resource: { load(): Promise<void> }, everyMs: number): void {
	useEffect(() => {
		const unmounting = new AbortController();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const poll = async () => {
			clearTimeout(timer);
			if (document.hidden) return;
			await resource.load();
			if (!unmounting.signal.aborted) timer = setTimeout(poll, everyMs);
		};
		document.addEventListener("visibilitychange", poll, { signal: unmounting.signal });
		void poll();
		return () => {
			unmounting.abort();
			clearTimeout(timer);
		};
	}, [resource, everyMs]);
}
