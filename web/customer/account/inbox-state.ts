import { computed } from "@preact/signals";
import type { Notification } from "../../../contracts/notification.ts";
import { post } from "../../shared/api.ts";
import { serverTime } from "../../shared/clock.ts";
import { listen } from "../../shared/live.ts";
import { Problem } from "../../shared/problem.ts";
import { session } from "../../shared/session.ts";
import { PagedList } from "../paged-list.ts";
import { unread } from "./unread.ts";

/** A notification is created a moment after its event. */
const LAG_MS = 500;

export const inbox = new PagedList<Notification>("/v1/notifications", ({ id }) => id);

/** Unread notifications in the loaded list. */
export const unreadInList = computed(() => inbox.items.value?.filter(({ readAt }) => readAt === null).length ?? 0);

/** Clears the list when another account signs in. */
let reader = session.peek()?.account.id;
session.subscribe((current) => {
	if (current?.account.id === reader) return;
	reader = current?.account.id;
	inbox.reset();
});

const mark = (id: string, readAt: string | null): void => {
	inbox.items.value = inbox.items.value?.map((item) => (item.id === id ? { ...item, readAt } : item));
	unread.value = Math.max(0, unread.value + (readAt === null ? 1 : -1));
};

/** Shown as read at once, and as unread again if the request fails. */
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

/** Loads the inbox and reloads it after each event. Returns the function that stops it. */
export function watchInbox(): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	void inbox.load();
	const unsubscribe = listen(({ type }) => {
		if (type === "delivery.moved") return;
		clearTimeout(timer);
		timer = setTimeout(inbox.load, LAG_MS);
	});
	return () => {
		clearTimeout(timer);
		unsubscribe();
	};
}
