import { signal } from "@preact/signals";
import type { Session } from "../../contracts/account.ts";

/** Each page has its own: who tries a store's board beside the customer's page is two people in one browser. */
const PAGE = location.pathname.split("/")[1] || "customer";
const KEY = `cortado.session.${PAGE}`;
const ENDED = `${KEY}.ended`;

const remembered = (): Session | undefined => {
	const text = localStorage.getItem(KEY);
	if (text === null) return undefined;
	const session = JSON.parse(text) as Session;
	return Date.parse(session.expiresAt) > Date.now() ? session : undefined;
};

/** Who is signed in, in every tab of this page. */
export const session = signal<Session | undefined>(remembered());

const wasEnded = (): boolean => localStorage.getItem(ENDED) !== null;

/** Whether somebody was signed in until the server said otherwise, to whichever tab. */
export const hasEnded = signal(wasEnded());

export function begin(started: Session): void {
	localStorage.setItem(KEY, JSON.stringify(started));
	localStorage.removeItem(ENDED);
	hasEnded.value = false;
	session.value = started;
}

export function end({ byServer = false } = {}): void {
	if (byServer) localStorage.setItem(ENDED, "yes");
	localStorage.removeItem(KEY);
	hasEnded.value = byServer;
	session.value = undefined;
}

addEventListener("storage", ({ key }) => {
	if (key !== KEY) return;
	hasEnded.value = wasEnded();
	session.value = remembered();
});
