import { effect, signal } from "@preact/signals";
import type { Notification } from "../../../contracts/notification.ts";
import { get } from "../../shared/api.ts";
import { listen } from "../../shared/live.ts";
import { Problem } from "../../shared/problem.ts";
import { route } from "../../shared/route.ts";
import { session } from "../../shared/session.ts";

/** A notification is created a moment after its event, and marked as read a moment after it is opened. */
const SETTLING_MS = 1_000;

/** Counts among the newest 50 only. */
export const unread = signal(0);

let timer: ReturnType<typeof setTimeout> | undefined;

const count = async (): Promise<void> => {
	try {
		const { items } = await get<{ items: Notification[] }>("/v1/notifications?limit=50");
		unread.value = items.filter(({ readAt }) => readAt === null).length;
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
	}
};

const countSoon = (): void => {
	clearTimeout(timer);
	timer = setTimeout(() => session.value && void count(), SETTLING_MS);
};

/** Recounts after every event and navigation. A rider's position notifies nobody. */
export function countUnread(): void {
	effect(() => {
		void route.value;
		if (session.value) countSoon();
		else unread.value = 0;
	});
	listen(({ type }) => type !== "delivery.moved" && countSoon());
}
