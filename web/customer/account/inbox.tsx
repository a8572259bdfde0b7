import { useEffect } from "preact/hooks";
import type { Notification } from "../../../contracts/notification.ts";
import { dayAndTime } from "../../shared/format.ts";
import { linkTo } from "../../shared/route.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { savedAccount } from "./account-language.ts";
import { inbox, read, readAll, unreadInList, watchInbox } from "./inbox-state.ts";
import { More } from "./more.tsx";
import { texts } from "./my-texts.ts";
import "./mypage.css";

const Entry = ({ notification }: { notification: Notification }) => {
	const { createdAt, message, orderId, readAt, title } = notification;
	return (
		<li>
			<a class={`notification${readAt === null ? " new" : ""}`} href={linkTo("orders", orderId)} onClick={() => void read(notification)}>
				<span class="row between">
					<strong>
						{readAt === null && <span class="unseen">{texts.value.unread}: </span>}
						{title}
					</strong>
					<time class="muted small" dateTime={createdAt}>
						{dayAndTime(createdAt)}
					</time>
				</span>
				<span>{message}</span>
			</a>
		</li>
	);
};

/** Notifications, newest first. Opening one marks it as read. */
export const Inbox = () => {
	useEffect(watchInbox, [savedAccount.value?.language]);
	const items = inbox.items.value;
	return (
		<article class="stack inbox narrow">
			<div class="row between">
				<h2>{texts.value.inbox}</h2>
				{unreadInList.value > 0 && <Button onPress={readAll}>{texts.value.allRead}</Button>}
			</div>
			<p class="muted small" role="status">
				{unreadInList.value > 0 && texts.value.unreadCount(unreadInList.value)}
			</p>
			{!items && !inbox.problem.value && <Skeleton lines={6} />}
			{items?.length === 0 && <p class="card">{texts.value.noNotifications}</p>}
			<ul class="stack">
				{items?.map((notification) => (
					<Entry key={notification.id} notification={notification} />
				))}
			</ul>
			<More pages={inbox} />
		</article>
	);
};
