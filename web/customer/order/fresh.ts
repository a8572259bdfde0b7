import { useEffect } from "preact/hooks";

/** No stream tells customers of menus, so they are asked for while they are looked at. Mostly nothing has changed, and little comes. */
export function useFresh(resource: { load(): Promise<void> }, everyMs: number): void {
	useEffect(() => {
		const leaving = new AbortController();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const look = async () => {
			clearTimeout(timer);
			if (document.hidden) return;
			await resource.load();
			if (!leaving.signal.aborted) timer = setTimeout(look, everyMs);
		};
		document.addEventListener("visibilitychange", look, { signal: leaving.signal });
		void look();
		return () => {
			leaving.abort();
			clearTimeout(timer);
		};
	}, [resource, everyMs]);
}
