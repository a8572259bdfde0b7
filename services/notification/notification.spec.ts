import type { Decision } from "../../lib/actor/rules.ts";
import { stateAfter } from "../../test/support/builders/rules.ts";
import { decide, type Notice, type Notification, type NotificationCommand, notificationRules } from "./notification.ts";

const notice: Notice = {
	id: "ntf_1",
	customerId: "acc_1",
	orderId: "ord_1",
	type: "order.ready",
	status: "ready",
	topic: "order.ready",
	facts: { number: "A-12", amount: 10_000, reason: null },
	createdAt: 5,
};
const AT = 1_000;
const begin: NotificationCommand = { type: "begin", by: "one" };
const refuse = (fallBack: boolean): NotificationCommand => ({ type: "refuse", by: "one", error: "400", fallBack });
const stateOf = (...commands: NotificationCommand[]) => stateAfter(notificationRules, null, commands, AT);
const notify = (byPhone: boolean): NotificationCommand => ({ type: "notify", notice, byPhone });
const phoneMessageAfter = (decision: Decision<Notification>) => (decision.kind === "become" ? decision.state.phoneMessage : decision.kind);

const SITUATIONS: Record<string, Notification | null> = {
	nothing: null,
	unread: stateOf(notify(false)),
	read: stateOf(notify(false), { type: "read" }),
	"waiting to be sent": stateOf(notify(true)),
	"being sent": stateOf(notify(true), begin),
	sent: stateOf(notify(true), begin, { type: "succeed", by: "one" }),
	"given up": stateOf(notify(true), begin, { type: "giveUp", by: "one", error: "no phone" }),
};
const COMMANDS: NotificationCommand[] = [
	notify(true),
	{ type: "read" },
	{ type: "begin", by: "two" },
	{ type: "succeed", by: "one" },
	{ type: "fail", by: "one", error: "500" },
	refuse(true),
	{ type: "giveUp", by: "one", error: "x" },
];
const HAS_EFFECT: Record<string, string[]> = {
	nothing: ["notify"],
	unread: ["read"],
	read: [],
	"waiting to be sent": ["read", "begin", "giveUp"],
	"being sent": ["read", "succeed", "fail", "refuse", "giveUp"],
	sent: ["read"],
	"given up": ["read"],
};
const PAIRS = Object.keys(SITUATIONS).flatMap((name) => COMMANDS.map((command) => [name, command.type, command] as const));

describe("a notification", () => {
	it.each(PAIRS)("that is %s: %s", (name, type, command) => {
		const decision = decide(SITUATIONS[name]!, command, AT);

		expect(decision.kind).toBe(HAS_EFFECT[name]!.includes(type) ? "become" : "ignore");
	});

	it("is created once and publishes nothing", () => {
		expect(decide(null, notify(false), AT)).toEqual({ kind: "become", emits: [], state: { ...notice, readAt: null, phoneMessage: null } });
	});

	it("keeps the time of the first read", () => {
		expect(stateOf(notify(false), { type: "read" }).readAt).toBe(AT);
	});

	it("has no timer if it is only for the inbox", () => {
		expect(notificationRules.due!(SITUATIONS.unread!)).toBeUndefined();
		expect(notificationRules.due!(SITUATIONS.sent!)).toBeUndefined();
	});

	it("is due at once, 5 s after a failure, and at the end of the lease while sending", () => {
		const failed = stateOf(notify(true), begin, { type: "fail", by: "one", error: "500" });

		expect(notificationRules.due!(SITUATIONS["waiting to be sent"]!)?.at).toBe(AT);
		expect(notificationRules.due!(SITUATIONS["being sent"]!)?.at).toBe(AT + 10_000);
		expect(notificationRules.due!(failed)?.at).toBe(AT + 5_000);
		expect(failed.phoneMessage?.error).toBe("500");
	});

	it("falls back to SMS if Alimtalk is refused and the fallback is on", () => {
		const sending = SITUATIONS["being sent"]!;

		expect(phoneMessageAfter(decide(sending, refuse(true), AT))).toMatchObject({ status: "waiting", channel: "sms", tries: 0, nextAt: AT });
		expect(phoneMessageAfter(decide(sending, refuse(false), AT))).toMatchObject({ status: "failed", channel: "alimtalk" });
	});

	it("fails if the SMS is refused too", () => {
		const sms = stateOf(notify(true), begin, refuse(true), begin);

		expect(phoneMessageAfter(decide(sms, refuse(true), AT))).toMatchObject({ status: "failed", channel: "sms" });
	});
});
