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
	let bank: StripeStandIn;
	let stripe: StripeProvider;
	let warnings: string[];

	beforeEach(async () => {
		bank = await StripeStandIn.start();
		warnings = [];
		stripe = open(bank.url, warnings);
	});

	afterEach(() => bank.stop());

	providerSuite(async () => ({
		provider: {
			charge: (asked, token) => (token === "down" ? open(NOWHERE) : stripe).charge(asked, token),
			lookUp: (asked) => stripe.lookUp(asked),
			refund: (asked) => stripe.refund(asked),
		} satisfies Provider,
		tokens: { ...TOKENS, down: "down" },
		wait: async () => bank.settle(),
		balance: async (orderId) => bank.balance(orderId),
	}));

	const lines = () => bank.asked.map(({ line }) => line);

	it("is asked for whole won, under the attempt's keys, and without a step for the customer", async () => {
		const { reference } = await stripe.charge(charge, TOKENS.ok);
		await stripe.refund({ ...charge, reference });

		const metadata = { "metadata[attemptId]": "ord_1/1", "metadata[orderId]": "ord_1" };
		const methods = { "automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never" };
		expect(bank.asked).toEqual([
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
		["it is asked too often", { status: 429, body: { error: { type: "invalid_request_error", message: "Slow down" } } }],
	])("has charged nothing when %s before the confirmation, and says why", async (_, broken) => {
		bank.broken = broken;

		expect(await stripe.charge(charge, TOKENS.ok)).toEqual({ answer: "none", reference: null });
		expect(lines()).toEqual(["POST /v1/payment_intents"]);
		expect(warnings).toEqual([expect.stringContaining(broken.body.error.message)]);
	});

	it("waits for an answer as long as it may, no longer", async () => {
		const impatient = open(bank.url, warnings, 100);

		const { answer, reference } = await impatient.charge(charge, TOKENS.slow);

		expect({ answer, reference }).toEqual({ answer: "unknown", reference: "pi_1" });
		expect(await stripe.lookUp({ ...charge, reference })).toMatchObject({ answer: "unknown" });
		bank.settle();
		expect(await stripe.lookUp({ ...charge, reference })).toMatchObject({ answer: "approved", reference });
	});

	it("does not take a failing look-up for an answer", async () => {
		await stripe.charge(charge, TOKENS.ok);
		bank.broken = { status: 500, body: { error: { type: "api_error", message: "Something broke" } } };

		await expect(stripe.lookUp(charge)).rejects.toThrow("Something broke");
	});

	it("finds a charge after Stripe has forgotten its keys, each time", async () => {
		const { reference } = await stripe.charge(charge, TOKENS.silent);
		bank.forgetKeys();

		expect(await stripe.lookUp(charge)).toEqual({ answer: "unknown", reference });
		bank.settle();
		expect(await stripe.lookUp(charge)).toEqual({ answer: "approved", reference });
		expect(bank.balance("ord_1")).toEqual({ charged: 9_000, refunded: 0 });
	});

	it("asks for nothing but the intent when it knows that", async () => {
		const { reference } = await stripe.charge(charge, TOKENS.ok);
		bank.asked.length = 0;

		expect(await stripe.lookUp({ ...charge, reference })).toEqual({ answer: "approved", reference });
		expect(lines()).toEqual([`GET /v1/payment_intents/${reference}`]);
	});

	it("is approved when the confirmation was quicker than the look-up that closes", async () => {
		bank.meanwhile = (line) => {
			if (line.endsWith("/cancel")) bank.intents[0]!.status = "succeeded";
		};

		expect(await stripe.lookUp(charge)).toEqual({ answer: "approved", reference: "pi_1" });
	});

	it("leaves no intent behind that could still be confirmed", async () => {
		await stripe.lookUp(charge);

		expect(bank.intents.map(({ status }) => status)).toEqual(["canceled"]);
		expect(await stripe.charge(charge, TOKENS.ok)).toMatchObject({ answer: "none" });
		expect(await stripe.charge({ ...charge, id: "ord_1/2" }, TOKENS.ok)).toMatchObject({ answer: "approved" });
	});

	describe("giving back", () => {
		let paid: Charge;

		beforeEach(async () => {
			paid = { ...charge, reference: (await stripe.charge(charge, TOKENS.ok)).reference };
		});

		it("is not done before the bank says so", async () => {
			bank.refundsBecome = "pending";

			expect(await stripe.refund(paid)).toMatchObject({ answer: "unknown" });
			expect(await stripe.refund(paid)).toMatchObject({ answer: "unknown" });
			bank.settle();

			expect(await stripe.refund(paid)).toMatchObject({ answer: "refunded" });
			expect(bank.balance("ord_1")).toEqual({ charged: 9_000, refunded: 9_000 });
		});

		it("is tried again under another key when it has failed", async () => {
			bank.refundsBecome = "failed";
			expect(await stripe.refund(paid)).toMatchObject({ answer: "unknown" });
			bank.refundsBecome = "succeeded";

			expect(await stripe.refund(paid)).toMatchObject({ answer: "refunded" });
			const keys = bank.asked.filter(({ line }) => line === "POST /v1/refunds").map(({ key }) => key);
			expect(keys).toEqual(["ord_1/1/refund", "ord_1/1/refund/2"]);
		});

		it("gives the rest when somebody gave a part by hand", async () => {
			bank.refundByHand(paid.reference!, 4_000);

			expect(await stripe.refund(paid)).toMatchObject({ answer: "refunded" });
			expect(bank.balance("ord_1")).toEqual({ charged: 9_000, refunded: 9_000 });
		});

		it("does not happen twice after a day", async () => {
			await stripe.refund(paid);
			bank.forgetKeys();

			expect(await stripe.refund(paid)).toMatchObject({ answer: "refunded" });
			expect(bank.balance("ord_1")).toEqual({ charged: 9_000, refunded: 9_000 });
		});
	});
});

describe("what Stripe sends", () => {
	const metadata = { attemptId: "ord_1/1", orderId: "ord_1" };
	const intent = { id: "pi_1", object: "payment_intent", status: "succeeded", last_payment_error: null, metadata };
	const refund = { id: "re_1", object: "refund", status: "succeeded", payment_intent: "pi_1", metadata };
	const failed = { ...intent, status: "requires_payment_method", last_payment_error: { code: "card_declined" } };
	const stripe = open(NOWHERE);
	const signed = (payload: string, options: { secret?: string; timestamp?: number } = {}) =>
		Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET, ...options });
	const eventOf = (type: string, object: object) => JSON.stringify({ id: "evt_1", object: "event", type, data: { object } });
	const read = (type: string, object: object) => {
		const body = eventOf(type, object);
		return stripe.read(body, signed(body));
	};

	it.each([
		["payment_intent.succeeded", intent, "approved"],
		["payment_intent.payment_failed", failed, "declined"],
		["payment_intent.canceled", { ...intent, status: "canceled" }, "none"],
		["refund.created", refund, "refunded"],
		["refund.updated", { ...refund, payment_intent: { id: "pi_1" } }, "refunded"],
	])("means by %s what became of the attempt", (type, object, answer) => {
		expect(read(type, object)).toEqual({ orderId: "ord_1", attemptId: "ord_1/1", answer, reference: "pi_1" });
	});

	it.each([
		["something else", "customer.created", { id: "cus_1", object: "customer" }],
		["another system's charge", "payment_intent.succeeded", { ...intent, metadata: {} }],
		["a refund by hand", "refund.created", { ...refund, metadata: null }],
		["a refund that is still under way", "refund.created", { ...refund, status: "pending" }],
		["a refund that has failed", "refund.updated", { ...refund, status: "failed" }],
	])("is no news when it is about %s", (_, type, object) => {
		expect(read(type, object)).toBeUndefined();
	});

	const body = eventOf("payment_intent.succeeded", intent);
	it.each([
		["nothing", body, ""],
		["somebody else", body, signed(body, { secret: "whsec_other" })],
		["Stripe, but for another body", body.replace("ord_1", "ord_2"), signed(body)],
		["Stripe, but long ago", body, signed(body, { timestamp: Math.floor(Date.now() / 1000) - 3_600 })],
	])("is not believed when it is signed by %s", (_, sent, signature) => {
		expect(() => stripe.read(sent, signature)).toThrow(expect.objectContaining({ type: "bad_signature", code: 400 }));
	});
});

needs(await available(), "stripe-mock")("Stripe's own mock, which forgets everything", () => {
	it("takes every request as it is made", async () => {
		const server = await startStripeMock();
		const warnings: string[] = [];
		const stripe = open(server.url, warnings);
		try {
			const { answer, reference } = await stripe.charge(charge, "pm_card_visa");

			expect({ answer, reference }).toEqual({ answer: expect.any(String), reference: expect.stringMatching(/^pi_/) });
			expect(await stripe.lookUp(charge)).toMatchObject({ reference: expect.stringMatching(/^pi_/) });
			expect(await stripe.refund({ ...charge, reference, amount: 1_000_000 })).toMatchObject({ reference });
			expect(warnings).toEqual([]);
		} finally {
			await server.stop();
		}
	});
});
