import { actions } from "./notation/contract.ts";
import { isoTime, named, nullable, oneOf, page, pageOf } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
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

const Sms = Type.Object({
	phone: Type.String(),
	topic: oneOf("sign_up", "password", "invitation"),
	code: Type.Optional(Type.String()),
	language: oneOf("ko", "en"),
});
export type Sms = Static<typeof Sms>;

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
	sms: {
		summary: "Sends a text message about an account; simulated messages are logged",
		guard: "internal",
		input: Sms,
		output: Type.Object({ simulated: Type.Boolean() }),
	},
});

export const notificationProblems = {
	sms_not_sent: problem(
		503,
		"지금은 인증번호를 보낼 수 없습니다. 잠시 후 다시 시도해 주세요.",
		"The text message could not be sent. Try again soon.",
	),
};
