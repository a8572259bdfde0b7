import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import { type MessageType, typesOf } from "../../contracts/catalogue/messages.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { Caller } from "../../lib/auth/caller.ts";
import type { CallMeta } from "../../lib/broker/guard.ts";
import type { Message } from "../../lib/messaging/message.ts";
import { type ActorDocument, type ActorStore, bareDocument } from "../../lib/storage/actor-store.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { eventually } from "../../test/support/eventually.ts";
import type { Payment } from "./payment.ts";
import type { Provider } from "./providers/provider.ts";
import type { Balance, SimulatedProvider } from "./providers/simulated.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read on first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { default: payment } = await import("./payment.service.ts");

const OWNER: Caller = { accountId: "acc_1", roles: ["customer"] };
const STRANGER: Caller = { accountId: "acc_2", roles: ["customer"] };
const STAFF: Caller = { accountId: "acc_3", roles: ["staff"], storeId: "gangnam" };
const OTHER_STAFF: Caller = { accountId: "acc_4", roles: ["staff"], storeId: "hongdae" };
const OPERATOR: Caller = { accountId: "acc_5", roles: ["operator"] };
const CHARGED: Balance = { charged: 10_000, refunded: 0 };
const REFUNDED: Balance = { charged: 10_000, refunded: 10_000 };

let broker: ServiceBroker;
let orders: Map<string, OrderSnapshot>;
let lookups: string[];
let received: Message<PaymentSnapshot>[];
let count = 0;

/** Stands in for the order service: returns orders and subscribes to payments. */
const order: ServiceSchema = {
	name: "order",
	actions: {
		snapshot: {
			guard: "internal",
			handler({ params: { orderId } }: Context<{ orderId: string }>) {
				lookups.push(orderId);
				return orders.get(orderId) ?? null;
			},
		},
	},
	started() {
		return this.broker.bus.subscribe({
			group: "order",
			types: typesOf("payment"),
			handler: async (message: Message) => void received.push(message as Message<PaymentSnapshot>),
			deadLetter: async () => undefined,
		});
	},
};

beforeAll(async () => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	broker.createService(order);
	broker.createService(payment as unknown as ServiceSchema);
	await broker.start();
});

beforeEach(() => {
	orders = new Map();
	lookups = [];
	received = [];
});

afterAll(() => broker.stop());

const service = () => broker.getLocalService("payment") as unknown as { provider: Provider; documents: ActorStore<Payment> };

const place = (change: Partial<OrderSnapshot> = {}): OrderSnapshot => {
	const id = `ord_${String(++count).padStart(24, "0")}`;
	const payment = { timing: "prepaid", status: "due" } as const;
	const placed = anOrder({ id, status: "placed", payment, payBy: Date.now() + 600_000, ...change });
	orders.set(id, placed);
	return placed;
};

const publish = (type: MessageType, snapshot: OrderSnapshot, version: number): Promise<void> => {
	const sender = `order/${snapshot.id}`;
	const id = `${sender}/${version}`;
	const message: Message = { id, type, sender, version, at: Date.now(), schema: 1, data: snapshot };
	return broker.bus.publish({ id, type, sender, version, json: JSON.stringify(message) });
};

const call = async (action: string, params: object, caller: Caller) => {
	const ctx = new Context<object, CallMeta>(broker);
	ctx.meta = { outside: true, caller, requestId: "req_1" };
	const answer = await ctx.call<{ status: string; version: number }, object>(`payment.${action}`, params);
	return { answer, pending: ctx.meta.pending };
};
const pay = async (orderId: string, token: string, caller = OWNER) =>
	(await call("pay", { orderId, method: "card", token }, caller)).answer;
const get = async (orderId: string, caller = OWNER) => (await call("get", { orderId }, caller)).answer;
const until = (orderId: string, expected: object) => eventually(async () => expect(await get(orderId)).toMatchObject(expected));
const balance = async (orderId: string) =>
	(await (service().provider as SimulatedProvider).ledger()).get(orderId) ?? { charged: 0, refunded: 0 };
const publishedBy = (orderId: string) => received.filter(({ data }) => data.orderId === orderId).map(({ type }) => type);

/** Overrides methods of the provider while `work` runs. */
const withProvider = async (change: Partial<Provider>, work: () => Promise<void>): Promise<void> => {
	const original = service().provider;
	const { charge, lookUp, refund } = {
		charge: original.charge.bind(original),
		lookUp: original.lookUp.bind(original),
		refund: original.refund.bind(original),
		...change,
	};
	service().provider = { charge, lookUp, refund };
	try {
		await work();
	} finally {
		service().provider = original;
	}
};

describe("when an order is placed", () => {
	it("is due, and only its customer and operators can read it", async () => {
		const { id } = place();
		await publish("order.placed", orders.get(id)!, 1);

		for (const caller of [OWNER, OPERATOR])
			expect(await get(id, caller)).toMatchObject({ orderId: id, status: "due", amount: 10_000, refunded: 0, method: null, attempts: 0 });
		for (const caller of [STRANGER, STAFF, OTHER_STAFF]) await expect(get(id, caller)).rejects.toMatchObject({ type: "not_found" });
		expect(lookups).toEqual([]);
		await eventually(() => expect(publishedBy(id)).toEqual(["payment.due"]));
	});

	it("can be read by its store once it is paid, or if it is paid on receipt", async () => {
		const { id } = place();
		await pay(id, "sim_ok");
		const onReceipt = place({ payment: { timing: "on_receipt", status: "due" } });

		expect(await get(id, STAFF)).toMatchObject({ status: "approved" });
		expect(await get(onReceipt.id, STAFF)).toMatchObject({ status: "due" });
		for (const orderId of [id, onReceipt.id]) await expect(get(orderId, OTHER_STAFF)).rejects.toMatchObject({ type: "not_found" });
	});

	it("can be read and paid before the message arrives", async () => {
		const { id } = place();

		expect(await get(id)).toMatchObject({ status: "due" });
		expect(await pay(id, "sim_ok")).toMatchObject({ status: "approved" });
		await publish("order.placed", orders.get(id)!, 1);

		expect(await get(id)).toMatchObject({ status: "approved" });
		expect(lookups).toEqual([id]);
	});

	it("is not found without an order, or for another customer", async () => {
		const { id } = place();

		await expect(pay("ord_000000000000000000nothing", "sim_ok")).rejects.toMatchObject({ type: "not_found" });
		await expect(pay(id, "sim_ok", STRANGER)).rejects.toMatchObject({ type: "not_found" });
		expect(await balance(id)).toEqual({ charged: 0, refunded: 0 });
	});

	it.each([
		["no method", { token: "sim_ok" }],
		["an unknown method", { method: "cash", token: "sim_ok" }],
		["no token", { method: "card" }],
		["an unknown field", { method: "card", token: "sim_ok", amount: 1 }],
	])("cannot be paid with %s", async (_, body) => {
		await expect(call("pay", { orderId: place().id, ...body }, OWNER)).rejects.toMatchObject({ type: "VALIDATION_ERROR" });
	});

	it("expires at payBy", async () => {
		const { id } = place({ payBy: Date.now() + 150 });
		await publish("order.placed", orders.get(id)!, 1);

		await until(id, { status: "expired" });

		await expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "payment_expired", code: 409 });
		await eventually(() => expect(publishedBy(id)).toEqual(["payment.due", "payment.expired"]));
	});
});

describe("when the customer pays", () => {
	it("charges once, and returns the same payment when repeated", async () => {
		const { id } = place();

		const paid = await pay(id, "sim_ok");
		const again = await pay(id, "sim_ok");

		expect(paid).toMatchObject({ status: "approved", method: "card", attempts: 1, updatedAt: expect.stringMatching(/Z$/) });
		expect(again).toEqual(paid);
		expect(await balance(id)).toEqual(CHARGED);
		await eventually(() => expect(publishedBy(id)).toEqual(["payment.due", "payment.approved"]));
		expect(received.at(-1)?.data).toEqual(expect.objectContaining({ attempts: 1, status: "approved" }));
		expect(received.at(-1)?.request).toBe("req_1");
	});

	it("charges once when called five times at once", async () => {
		const { id } = place();

		const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => pay(id, "sim_ok")));

		for (const outcome of outcomes)
			expect(outcome.status === "fulfilled" ? outcome.value.status : outcome.reason.type).toMatch(/^(approved|payment_unknown)$/);
		expect(await balance(id)).toEqual(CHARGED);
	});

	it("does not store the token", async () => {
		const { id } = place();
		await pay(id, "secret-token");

		expect(JSON.stringify(await service().documents.load(id))).not.toContain("secret-token");
	});

	it("can be tried again after a decline", async () => {
		const { id } = place();

		expect(await pay(id, "sim_declined")).toMatchObject({ status: "declined", attempts: 1 });
		expect(await pay(id, "sim_ok")).toMatchObject({ status: "approved", attempts: 2 });
		await eventually(() => expect(publishedBy(id)).toEqual(["payment.due", "payment.declined", "payment.approved"]));
	});

	it.each([
		["sim_timeout_ok", "approved", CHARGED],
		["sim_timeout_declined", "declined", { charged: 0, refunded: 0 }],
	])("looks up the outcome of %s", async (token, status, expected) => {
		const { id } = place();

		const { answer, pending } = await call("pay", { orderId: id, method: "card", token }, OWNER);

		expect(answer).toMatchObject({ status: "unknown" });
		expect(pending).toEqual({ retryAfter: 1 });
		await expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "payment_unknown", code: 409 });
		await until(id, { status, attempts: 1 });
		expect(await balance(id)).toEqual(expected);
		await eventually(() => expect(publishedBy(id)).toEqual(["payment.due", "payment.unknown", `payment.${status}`]));
	});

	it("charges nothing if the provider is unavailable", async () => {
		const { id } = place();

		await expect(pay(id, "sim_down")).rejects.toMatchObject({ type: "payment_provider_unavailable", code: 503 });

		expect(await get(id)).toMatchObject({ status: "due", attempts: 1 });
		expect(await pay(id, "sim_ok")).toMatchObject({ status: "approved" });
	});

	it("waits at most two seconds for the provider", async () => {
		const { id } = place();

		await withProvider({ charge: () => new Promise(() => undefined) }, async () => {
			expect(await pay(id, "sim_ok")).toMatchObject({ status: "unknown" });
		});

		await until(id, { status: "declined" });
		expect(await balance(id)).toEqual({ charged: 0, refunded: 0 });
	});

	it("retries a look-up that fails", async () => {
		const { id } = place();
		let failures = 1;
		const lookUp: Provider["lookUp"] = async (charge) => {
			if (failures-- > 0) throw new Error("connection lost");
			return { outcome: "approved", reference: charge.id };
		};

		await withProvider({ charge: async () => Promise.reject(new Error("reset")), lookUp }, async () => {
			expect(await pay(id, "sim_ok")).toMatchObject({ status: "unknown" });
			await until(id, { status: "approved" });
		});

		expect(failures).toBe(-1);
	});

	it("is refused if the order is paid on receipt", async () => {
		const { id } = place({ payment: { timing: "on_receipt", status: "due" }, payBy: null });

		await expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "payment_on_receipt", code: 409 });
	});
});

it("has no webhook if the provider sends none", async () => {
	await expect(call("notice", { body: "{}", signature: "" }, OWNER)).rejects.toMatchObject({ type: "not_found" });
});

describe("when the process crashes during a charge", () => {
	const storeSentAttempt = async (id: string): Promise<void> => {
		const at = Date.now() - 5_000;
		const { amounts, customerId, payBy, storeId } = orders.get(id)!;
		const attempt = { id: `${id}/1`, status: "sent", reference: null, tries: 0, nextCallAt: at } as const;
		const snapshot = { orderId: id, storeId, customerId, timing: "prepaid", status: "due", amount: amounts.total, refunded: 0 } as const;
		const state: Payment = { ...snapshot, method: "card", attempts: 1, updatedAt: at, payBy, attempt, endReason: null };
		const document: ActorDocument<Payment> = { ...bareDocument(id, 2, state), due: { at, command: { type: "lookUp" } } };
		await service().documents.create(document);
	};

	it("looks up the attempt, and approves it if it was charged", async () => {
		const { id } = place();
		await service().provider.charge({ id: `${id}/1`, orderId: id, amount: 10_000, method: "card", reference: null }, "sim_ok");
		await storeSentAttempt(id);

		await until(id, { status: "approved", attempts: 1 });
		expect(await balance(id)).toEqual(CHARGED);
	});

	it("lets the customer pay again if it was not charged", async () => {
		const { id } = place();
		await storeSentAttempt(id);

		await eventually(async () => expect(await pay(id, "sim_ok")).toMatchObject({ status: "approved", attempts: 2 }));
		expect(await balance(id)).toEqual(CHARGED);
	});
});

describe("when the order ends", () => {
	it("refunds what was paid, once, if the message is repeated", async () => {
		const { id } = place();
		await pay(id, "sim_ok");
		const cancelled = { ...orders.get(id)!, status: "cancelled", reason: "customer" } as const;

		await publish("order.cancelled", cancelled, 5);
		await publish("order.cancelled", cancelled, 5);

		await until(id, { status: "refunded", refunded: 10_000 });
		expect(await balance(id)).toEqual(REFUNDED);
		await expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "order_cancelled" });
		await eventually(() => expect(publishedBy(id)).toEqual(["payment.due", "payment.approved", "payment.refunded"]));
	});

	it("is void if nothing was paid, even if the message about the end arrives first", async () => {
		const placed = place();

		await publish("order.rejected", { ...placed, status: "rejected", reason: "no beans" }, 4);
		await publish("order.placed", placed, 1);

		expect(await get(placed.id)).toMatchObject({ status: "voided", refunded: 0 });
		await expect(pay(placed.id, "sim_ok")).rejects.toMatchObject({ type: "order_rejected" });
	});

	it("refunds an attempt that proves to have been charged", async () => {
		const { id } = place();
		await pay(id, "sim_timeout_ok");

		await publish("order.cancelled", { ...orders.get(id)!, status: "cancelled", reason: "customer" }, 2);

		await until(id, { status: "refunded", refunded: 10_000 });
		expect(await balance(id)).toEqual(REFUNDED);
	});

	it("refuses and refunds a charge that was made while the order ended", async () => {
		const { id } = place();
		const provider = service().provider;
		const charge: Provider["charge"] = async (...args) => {
			await publish("order.cancelled", { ...orders.get(id)!, status: "cancelled", reason: "customer" }, 2);
			return provider.charge(...args);
		};

		await withProvider({ charge }, () => expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "order_cancelled" }));

		await until(id, { status: "refunded" });
		expect(await balance(id)).toEqual(REFUNDED);
	});

	it("retries a refund until the provider makes it", async () => {
		const { id } = place();
		await pay(id, "sim_ok");
		const provider = service().provider;
		let failures = 1;
		const refund: Provider["refund"] = async (charge) => {
			if (failures-- > 0) throw new Error("connection lost");
			return provider.refund(charge);
		};

		await withProvider({ refund }, async () => {
			await publish("order.rejected", { ...orders.get(id)!, status: "rejected", reason: "no beans" }, 3);
			await until(id, { status: "refunded" });
		});

		expect(await balance(id)).toEqual(REFUNDED);
	});

	it("collects on receipt, and refunds without the provider", async () => {
		const placed = place({ payment: { timing: "on_receipt", status: "due" }, payBy: null });
		await publish("order.placed", placed, 1);

		await publish("order.completed", { ...placed, status: "completed" }, 7);
		expect(await get(placed.id)).toMatchObject({ status: "collected" });
		await publish("order.refunded", { ...placed, status: "completed", refunded: true }, 8);

		expect(await get(placed.id)).toMatchObject({ status: "refunded", refunded: 10_000 });
		expect(await balance(placed.id)).toEqual({ charged: 0, refunded: 0 });
	});
});
