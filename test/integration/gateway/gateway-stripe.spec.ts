import type { Context, ServiceSchema } from "moleculer";
import { Stripe } from "stripe";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import { anOrder } from "../../support/builders/order.ts";
import { eventually } from "../../support/eventually.ts";
import { StripeStandIn, TOKENS } from "../../support/stand-ins/stripe-stand-in.ts";

const WEBHOOK_SECRET = "whsec_test";
const PATH = "/v1/payments/stripe/webhook";
const bank = await StripeStandIn.start();

Object.assign(process.env, {
	PAYMENT_PROVIDER: "stripe",
	STRIPE_SECRET_KEY: "sk_test_123",
	STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
	STRIPE_API_URL: bank.url,
});

// The settings are read on first use, so they have to be set above.
const { GatewayServer } = await import("../../support/nodes/gateway-server.ts");
const { default: payment } = await import("../../../services/payment/payment.service.ts");

const orders = new Map<string, OrderSnapshot>();
const order: ServiceSchema = {
	name: "order",
	actions: { snapshot: { guard: "internal", handler: ({ params }: Context<{ orderId: string }>) => orders.get(params.orderId) ?? null } },
};

let server: Awaited<ReturnType<typeof GatewayServer.start>>;
let count = 0;

beforeAll(async () => {
	server = await GatewayServer.start([order, payment as unknown as ServiceSchema]);
});

afterAll(async () => {
	await server.stop();
	await bank.stop();
});

const pay = async (token: string): Promise<string> => {
	const id = `ord_${String(++count).padStart(24, "0")}`;
	orders.set(id, anOrder({ id, status: "placed", payment: { timing: "prepaid", status: "due" }, payBy: Date.now() + 600_000 }));
	await server.send("POST", `/v1/orders/${id}/payment`, { as: {}, body: { method: "card", token } });
	return id;
};
const paymentOf = async (id: string) => (await server.send("GET", `/v1/orders/${id}/payment`, { as: {} })).body;

/** An event in Stripe's format; its non-ASCII text must not break the signature. */
const succeeded = (orderId: string): string => {
	const metadata = { attemptId: `${orderId}/1`, orderId };
	const object = { id: "pi_1", object: "payment_intent", status: "succeeded", description: "커피 ☕", metadata };
	return JSON.stringify({ id: "evt_1", object: "event", type: "payment_intent.succeeded", data: { object } }, null, 2);
};

const send = (body: string, { sent = body, ...options }: { sent?: string; secret?: string; timestamp?: number } = {}) => {
	const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET, ...options });
	return server.send("POST", PATH, {
		body: sent,
		headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": signature },
	});
};

describe("Stripe's webhook", () => {
	it("reports the result of a charge before the provider is queried", async () => {
		const id = await pay(TOKENS.silent);
		expect(await paymentOf(id)).toMatchObject({ status: "unknown" });

		expect(await send(succeeded(id))).toMatchObject({ status: 200, body: { received: true } });

		expect(await paymentOf(id)).toMatchObject({ status: "approved", attempts: 1 });
	});

	it("has no effect when it is delivered twice", async () => {
		const id = await pay(TOKENS.silent);
		await send(succeeded(id));
		const once = await paymentOf(id);

		expect(await send(succeeded(id))).toMatchObject({ status: 200 });

		expect(await paymentOf(id)).toEqual(once);
	});

	it.each([
		["it is signed with another secret", { secret: "whsec_other" }],
		["its body was changed", { sent: "{}" }],
		["it is a replay of an old one", { timestamp: Math.floor(Date.now() / 1000) - 3_600 }],
	])("is refused when %s", async (_, options) => {
		const id = await pay(TOKENS.silent);

		expect(await send(succeeded(id), options)).toMatchObject({ status: 400, body: { code: "bad_signature" } });

		expect(await paymentOf(id)).toMatchObject({ status: "unknown" });
		bank.settle();
		await eventually(async () => expect(await paymentOf(id)).toMatchObject({ status: "approved" }));
	});

	it("is refused without a signature, even if the body is not JSON", async () => {
		expect(await server.send("POST", PATH, { body: "no json" })).toMatchObject({ status: 400, body: { code: "bad_signature" } });
	});

	it("is refused if it is too large", async () => {
		expect(await send("x".repeat(300_000))).toMatchObject({ status: 413, body: { code: "too_large" } });
	});

	it.each([
		["an unknown order", succeeded("ord_000000000000000000nowhere")],
		["something other than a payment", JSON.stringify({ object: "event", type: "payout.paid", data: { object: {} } })],
	])("is acknowledged and ignored if it concerns %s", async (_, body) => {
		expect(await send(body)).toMatchObject({ status: 200, body: { received: true } });
	});
});
