import { actions } from "./notation/contract.ts";
import { isoTime, named, nullable, page, pageOf } from "./notation/fields.ts";
import Type, { type Static } from "./notation/schema.ts";

/** A notification in the API, in the recipient's language. */
export const Notification = named("Notification", {
	id: Type.String(),
	orderId: Type.String(),
	type: Type.String(),
	status: Type.String(),
	title: Type.String(),
	message: Type.String(),
	createdAt: isoTime,
	readAt: nullable(isoTime),
});
export type Notification = Static<typeof Notification>;

export const notification = actions("notification", {
	list: {
		summary: "Lists the caller's notifications, newest first",
		route: "GET /v1/notifications",
		guard: "signedIn",
		input: Type.Object(page),
		output: pageOf(Notification),
	},
	read: {
		summary: "Marks a notification as read",
		route: "POST /v1/notifications/:notificationId/read",
		guard: "signedIn",
		input: Type.Object({ notificationId: Type.String({ pattern: "^ntf_[0-9a-z]{10,40}$", maxLength: 50 }) }),
		output: Notification,
	},
});
