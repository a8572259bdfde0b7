import { Stripe } from "stripe";
import { available, startStripeMock } from "../../../scripts/servers/stripe-mock.ts";
import { needs } from "../../../test/support/needs.ts";
import { StripeStandIn, TOKENS } from "../../../test/support/stand-ins/stripe-stand-in.ts";
import type { Charge, Provider } from "./provider.ts";
import { providerSuite } from "./providers.suite.ts";
import { StripeProvider } from "./stripe.ts";

const NOWHERE = "http://127.0.0.1:1";
const WEBHOOK_SECRET = "whsec_test";
const charge: Charge = { id: "ord_1/1", orderId: "ord_1", amount: 9_000, method: "card", reference: null };

const open = (apiUrl: string, warnings: string[] = [], timeoutMs = 1_500) =>
	new StripeProvider({
		secretKey: "sk_test_123",
		webhookSecret: WEBHOOK_SECRET,
		apiUrl,
		timeoutMs,
		warn: (text) => void warnings.push(text),
	});

describe("Stripe", () => {
	let standIn: StripeStandIn;
	let stripe: StripeProvider;
	let warnings: string[];

	beforeEach(async () => {
		standIn = await StripeStandIn.start();
		warnings = [];
		stripe = open(standIn.url, warnings);
	});

	afterEach(() => standIn.stop());

	providerSuite(async () => ({
		provider: {
			charge: (charge, token) => (token === "down" ? open(NOWHERE) : stripe).charge(charge, token),
			lookUp: (charge) => stripe.lookUp(charge),
			refund: (charge) => stripe.refund(charge),
		} satisfies Provider,
		tokens: { ...TOKENS, down: "down" },
		wait: async () => standIn.settle(),
		balance: async (orderId) => standIn.balance(orderId),
	}));

	const lines = () => standIn.requests.map(({ line }) => line);

	it("is called with whole won, the attempt's idempotency keys and no customer action", async () => {
		const { reference } = await stripe.charge(charge, TOKENS.ok);
		await stripe.refund({ ...charge, reference });

		const metadata = { "metadata[attemptId]": "ord_1/1", "metadata[orderId]": "ord_1" };
		const methods = { "automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never" };
		expect(standIn.requests).toEqual([
			{ line: "POST /v1/payment_intents", key: "ord_1/1", form: { amount: "9000", currency: "krw", ...methods, ...metadata } },
			{
				line: `POST /v1/payment_intents/${reference}/confirm`,
				key: "ord_1/1/confirm",
				form: { payment_method: "pm_card_visa", error_on_requires_action: "true" },
			},
			{ line: "GET /v1/refunds", key: undefined, form: { payment_intent: reference, limit: "100" } },
			{ line: "POST /v1/refunds", key: "ord_1/1/refund", form: { payment_intent: reference, amount: "9000", ...metadata } },
		]);
	});

	it.each([
		["its key is wrong", { status: 401, body: { error: { type: "invalid_request_error", message: "Invalid API Key" } } }],
		["it is broken", { status: 500, body: { error: { type: "api_error", message: "Something broke" } } }],
		["it limits the rate", { status: 429, body: { error: { type: "invalid_request_error", message: "Slow down" } } }],
	])("has charged nothing if %s before the confirmation, and warns why", async (_, broken) => {
		standIn.broken = broken;

		expect(await stripe.charge(charge, TOKENS.ok)).toEqual({ outcome: "none", reference: null });
		expect(lines()).toEqual(["POST /v1/payment_intents"]);
		expect(warnings).toEqual([expect.stringContaining(broken.body.error.message)]);
	});

	it("waits for a response until its timeout", async () => {
		const impatient = open(standIn.url, warnings, 100);

		const { outcome, reference } = await impatient.charge(charge, TOKENS.slow);

		expect({ outcome, reference }).toEqual({ outcome: "unknown", reference: "pi_1" });
		expect(await stripe.lookUp({ ...charge, reference })).toMatchObject({ outcome: "unknown" });
		standIn.settle();
		expect(await stripe.lookUp({ ...charge, reference })).toMatchObject({ outcome: "approved", reference });
	});

	it("throws when a look-up fails", async () => {
		await stripe.charge(charge, TOKENS.ok);
		standIn.broken = { status: 500, body: { error: { type: "api_error", message: "Something broke" } } };

		await expect(stripe.lookUp(charge)).rejects.toThrow("Something broke");
	});

	it("finds a charge after Stripe has forgotten its idempotency keys", async () => {
		const { reference } = await stripe.charge(charge, TOKENS.silent);
		standIn.forgetKeys();

		expect(await stripe.lookUp(charge)).toEqual({ outcome: "unknown", reference });
		standIn.settle();
		expect(await stripe.lookUp(charge)).toEqual({ outcome: "approved", reference });
		expect(standIn.balance("ord_1")).toEqual({ charged: 9_000, refunded: 0 });
	});

	it("looks up only the intent if its id is known", async () => {
		const { reference } = await stripe.charge(charge, TOKENS.ok);
		standIn.requests.length = 0;

		expect(await stripe.lookUp({ ...charge, reference })).toEqual({ outcome: "approved", reference });
		expect(lines()).toEqual([`GET /v1/payment_intents/${reference}`]);
	});

	it("is approved if the confirmation came before the look-up closed the intent", async () => {
		standIn.onRequest = (line) => {
			if (line.endsWith("/cancel")) standIn.intents[0]!.status = "succeeded";
		};

		expect(await stripe.lookUp(charge)).toEqual({ outcome: "approved", reference: "pi_1" });
	});

	it("closes an unconfirmed intent on look-up", async () => {
		await stripe.lookUp(charge);

		expect(standIn.intents.map(({ status }) => status)).toEqual(["canceled"]);
		expect(await stripe.charge(charge, TOKENS.ok)).toMatchObject({ outcome: "none" });
		expect(await stripe.charge({ ...charge, id: "ord_1/2" }, TOKENS.ok)).toMatchObject({ outcome: "approved" });
	});

	describe("a refund", () => {
		let paid: Charge;

		beforeEach(async () => {
			paid = { ...charge, reference: (await stripe.charge(charge, TOKENS.ok)).reference };
		});

		it("is not complete while it is pending", async () => {
			standIn.refundStatus = "pending";

			expect(await stripe.refund(paid)).toMatchObject({ outcome: "unknown" });
			expect(await stripe.refund(paid)).toMatchObject({ outcome: "unknown" });
			standIn.settle();

			expect(await stripe.refund(paid)).toMatchObject({ outcome: "refunded" });
			expect(standIn.balance("ord_1")).toEqual({ charged: 9_000, refunded: 9_000 });
		});

		it("is retried under another idempotency key after a failure", async () => {
			standIn.refundStatus = "failed";
			expect(await stripe.refund(paid)).toMatchObject({ outcome: "unknown" });
			standIn.refundStatus = "succeeded";

			expect(await stripe.refund(paid)).toMatchObject({ outcome: "refunded" });
			const keys = standIn.requests.filter(({ line }) => line === "POST /v1/refunds").map(({ key }) => key);
			expect(keys).toEqual(["ord_1/1/refund", "ord_1/1/refund/2"]);
		});

		it("covers the rest after a partial manual refund", async () => {
			standIn.refundByHand(paid.reference!, 4_000);

			expect(await stripe.refund(paid)).toMatchObject({ outcome: "refunded" });
			expect(standIn.balance("ord_1")).toEqual({ charged: 9_000, refunded: 9_000 });
		});

		it("is not repeated after Stripe has forgotten its idempotency keys", async () => {
			await stripe.refund(paid);
			standIn.forgetKeys();

			expect(await stripe.refund(paid)).toMatchObject({ outcome: "refunded" });
			expect(standIn.balance("ord_1")).toEqual({ charged: 9_000, refunded: 9_000 });
		});
	});
});

describe("a Stripe webhook", () => {
	const metadata = { attemptId: "ord_1/1", orderId: "ord_1" };
	const intent = { id: "pi_1", object: "payment_intent", status: "succeeded", last_payment_error: null, metadata };
	const refund = { id: "re_1", object: "refund", status: "succeeded", payment_intent: "pi_1", metadata };
	const failed = { ...intent, status: "requires_payment_method", last_payment_error: { code: "card_declined" } };
	const stripe = open(NOWHERE);
	const signed = (payload: string, options: { secret?: string; timestamp?: number } = {}) =>
		Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET, ...options });
	const eventOf = (type: string, object: object) => JSON.stringify({ id: "evt_1", object: "event", type, data: { object } });
	const readWebhook = (type: string, object: object) => {
		const body = eventOf(type, object);
		return stripe.readWebhook(body, signed(body));
	};

	it.each([
		["payment_intent.succeeded", intent, "approved"],
		["payment_intent.payment_failed", failed, "declined"],
		["payment_intent.canceled", { ...intent, status: "canceled" }, "none"],
		["refund.created", refund, "refunded"],
		["refund.updated", { ...refund, payment_intent: { id: "pi_1" } }, "refunded"],
	])("reports the outcome of %s", (type, object, outcome) => {
		expect(readWebhook(type, object)).toEqual({ orderId: "ord_1", attemptId: "ord_1/1", outcome, reference: "pi_1" });
	});

	it.each([
		["another kind of object", "customer.created", { id: "cus_1", object: "customer" }],
		["another system's charge", "payment_intent.succeeded", { ...intent, metadata: {} }],
		["a manual refund", "refund.created", { ...refund, metadata: null }],
		["a pending refund", "refund.created", { ...refund, status: "pending" }],
		["a failed refund", "refund.updated", { ...refund, status: "failed" }],
	])("is ignored if it is about %s", (_, type, object) => {
		expect(readWebhook(type, object)).toBeUndefined();
	});

	const body = eventOf("payment_intent.succeeded", intent);
	it.each([
		["nobody", body, ""],
		["somebody else", body, signed(body, { secret: "whsec_other" })],
		["Stripe, but for another body", body.replace("ord_1", "ord_2"), signed(body)],
		["Stripe, but an hour ago", body, signed(body, { timestamp: Math.floor(Date.now() / 1000) - 3_600 })],
	])("is rejected if it is signed by %s", (_, payload, signature) => {
		expect(() => stripe.readWebhook(payload, signature)).toThrow(expect.objectContaining({ type: "bad_signature", code: 400 }));
	});
});

needs(await available(), "stripe-mock")("Stripe's own stateless mock", () => {
	it("accepts every request", async () => {
		const server = await startStripeMock();
		const warnings: string[] = [];
		const stripe = open(server.url, warnings);
		try {
			const { outcome, reference } = await stripe.charge(charge, "pm_card_visa");

			expect({ outcome, reference }).toEqual({ outcome: expect.any(String), reference: expect.stringMatching(/^pi_/) });
			expect(await stripe.lookUp(charge)).toMatchObject({ reference: expect.stringMatching(/^pi_/) });
			expect(await stripe.refund({ ...charge, reference, amount: 1_000_000 })).toMatchObject({ reference });
			expect(warnings).toEqual([]);
		} finally {
			await server.stop();
		}
	});
});
