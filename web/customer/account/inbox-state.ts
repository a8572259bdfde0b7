import { computed } from "@preact/signals";
import type { Notification } from "../../../contracts/notification.ts";
import { post } from "../../shared/api.ts";
import { serverTime } from "../../shared/clock.ts";
import { listen } from "../../shared/live.ts";
import { Problem } from "../../shared/problem.ts";
import { session } from "../../shared/session.ts";
import { Pages } from "../pages.ts";
import { unread } from "./unread.ts";

/** A notification is made of the news, a moment after them. */
const LAG_MS = 500;

export const inbox = new Pages<Notification>("/v1/notifications", ({ id }) => id);

/** Of those that are shown. */
export const unreadHere = computed(() => inbox.items.value?.filter(({ readAt }) => readAt === null).length ?? 0);

/** It is somebody's: whoever signs in next begins with nothing. */
let reader = session.peek()?.account.id;
session.subscribe((current) => {
	if (current?.account.id === reader) return;
	reader = current?.account.id;
	inbox.forget();
});

const mark = (id: string, readAt: string | null): void => {
	inbox.items.value = inbox.items.value?.map((item) => (item.id === id ? { ...item, readAt } : item));
	unread.value = Math.max(0, unread.value + (readAt === null ? 1 : -1));
};

/** Shown as read at once; unread again if nobody could be told. */
export async function read({ id, readAt }: Notification): Promise<void> {
	if (readAt !== null) return;
	mark(id, new Date(serverTime()).toISOString());
	try {
		await post(`/v1/notifications/${id}/read`, undefined, `read-${id}`);
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		mark(id, null);
	}
}

export async function readAll(): Promise<void> {
	for (const notification of inbox.items.value ?? []) await read(notification);
}

/** For as long as somebody looks at it, or at how many there are. */
export function watchInbox(): () => void {
	let loading: ReturnType<typeof setTimeout> | undefined;
	void inbox.load();
	const deaf = listen(() => {
		clearTimeout(loading);
		loading = setTimeout(inbox.load, LAG_MS);
	});
	return () => {
		clearTimeout(loading);
		deaf();
	};
}
