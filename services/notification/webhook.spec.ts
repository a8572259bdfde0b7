import { outcome, stateAfter } from "../../test/support/builders/rules.ts";
import { type Attempt, decide, type NewDelivery, type WebhookCommand, type WebhookDelivery, webhookRules } from "./webhook.ts";
import { afterAttempt } from "./webhooks/endpoints.ts";
import { newSecret, sign, signedHeaders } from "./webhooks/signature.ts";

const AT = 1_000;
const DAY = 86_400_000;
const delivery: NewDelivery = { id: "dlv_1", endpointId: "whk_1", messageId: "order/ord_1/1", type: "order.placed", body: "{}" };
const attempt: Attempt = { at: AT, status: 500, error: null, tookMs: 3 };
const deliver: WebhookCommand = { type: "deliver", delivery };
const begin: WebhookCommand = { type: "begin", by: "one" };
const fail: WebhookCommand = { type: "fail", by: "one", attempt };
const succeed: WebhookCommand = { type: "succeed", by: "one", attempt: { ...attempt, status: 204 } };
const giveUp: WebhookCommand = { type: "giveUp", attempt };
const stateOf = (...commands: WebhookCommand[]) => stateAfter(webhookRules, null, commands, AT);

const SITUATIONS: Record<string, WebhookDelivery | null> = {
	nothing: null,
	waiting: stateOf(deliver),
	sending: stateOf(deliver, begin),
	delivered: stateOf(deliver, begin, succeed),
	failed: stateOf(deliver, giveUp),
};
const COMMANDS: WebhookCommand[] = [
	deliver,
	{ type: "begin", by: "two" },
	succeed,
	fail,
	giveUp,
	{ type: "postpone", until: AT + 9 },
	{ type: "again" },
	{ type: "forget" },
];
const EXPECTED: Record<string, Record<string, string>> = {
	nothing: { deliver: "waiting" },
	waiting: { begin: "sending", giveUp: "failed", postpone: "waiting", again: "waiting" },
	sending: { succeed: "delivered", fail: "waiting", giveUp: "failed" },
	delivered: { again: "waiting" },
	failed: { again: "waiting" },
};
const PAIRS = Object.keys(SITUATIONS).flatMap((name) => COMMANDS.map((command) => [name, command.type, command] as const));

describe("a webhook delivery", () => {
	it.each(PAIRS)("%s: %s", (name, type, command) => {
		expect(outcome(decide(SITUATIONS[name]!, command, AT))).toBe(EXPECTED[name]![type] ?? "ignored");
	});

	it("is tried eight times: two retries within 30 s, then over hours", () => {
		let delivery = SITUATIONS.waiting!;
		const waits: number[] = [];
		for (let at = AT; delivery.status === "waiting"; at = delivery.nextAt ?? at) {
			delivery = stateAfter(webhookRules, delivery, [begin, fail], at);
			if (delivery.nextAt !== null) waits.push((delivery.nextAt - at) / 1_000);
		}

		expect(waits).toEqual([5, 25, 300, 1_800, 7_200, 18_000, 36_000]);
		expect(delivery).toMatchObject({ status: "failed", tries: 8 });
		expect(delivery.attempts).toHaveLength(8);
	});

	it("is due at once, at the end of a lease, and for removal after 30 days", () => {
		expect(webhookRules.due!(SITUATIONS.waiting!)).toEqual({ at: AT, command: { type: "begin" } });
		expect(webhookRules.due!(SITUATIONS.sending!)).toEqual({ at: AT + 15_000, command: { type: "begin" } });
		expect(webhookRules.due!(SITUATIONS.delivered!)).toEqual({ at: AT + 30 * DAY, command: { type: "forget" } });
	});

	it("keeps only the latest 20 attempts", () => {
		const rounds = Array.from({ length: 30 }, (): WebhookCommand[] => [begin, giveUp, { type: "again" }]);

		expect(stateOf(deliver, ...rounds.flat()).attempts).toHaveLength(20);
	});
});

describe("an endpoint", () => {
	const endpoint = {
		url: "https://a.example/",
		events: ["*"],
		secret: "",
		status: "active",
		failingSince: null,
		createdAt: 0,
		version: 1,
	} as const;
	const active = { ...endpoint, events: ["*"] };

	it("is paused after three days of failures", () => {
		const failing = afterAttempt(active, false, AT);

		expect(failing).toMatchObject({ status: "active", failingSince: AT });
		expect(afterAttempt(failing, false, AT + 3 * DAY - 1)).toBe(failing);
		expect(afterAttempt(failing, false, AT + 3 * DAY)).toMatchObject({ status: "paused", failingSince: AT });
	});

	it("is active again after a success", () => {
		const paused = { ...active, status: "paused" as const, failingSince: AT };

		expect(afterAttempt(paused, true, AT + 5 * DAY)).toEqual(active);
		expect(afterAttempt(active, true, AT)).toBe(active);
	});
});

describe("signatures", () => {
	it("match the Standard Webhooks specification", () => {
		// The example from the specification's reference libraries.
		const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

		expect(sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, '{"test": 2432232314}')).toBe(
			"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
		);
	});

	it("are sent with id and time, and secrets are unique", () => {
		expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
		expect(newSecret()).not.toBe(newSecret());
		expect(signedHeaders(newSecret(), "order/ord_1/1", "{}", 1_999)).toMatchObject({
			"webhook-id": "order/ord_1/1",
			"webhook-timestamp": "1",
		});
	});
});
