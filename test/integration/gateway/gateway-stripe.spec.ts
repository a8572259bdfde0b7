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

// Settings are read at first use: what is above has to come first.
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

/** As Stripe writes it, with a customer's words in it. */
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
	it("tells what became of a charge before anybody asked", async () => {
		const id = await pay(TOKENS.silent);
		expect(await paymentOf(id)).toMatchObject({ status: "unknown" });

		expect(await send(succeeded(id))).toMatchObject({ status: 200, body: { received: true } });

		expect(await paymentOf(id)).toMatchObject({ status: "approved", attempts: 1 });
	});

	it("has no effect the second time", async () => {
		const id = await pay(TOKENS.silent);
		await send(succeeded(id));
		const once = await paymentOf(id);

		expect(await send(succeeded(id))).toMatchObject({ status: 200 });

		expect(await paymentOf(id)).toEqual(once);
	});

	it.each([
		["somebody else has signed it", { secret: "whsec_other" }],
		["it was changed on its way", { sent: "{}" }],
		["it is an old one, sent again", { timestamp: Math.floor(Date.now() / 1000) - 3_600 }],
	])("is refused when %s", async (_, options) => {
		const id = await pay(TOKENS.silent);

		expect(await send(succeeded(id), options)).toMatchObject({ status: 400, body: { code: "bad_signature" } });

		expect(await paymentOf(id)).toMatchObject({ status: "unknown" });
		bank.settle();
		await eventually(async () => expect(await paymentOf(id)).toMatchObject({ status: "approved" }));
	});

	it("is refused without any signature, whatever it says of itself", async () => {
		expect(await server.send("POST", PATH, { body: "no json" })).toMatchObject({ status: 400, body: { code: "bad_signature" } });
	});

	it("is too large when it is", async () => {
		expect(await send("x".repeat(300_000))).toMatchObject({ status: 413, body: { code: "too_large" } });
	});

	it.each([
		["an order that is not here", succeeded("ord_000000000000000000nowhere")],
		["something that is none of our business", JSON.stringify({ object: "event", type: "payout.paid", data: { object: {} } })],
	])("is received and forgotten when it is about %s", async (_, body) => {
		expect(await send(body)).toMatchObject({ status: 200, body: { received: true } });
	});
});
