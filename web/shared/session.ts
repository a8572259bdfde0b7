import { signal } from "@preact/signals";
import type { Session } from "./api-types.ts";

const KEY = "cortado.session";

const remembered = (): Session | undefined => {
	const text = localStorage.getItem(KEY);
	if (text === null) return undefined;
	const session = JSON.parse(text) as Session;
	return Date.parse(session.expiresAt) > Date.now() ? session : undefined;
};

/** Who is signed in, in every tab of this browser. */
export const session = signal<Session | undefined>(remembered());

/** Whether somebody was signed in until the server said otherwise. */
export const hasEnded = signal(false);

export function begin(started: Session): void {
	localStorage.setItem(KEY, JSON.stringify(started));
	hasEnded.value = false;
	session.value = started;
}

export function end({ byServer = false } = {}): void {
	localStorage.removeItem(KEY);
	hasEnded.value = byServer;
	session.value = undefined;
}

addEventListener("storage", ({ key }) => {
	if (key === KEY) session.value = remembered();
});
