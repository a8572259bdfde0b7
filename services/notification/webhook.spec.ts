import { outcome, told } from "../../test/support/builders/rules.ts";
import { type Attempt, type Delivery, type DeliveryCommand, decide, deliveryRules, type Parcel } from "./webhook.ts";
import { heardOf } from "./webhooks/endpoints.ts";
import { newSecret, sign, signedHeaders } from "./webhooks/signature.ts";

const AT = 1_000;
const DAY = 86_400_000;
const parcel: Parcel = { id: "dlv_1", endpointId: "whk_1", messageId: "order/ord_1/1", type: "order.placed", body: "{}" };
const attempt: Attempt = { at: AT, status: 500, error: null, tookMs: 3 };
const deliver: DeliveryCommand = { type: "deliver", parcel };
const begin: DeliveryCommand = { type: "begin", by: "one" };
const fail: DeliveryCommand = { type: "fail", by: "one", attempt };
const succeed: DeliveryCommand = { type: "succeed", by: "one", attempt: { ...attempt, status: 204 } };
const giveUp: DeliveryCommand = { type: "giveUp", attempt };
const having = (...commands: DeliveryCommand[]) => told(deliveryRules, null, commands, AT);

const SITUATIONS: Record<string, Delivery | null> = {
	nothing: null,
	waiting: having(deliver),
	sending: having(deliver, begin),
	delivered: having(deliver, begin, succeed),
	failed: having(deliver, giveUp),
};
const COMMANDS: DeliveryCommand[] = [
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

describe("a delivery", () => {
	it.each(PAIRS)("%s: %s", (name, type, command) => {
		expect(outcome(decide(SITUATIONS[name]!, command, AT))).toBe(EXPECTED[name]![type] ?? "ignored");
	});

	it("is tried eight times, twice again within 30 s, and then over hours", () => {
		let delivery = SITUATIONS.waiting!;
		const waits: number[] = [];
		for (let at = AT; delivery.status === "waiting"; at = delivery.nextAt ?? at) {
			delivery = told(deliveryRules, delivery, [begin, fail], at);
			if (delivery.nextAt !== null) waits.push((delivery.nextAt - at) / 1_000);
		}

		expect(waits).toEqual([5, 25, 300, 1_800, 7_200, 18_000, 36_000]);
		expect(delivery).toMatchObject({ status: "failed", tries: 8 });
		expect(delivery.attempts).toHaveLength(8);
	});

	it("is due at once, at the end of a lease, and for 30 days more to be forgotten", () => {
		expect(deliveryRules.due!(SITUATIONS.waiting!)).toEqual({ at: AT, command: { type: "begin" } });
		expect(deliveryRules.due!(SITUATIONS.sending!)).toEqual({ at: AT + 15_000, command: { type: "begin" } });
		expect(deliveryRules.due!(SITUATIONS.delivered!)).toEqual({ at: AT + 30 * DAY, command: { type: "forget" } });
	});

	it("keeps what came of the latest attempts only", () => {
		const rounds = Array.from({ length: 30 }, (): DeliveryCommand[] => [begin, giveUp, { type: "again" }]);

		expect(having(deliver, ...rounds.flat()).attempts).toHaveLength(20);
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

	it("is paused when nothing has arrived for three days", () => {
		const failing = heardOf(active, false, AT);

		expect(failing).toMatchObject({ status: "active", failingSince: AT });
		expect(heardOf(failing, false, AT + 3 * DAY - 1)).toBe(failing);
		expect(heardOf(failing, false, AT + 3 * DAY)).toMatchObject({ status: "paused", failingSince: AT });
	});

	it("is as good as new when something arrives", () => {
		const paused = { ...active, status: "paused" as const, failingSince: AT };

		expect(heardOf(paused, true, AT + 5 * DAY)).toEqual(active);
		expect(heardOf(active, true, AT)).toBe(active);
	});
});

describe("signatures", () => {
	it("are those of Standard Webhooks", () => {
		// The example of the specification's reference libraries.
		const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

		expect(sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, '{"test": 2432232314}')).toBe(
			"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
		);
	});

	it("come with id and seconds, under secrets of their own", () => {
		expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
		expect(newSecret()).not.toBe(newSecret());
		expect(signedHeaders(newSecret(), "order/ord_1/1", "{}", 1_999)).toMatchObject({
			"webhook-id": "order/ord_1/1",
			"webhook-timestamp": "1",
		});
	});
});
