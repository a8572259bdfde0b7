import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import { type MessageType, typesOf } from "../../contracts/messages.ts";
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

// Settings are read at first use: what is above has to come first.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { default: payment } = await import("./payment.service.ts");

const OWNER: Caller = { accountId: "acc_1", roles: ["customer"] };
const STRANGER: Caller = { accountId: "acc_2", roles: ["customer"] };
const STAFF: Caller = { accountId: "acc_3", roles: ["staff"], storeId: "gangnam" };
const OTHER_STAFF: Caller = { accountId: "acc_4", roles: ["staff"], storeId: "hongdae" };
const OPERATOR: Caller = { accountId: "acc_5", roles: ["operator"] };
const CHARGED: Balance = { charged: 10_000, refunded: 0 };
const GIVEN_BACK: Balance = { charged: 10_000, refunded: 10_000 };

let broker: ServiceBroker;
let orders: Map<string, OrderSnapshot>;
let asked: string[];
let heard: Message<PaymentSnapshot>[];
let count = 0;

/** Stands for the order service: is asked about orders, and hears of payments. */
const order: ServiceSchema = {
	name: "order",
	actions: {
		snapshot: {
			guard: "internal",
			handler({ params: { orderId } }: Context<{ orderId: string }>) {
				asked.push(orderId);
				return orders.get(orderId) ?? null;
			},
		},
	},
	started() {
		return this.broker.bus.subscribe({
			group: "order",
			types: typesOf("payment"),
			handler: async (message: Message) => void heard.push(message as Message<PaymentSnapshot>),
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
	asked = [];
	heard = [];
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

const say = (type: MessageType, said: OrderSnapshot, version: number): Promise<void> => {
	const sender = `order/${said.id}`;
	const id = `${sender}/${version}`;
	const message: Message = { id, type, sender, version, at: Date.now(), schema: 1, data: said };
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
const saidOf = (orderId: string) => heard.filter(({ data }) => data.orderId === orderId).map(({ type }) => type);

/** Puts another provider in its place, as long as the test of it takes. */
const withProvider = async (change: Partial<Provider>, work: () => Promise<void>): Promise<void> => {
	const own = service().provider;
	const { charge, lookUp, refund } = {
		charge: own.charge.bind(own),
		lookUp: own.lookUp.bind(own),
		refund: own.refund.bind(own),
		...change,
	};
	service().provider = { charge, lookUp, refund };
	try {
		await work();
	} finally {
		service().provider = own;
	}
};

describe("when an order is placed", () => {
	it("is due, and shown to whom it concerns", async () => {
		const { id } = place();
		await say("order.placed", orders.get(id)!, 1);

		for (const caller of [OWNER, OPERATOR])
			expect(await get(id, caller)).toMatchObject({ orderId: id, status: "due", amount: 10_000, refunded: 0, method: null, attempts: 0 });
		for (const caller of [STRANGER, STAFF, OTHER_STAFF]) await expect(get(id, caller)).rejects.toMatchObject({ type: "not_found" });
		expect(asked).toEqual([]);
		await eventually(() => expect(saidOf(id)).toEqual(["payment.due"]));
	});

	it("is the store's business once it is paid, or when it is to be paid there", async () => {
		const { id } = place();
		await pay(id, "sim_ok");
		const atTheCounter = place({ payment: { timing: "on_receipt", status: "due" } });

		expect(await get(id, STAFF)).toMatchObject({ status: "approved" });
		expect(await get(atTheCounter.id, STAFF)).toMatchObject({ status: "due" });
		for (const orderId of [id, atTheCounter.id]) await expect(get(orderId, OTHER_STAFF)).rejects.toMatchObject({ type: "not_found" });
	});

	it("can be seen and paid before the message has come", async () => {
		const { id } = place();

		expect(await get(id)).toMatchObject({ status: "due" });
		expect(await pay(id, "sim_ok")).toMatchObject({ status: "approved" });
		await say("order.placed", orders.get(id)!, 1);

		expect(await get(id)).toMatchObject({ status: "approved" });
		expect(asked).toEqual([id]);
	});

	it("is not found when there is no such order, or it is another's", async () => {
		const { id } = place();

		await expect(pay("ord_000000000000000000nothing", "sim_ok")).rejects.toMatchObject({ type: "not_found" });
		await expect(pay(id, "sim_ok", STRANGER)).rejects.toMatchObject({ type: "not_found" });
		expect(await balance(id)).toEqual({ charged: 0, refunded: 0 });
	});

	it.each([
		["no method", { token: "sim_ok" }],
		["an odd method", { method: "cash", token: "sim_ok" }],
		["no token", { method: "card" }],
		["something unknown", { method: "card", token: "sim_ok", amount: 1 }],
	])("is not paid with %s", async (_, body) => {
		await expect(call("pay", { orderId: place().id, ...body }, OWNER)).rejects.toMatchObject({ type: "VALIDATION_ERROR" });
	});

	it("expires at its time", async () => {
		const { id } = place({ payBy: Date.now() + 150 });
		await say("order.placed", orders.get(id)!, 1);

		await until(id, { status: "expired" });

		await expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "payment_expired", code: 409 });
		await eventually(() => expect(saidOf(id)).toEqual(["payment.due", "payment.expired"]));
	});
});

describe("when somebody pays", () => {
	it("charges once, and answers with what is when asked again", async () => {
		const { id } = place();

		const paid = await pay(id, "sim_ok");
		const again = await pay(id, "sim_ok");

		expect(paid).toMatchObject({ status: "approved", method: "card", attempts: 1, updatedAt: expect.stringMatching(/Z$/) });
		expect(again).toEqual(paid);
		expect(await balance(id)).toEqual(CHARGED);
		await eventually(() => expect(saidOf(id)).toEqual(["payment.due", "payment.approved"]));
		expect(heard.at(-1)?.data).toEqual(expect.objectContaining({ attempts: 1, status: "approved" }));
		expect(heard.at(-1)?.request).toBe("req_1");
	});

	it("charges once when asked many times at once", async () => {
		const { id } = place();

		const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => pay(id, "sim_ok")));

		for (const outcome of outcomes)
			expect(outcome.status === "fulfilled" ? outcome.value.status : outcome.reason.type).toMatch(/^(approved|payment_unknown)$/);
		expect(await balance(id)).toEqual(CHARGED);
	});

	it("keeps the token nowhere", async () => {
		const { id } = place();
		await pay(id, "secret-token");

		expect(JSON.stringify(await service().documents.load(id))).not.toContain("secret-token");
	});

	it("may try again after a refusal", async () => {
		const { id } = place();

		expect(await pay(id, "sim_declined")).toMatchObject({ status: "declined", attempts: 1 });
		expect(await pay(id, "sim_ok")).toMatchObject({ status: "approved", attempts: 2 });
		await eventually(() => expect(saidOf(id)).toEqual(["payment.due", "payment.declined", "payment.approved"]));
	});

	it.each([
		["sim_timeout_ok", "approved", CHARGED],
		["sim_timeout_declined", "declined", { charged: 0, refunded: 0 }],
	])("finds out what became of %s", async (token, status, expected) => {
		const { id } = place();

		const { answer, pending } = await call("pay", { orderId: id, method: "card", token }, OWNER);

		expect(answer).toMatchObject({ status: "unknown" });
		expect(pending).toEqual({ retryAfter: 1 });
		await expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "payment_unknown", code: 409 });
		await until(id, { status, attempts: 1 });
		expect(await balance(id)).toEqual(expected);
		await eventually(() => expect(saidOf(id)).toEqual(["payment.due", "payment.unknown", `payment.${status}`]));
	});

	it("owes nothing to a provider that is away", async () => {
		const { id } = place();

		await expect(pay(id, "sim_down")).rejects.toMatchObject({ type: "payment_provider_unavailable", code: 503 });

		expect(await get(id)).toMatchObject({ status: "due", attempts: 1 });
		expect(await pay(id, "sim_ok")).toMatchObject({ status: "approved" });
	});

	it("waits two seconds for a provider, no more", async () => {
		const { id } = place();

		await withProvider({ charge: () => new Promise(() => undefined) }, async () => {
			expect(await pay(id, "sim_ok")).toMatchObject({ status: "unknown" });
		});

		await until(id, { status: "declined" });
		expect(await balance(id)).toEqual({ charged: 0, refunded: 0 });
	});

	it("does not take a failing look-up for an answer", async () => {
		const { id } = place();
		let failures = 1;
		const lookUp: Provider["lookUp"] = async (charge) => {
			if (failures-- > 0) throw new Error("the line is dead");
			return { answer: "approved", reference: charge.id };
		};

		await withProvider({ charge: async () => Promise.reject(new Error("reset")), lookUp }, async () => {
			expect(await pay(id, "sim_ok")).toMatchObject({ status: "unknown" });
			await until(id, { status: "approved" });
		});

		expect(failures).toBe(-1);
	});

	it("is refused when it is paid on receipt", async () => {
		const { id } = place({ payment: { timing: "on_receipt", status: "due" }, payBy: null });

		await expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "payment_on_receipt", code: 409 });
	});
});

it("hears nothing from a provider that sends nothing", async () => {
	await expect(call("notice", { body: "{}", signature: "" }, OWNER)).rejects.toMatchObject({ type: "not_found" });
});

describe("when the process dies between the charge and its answer", () => {
	const leftBehind = async (id: string): Promise<void> => {
		const at = Date.now() - 5_000;
		const { amounts, customerId, payBy, storeId } = orders.get(id)!;
		const attempt = { id: `${id}/1`, status: "sent", reference: null, tries: 0, askAt: at } as const;
		const said = { orderId: id, storeId, customerId, timing: "prepaid", status: "due", amount: amounts.total, refunded: 0 } as const;
		const state: Payment = { ...said, method: "card", attempts: 1, updatedAt: at, payBy, attempt, returns: null };
		const document: ActorDocument<Payment> = { ...bareDocument(id, 2, state), due: { at, command: { type: "lookUp" } } };
		await service().documents.create(document);
	};

	it("is looked up, and approved when it was charged", async () => {
		const { id } = place();
		await service().provider.charge({ id: `${id}/1`, orderId: id, amount: 10_000, method: "card", reference: null }, "sim_ok");
		await leftBehind(id);

		await until(id, { status: "approved", attempts: 1 });
		expect(await balance(id)).toEqual(CHARGED);
	});

	it("is due again when it was not", async () => {
		const { id } = place();
		await leftBehind(id);

		await eventually(async () => expect(await pay(id, "sim_ok")).toMatchObject({ status: "approved", attempts: 2 }));
		expect(await balance(id)).toEqual(CHARGED);
	});
});

describe("when the order ends", () => {
	it("gives back what was paid, once, however often it is said", async () => {
		const { id } = place();
		await pay(id, "sim_ok");
		const cancelled = { ...orders.get(id)!, status: "cancelled", reason: "customer" } as const;

		await say("order.cancelled", cancelled, 5);
		await say("order.cancelled", cancelled, 5);

		await until(id, { status: "refunded", refunded: 10_000 });
		expect(await balance(id)).toEqual(GIVEN_BACK);
		await expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "order_cancelled" });
		await eventually(() => expect(saidOf(id)).toEqual(["payment.due", "payment.approved", "payment.refunded"]));
	});

	it("is void when nothing was paid, even when the end is heard of first", async () => {
		const placed = place();

		await say("order.rejected", { ...placed, status: "rejected", reason: "no beans" }, 4);
		await say("order.placed", placed, 1);

		expect(await get(placed.id)).toMatchObject({ status: "voided", refunded: 0 });
		await expect(pay(placed.id, "sim_ok")).rejects.toMatchObject({ type: "order_rejected" });
	});

	it("gives back what turns out to have been charged", async () => {
		const { id } = place();
		await pay(id, "sim_timeout_ok");

		await say("order.cancelled", { ...orders.get(id)!, status: "cancelled", reason: "customer" }, 2);

		await until(id, { status: "refunded", refunded: 10_000 });
		expect(await balance(id)).toEqual(GIVEN_BACK);
	});

	it("answers with the order's end when that came while the provider was asked", async () => {
		const { id } = place();
		const provider = service().provider;
		const charge: Provider["charge"] = async (...asked) => {
			await say("order.cancelled", { ...orders.get(id)!, status: "cancelled", reason: "customer" }, 2);
			return provider.charge(...asked);
		};

		await withProvider({ charge }, () => expect(pay(id, "sim_ok")).rejects.toMatchObject({ type: "order_cancelled" }));

		await until(id, { status: "refunded" });
		expect(await balance(id)).toEqual(GIVEN_BACK);
	});

	it("asks for a refund until the provider gives it", async () => {
		const { id } = place();
		await pay(id, "sim_ok");
		const provider = service().provider;
		let failures = 1;
		const refund: Provider["refund"] = async (charge) => {
			if (failures-- > 0) throw new Error("the line is dead");
			return provider.refund(charge);
		};

		await withProvider({ refund }, async () => {
			await say("order.rejected", { ...orders.get(id)!, status: "rejected", reason: "no beans" }, 3);
			await until(id, { status: "refunded" });
		});

		expect(await balance(id)).toEqual(GIVEN_BACK);
	});

	it("collects on receipt, and gives that back without a provider", async () => {
		const placed = place({ payment: { timing: "on_receipt", status: "due" }, payBy: null });
		await say("order.placed", placed, 1);

		await say("order.completed", { ...placed, status: "completed" }, 7);
		expect(await get(placed.id)).toMatchObject({ status: "collected" });
		await say("order.refunded", { ...placed, status: "completed", refunded: true }, 8);

		expect(await get(placed.id)).toMatchObject({ status: "refunded", refunded: 10_000 });
		expect(await balance(placed.id)).toEqual({ charged: 0, refunded: 0 });
	});
});
