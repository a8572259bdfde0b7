import { useEffect, useRef } from "preact/hooks";

/** The id of the heading that shows the rider's current state. */
export const HEADING_ID = "now";

/** Moves the focus to the heading when `state` changes and the focused element was removed with the old state. */
export function useFocusFallback(state: string): void {
	const last = useRef<EventTarget | null>(null);
	useEffect(() => {
		const record = ({ target }: FocusEvent) => {
			last.current = target;
		};
		document.addEventListener("focusin", record);
		return () => document.removeEventListener("focusin", record);
	}, []);
	useEffect(() => {
		if (last.current instanceof HTMLElement && !last.current.isConnected) document.getElementById(HEADING_ID)?.focus();
	}, [state]);
}
