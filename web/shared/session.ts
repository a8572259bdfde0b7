import { signal } from "@preact/signals";
import type { Session } from "../../contracts/account.ts";

/** Each page has its own session, so one browser can be signed in as a customer and as a store. */
const PAGE = location.pathname.split("/")[1] || "customer";
const KEY = `cortado.session.${PAGE}`;
const ENDED = `${KEY}.ended`;

const storedSession = (): Session | undefined => {
	const text = localStorage.getItem(KEY);
	if (text === null) return undefined;
	const session = JSON.parse(text) as Session;
	return Date.parse(session.expiresAt) > Date.now() ? session : undefined;
};

/** The current session, shared by all tabs of this page. */
export const session = signal<Session | undefined>(storedSession());

const readEnded = (): boolean => localStorage.getItem(ENDED) !== null;

/** Whether the server has ended the session, in this or another tab. */
export const hasEnded = signal(readEnded());

export function startSession(started: Session): void {
	localStorage.setItem(KEY, JSON.stringify(started));
	localStorage.removeItem(ENDED);
	hasEnded.value = false;
	session.value = started;
}

export function endSession({ byServer = false } = {}): void {
	if (byServer) localStorage.setItem(ENDED, "yes");
	localStorage.removeItem(KEY);
	hasEnded.value = byServer;
	session.value = undefined;
}

addEventListener("storage", ({ key }) => {
	if (key !== KEY) return;
	hasEnded.value = readEnded();
	session.value = storedSession();
});
