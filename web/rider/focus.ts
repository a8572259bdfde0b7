import { useEffect, useRef } from "preact/hooks";

/** The heading that says what is the case now. */
export const NOW = "now";

/** The focus goes there when the command that had it is gone with what it was about. */
export function useFocusKept(about: string): void {
	const last = useRef<EventTarget | null>(null);
	useEffect(() => {
		const remember = ({ target }: FocusEvent) => {
			last.current = target;
		};
		document.addEventListener("focusin", remember);
		return () => document.removeEventListener("focusin", remember);
	}, []);
	useEffect(() => {
		if (last.current instanceof HTMLElement && !last.current.isConnected) document.getElementById(NOW)?.focus();
	}, [about]);
}
