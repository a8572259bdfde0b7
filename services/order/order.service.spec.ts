import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { MessageType } from "../../contracts/catalogue/messages.ts";
import type { CancellationSnapshot as Cancellation, OrderSnapshot } from "../../contracts/order.ts";
import type { Caller } from "../../lib/auth/caller.ts";
import type { CallMeta } from "../../lib/broker/guard.ts";
import type { Message } from "../../lib/messaging/message.ts";
import { type ActorStore, bareDocument } from "../../lib/storage/actor-store.ts";
import { anOrder, aStore } from "../../test/support/builders/order.ts";
import { eventually } from "../../test/support/eventually.ts";
import type { MakerAnswer } from "./cancellation.ts";
import type { Order } from "./order.ts";

Object.assign(process.env, {
	STORE_URL: "sqlite::memory:",
	LOG_LEVEL: "fatal",
	MAX_BACKLOG: "10",
	OPEN_ORDERS: "10",
	ITEMS_PER_PRODUCT: "10",
	ITEMS_PER_ORDER: "12",
});

// Settings are read on first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { registry } = await import("../../lib/observability/metrics.ts");
const { default: order } = await import("./order.service.ts");
const { default: orderMenu } = await import("./order-menu.service.ts");
const { default: orderLimits } = await import("./order-limits.service.ts");
const { default: orderCatalogue } = await import("./order-catalogue.service.ts");

const OWNER: Caller = { accountId: "acc_1", roles: ["customer"] };
const STRANGER: Caller = { accountId: "acc_2", roles: ["customer"] };
const STAFF: Caller = { accountId: "acc_3", roles: ["staff"], storeId: "gangnam" };

let broker: ServiceBroker;
let answer: () => Promise<MakerAnswer>;
let calls: object[];
let received: Message<OrderSnapshot>[];
let count = 0;
let held: Promise<void> | undefined;

const unavailable = () => Promise.reject(new Error("unavailable"));

/** Stands in for brew or delivery. */
const maker = (name: string): ServiceSchema => ({
	name,
	actions: {
		cancel: {
			guard: "internal",
			circuitBreaker: { enabled: false },
			handler({ params }: Context<object>) {
				calls.push({ maker: name, ...params });
				return answer();
			},
		},
	},
});
const subscriber: ServiceSchema = {
	name: "subscriber",
	started() {
		return this.broker.bus.subscribe({
			group: "subscriber",
			types: ["order.cancelled", "order.cancellation_held", "order.cancellation_refused"],
			handler: async (message: Message) => void received.push(message as Message<OrderSnapshot>),
			deadLetter: async () => undefined,
		});
	},
};
/** Handles nothing while `held` is pending. */
const slow = (group: string, type: MessageType): ServiceSchema => ({
	name: `slow-${group}`,
	started() {
		return this.broker.bus.subscribe({ group, types: [type], handler: async () => held, deadLetter: async () => undefined });
	},
});

beforeAll(async () => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	for (const schema of [maker("brew"), maker("delivery"), subscriber, slow("brew", "stock.changed"), slow("webhook", "account.registered")])
		broker.createService(schema);
	for (const schema of [order, orderLimits, orderMenu, orderCatalogue]) broker.createService(schema as unknown as ServiceSchema);
	await broker.start();
});

beforeEach(() => {
	answer = async () => ({ kind: "granted" });
	calls = [];
	received = [];
});

afterAll(() => broker.stop());

const stored = async (change: Partial<Order>): Promise<string> => {
	const id = `ord_${String(++count).padStart(24, "0")}`;
	const document = bareDocument<Order>(id, 1, anOrder({ id, ...change }));
	await (broker.getLocalService("order") as unknown as { documents: ActorStore<Order> }).documents.create(document);
	return id;
};
const accepted = (change: Partial<Order> = {}) => stored({ status: "accepted", submittedAt: 1, acceptedAt: 1, ...change });

const call = async <Answer = Cancellation>(action: string, params: object, caller = OWNER) => {
	const ctx = new Context<object, CallMeta>(broker);
	ctx.meta = { outside: true, caller };
	const result = await ctx.call<Answer, object>(`order.${action}`, params);
	return { ...result, pending: ctx.meta.pending };
};
const cancel = (orderId: string, caller = OWNER) => call("cancel", { orderId, reason: "too late" }, caller);
const status = async (orderId: string) => (await call<OrderSnapshot>("get", { orderId })).status;
const publishedBy = (orderId: string) => received.filter(({ data }) => data.id === orderId).map(({ type }) => type);
const answerCount = async (outcome: string) =>
	Number(new RegExp(`^cortado_cancel_answers_total{outcome="${outcome}"} (.+)$`, "m").exec(await registry.metrics())?.[1] ?? 0);

const publish = (type: MessageType, orderId: string, data: object): Promise<void> => {
	const sender = `brew/${orderId}`;
	const message: Message = { id: `${sender}/9`, type, sender, version: 9, at: Date.now(), schema: 1, data };
	return broker.bus.publish({ id: message.id, type, sender, version: 9, json: JSON.stringify(message) });
};

describe("a new order", () => {
	const SENT = 11;
	const order = {
		storeId: "gangnam",
		kind: "goods",
		fulfilment: "pickup",
		lines: [{ productId: "latte", quantity: 1 }],
		payment: { timing: "on_receipt" },
	};
	const codeOfPlacing = (storeId = "gangnam"): Promise<string | undefined> =>
		broker.call("order.place", { ...order, storeId }, { meta: { caller: OWNER } }).then(
			() => undefined,
			(error) => error.type,
		);
	const publishAll = (type: MessageType, count = SENT, data = {}) =>
		Promise.all(
			Array.from({ length: count }, (_, index) => {
				const message: Message<object> = { id: `test/${index}/1`, type, sender: `test/${index}`, version: 1, at: 1, schema: 1, data };
				return broker.bus.publish({ ...message, json: JSON.stringify(message) });
			}),
		);

	it("is refused at a store with too much to do, but not at another", async () => {
		await publish("store.changed", "gangnam", aStore());
		await publish("store.changed", "hongdae", { ...aStore(), id: "hongdae" });
		const { promise, resolve } = Promise.withResolvers<void>();
		held = promise;
		const published = publishAll("stock.changed", 6, { storeId: "hongdae" });
		try {
			await eventually(() => expect(broker.bus.backlog()).toBe(6));
			expect([await codeOfPlacing("hongdae"), await codeOfPlacing("gangnam")]).toEqual(["overloaded", undefined]);
		} finally {
			resolve();
			await published;
		}
	});

	it.each<[string, string | undefined, MessageType]>([
		["is refused while a service that it waits for lags behind", "overloaded", "stock.changed"],
		["is not refused because of a service that it does not wait for", undefined, "account.registered"],
	])("%s", async (_, code, type) => {
		await publish("store.changed", "gangnam", aStore());
		const { promise, resolve } = Promise.withResolvers<void>();
		held = promise;
		const published = publishAll(type);
		try {
			await eventually(() => expect(broker.bus.backlog()).toBe(SENT));
			expect(await codeOfPlacing()).toBe(code);
		} finally {
			resolve();
			await published;
		}
	});
});

describe("the orders of one customer", () => {
	const HOARDER: Caller = { accountId: "acc_hoarder", roles: ["customer"] };
	const request = (timing = "on_receipt", quantities = [1]) => ({
		storeId: "gangnam",
		kind: "goods",
		fulfilment: "pickup",
		lines: quantities.map((quantity) => ({ productId: "latte", quantity })),
		payment: { timing },
	});
	const place = (order = request(), caller = HOARDER) =>
		call<OrderSnapshot>("place", order, caller).then(
			({ id }) => ({ id, code: "placed" }),
			(error) => ({ id: "", code: error.type as string }),
		);
	beforeEach(() => publish("store.changed", "gangnam", aStore()));

	it("cannot reserve a store's stock unpaid: few may be open, also when they come at once", async () => {
		const placed = await Promise.all(Array.from({ length: 14 }, () => place()));
		const prepaid = await place(request("prepaid"));
		const ofAnother = await place(request(), { accountId: "acc_modest", roles: ["customer"] });
		await cancel(placed.find(({ code }) => code === "placed")!.id, HOARDER);

		const codes = placed.map(({ code }) => code).sort();
		expect(codes).toEqual([...Array(10).fill("placed"), ...Array(4).fill("too_many_open_orders")]);
		expect([prepaid.code, ofAnother.code]).toEqual(["placed", "placed"]);
		expect([(await place()).code, (await place()).code]).toEqual(["placed", "too_many_open_orders"]);
	});

	it.each([
		["of a product, over all its lines", [5, 6]],
		["of all products", [11]],
	])("may contain so many items %s", async (_, quantities) => {
		expect((await place(request("prepaid", quantities))).code).toBe("too_many_items");
	});

	it("are refused at a store that has blocked the customer, until it lets the customer order again", async () => {
		const block = { storeId: "gangnam", customerId: "acc_rude", reason: "left five orders" };
		const rude: Caller = { accountId: "acc_rude", roles: ["customer"] };
		const limits = (action: string, params: object) =>
			broker.call<{ items: object[] }, object>(`order-limits.${action}`, params, { meta: { caller: STAFF } });
		await limits("block", block);
		const refused = await place(request("prepaid"), rude);
		const { items } = await limits("blocked", { storeId: "gangnam" });
		await limits("unblock", { storeId: "gangnam", customerId: "acc_rude" });

		expect([refused.code, (await place(request("prepaid"), rude)).code]).toEqual(["customer_blocked", "placed"]);
		expect(items).toEqual([{ ...block, by: "acc_3", at: expect.any(String) }]);
	});
});

describe("attempts of one request to place an order", () => {
	const request = {
		storeId: "gangnam",
		kind: "goods",
		fulfilment: "pickup",
		lines: [{ productId: "latte", quantity: 1 }],
		payment: { timing: "on_receipt" },
	};
	const place = async (idEnding: string | undefined) => {
		const ctx = new Context<object, CallMeta>(broker);
		ctx.meta = { outside: true, caller: OWNER, ...(idEnding === undefined ? undefined : { idEnding }) };
		return ctx.call<OrderSnapshot, object>("order.place", request);
	};

	it("all answer with the one order, also at the same time", async () => {
		await publish("store.changed", "gangnam", aStore());
		const orders = await Promise.all(Array.from({ length: 5 }, () => place("0mi8q3k5x0123456789abcdef")));

		expect(orders.map(({ id }) => id)).toEqual(Array(5).fill("ord_0mi8q3k5x0123456789abcdef"));
		expect(await place("0mi8q3k5x0123456789abcdef")).toEqual(orders[0]);
	});

	it("place an order each without a key", async () => {
		const orders = await Promise.all([place(undefined), place(undefined)]);

		expect(orders[0]!.id).not.toBe(orders[1]!.id);
	});
});

describe("a cancellation", () => {
	it.each(["placed", "submitted"] as const)("of an order that is %s is granted without asking a maker", async (before) => {
		const id = await stored({ status: before });

		expect(await cancel(id)).toMatchObject({ status: "granted", reason: "too late", attempts: 1, pending: undefined });
		expect(calls).toEqual([]);
		expect(publishedBy(id)).toEqual(["order.cancelled"]);
	});

	it.each([
		["goods", "brew"],
		["parcel", "delivery"],
	] as const)("of accepted %s is decided by %s", async (kind, maker) => {
		const id = await accepted({ kind });

		expect((await cancel(id)).status).toBe("granted");
		expect(calls).toEqual([{ maker, orderId: id, storeId: "gangnam", customerId: "acc_1" }]);
		expect(await status(id)).toBe("cancelled");
	});

	it("is refused if the maker refuses, and can be read afterwards", async () => {
		const id = await accepted();
		answer = async () => ({ kind: "refused", code: "brewing_started" });
		const before = await answerCount("refused");

		await expect(cancel(id)).rejects.toMatchObject({ code: 409, type: "brewing_started" });
		expect(await call("cancellation", { orderId: id })).toMatchObject({ status: "refused", code: "brewing_started" });
		expect(await status(id)).toBe("accepted");
		expect(await answerCount("refused")).toBe(before + 1);
	});

	it("has the same answer when repeated, without asking again", async () => {
		const id = await accepted();
		const first = await cancel(id);

		expect(await cancel(id)).toEqual(first);
		expect(calls.length).toBe(1);
		expect(publishedBy(id)).toEqual(["order.cancelled"]);
	});

	it("has one outcome when requested ten times at once", async () => {
		const id = await accepted();

		const outcomes = await Promise.all(Array.from({ length: 10 }, () => cancel(id)));

		expect(new Set(outcomes.map((outcome) => outcome.status))).toEqual(new Set(["granted"]));
		expect(publishedBy(id)).toEqual(["order.cancelled"]);
	});

	it.each([
		["preparing", "brewing_started"],
		["ready", "brewing_started"],
		["completed", "order_completed"],
		["rejected", "order_rejected"],
		["cancelled", "order_cancelled"],
	] as const)("of an order that is %s is refused with %s, without asking a maker", async (before, type) => {
		const id = await stored({ status: before, submittedAt: 1 });

		await expect(cancel(id)).rejects.toMatchObject({ code: 409, type });
		expect(calls).toEqual([]);
	});

	it("of another customer's order is not found, and changes nothing", async () => {
		const id = await accepted();

		await expect(cancel(id, STRANGER)).rejects.toMatchObject({ code: 404 });
		await expect(cancel(id, STAFF)).rejects.toMatchObject({ code: 403 });
		await expect(call("cancellation", { orderId: id }, STRANGER)).rejects.toMatchObject({ code: 404 });
		await expect(call("cancellation", { orderId: id })).rejects.toMatchObject({ code: 404 });
		expect(calls).toEqual([]);
	});
});

describe("a held cancellation", () => {
	const hold = async (change: Partial<Order> = {}) => {
		answer = unavailable;
		const id = await accepted(change);
		expect(await cancel(id)).toMatchObject({ status: "held", attempts: 1, pending: { retryAfter: expect.any(Number) } });
		return id;
	};

	it("is published once, listed for operators, and decided at the next attempt", async () => {
		const id = await hold();

		expect(publishedBy(id)).toEqual(["order.cancellation_held"]);
		expect(await broker.call("order.held", { limit: 5 })).toEqual([
			{ orderId: id, attempts: 1, requestedAt: expect.any(String), nextAttemptAt: expect.any(String) },
		]);
		answer = async () => ({ kind: "granted" });

		await eventually(async () => expect(await status(id)).toBe("cancelled"));
		expect(await broker.call("order.held", { limit: 5 })).toEqual([]);
		expect(publishedBy(id)).toEqual(["order.cancellation_held", "order.cancelled"]);
	});

	it("is retried at once when the customer repeats it", async () => {
		const id = await hold();
		answer = async () => ({ kind: "granted" });

		expect(await cancel(id)).toMatchObject({ status: "granted" });
	});

	it("is decided by a message of the maker", async () => {
		const granted = await hold();
		const refused = await hold();

		await publish("brew.cancelled", granted, { orderId: granted });
		await publish("brew.started", refused, { orderId: refused, status: "brewing" });

		expect(await call("cancellation", { orderId: granted })).toMatchObject({ status: "granted", nextAttemptAt: null });
		expect(await call("cancellation", { orderId: refused })).toMatchObject({ status: "refused", code: "brewing_started" });
	});

	it("is decided with all others once the maker is back, at most 16 at a time", async () => {
		const ids = await Promise.all(Array.from({ length: 40 }, () => hold()));
		let concurrent = 0;
		let highest = 0;
		answer = async () => {
			highest = Math.max(highest, ++concurrent);
			await new Promise(setImmediate);
			concurrent--;
			return { kind: "granted" };
		};

		broker.broadcastLocal("$services.changed");

		await eventually(async () => expect(await Promise.all(ids.map(status))).toEqual(ids.map(() => "cancelled")));
		expect(highest).toBeLessThanOrEqual(16);
	});
});

describe("scheduled orders", () => {
	const QUARTER = 15 * 60_000;
	const iso = (at: number) => new Date(at).toISOString();
	const slot = Math.ceil(Date.now() / QUARTER) * QUARTER + 8 * QUARTER;
	const changeStore = async (change: object) => {
		const store = aStore({ id: "mapo", capacity: { itemsPer15Minutes: 3 }, ...change });
		const version = ++count;
		const message: Message = {
			id: `store/mapo/${version}`,
			type: "store.changed",
			sender: "store/mapo",
			version,
			at: 1,
			schema: 1,
			data: store,
		};
		await broker.bus.publish({ ...message, json: JSON.stringify(message) });
	};
	const place = (at: number, quantity = 1) =>
		call<OrderSnapshot & { version: number }>("place", {
			storeId: "mapo",
			kind: "goods",
			lines: [{ productId: "latte", quantity }],
			payment: { timing: "on_receipt" },
			for: iso(at),
		});
	const slots = async () =>
		(await broker.call<{ items: { at: string; full: boolean }[] }, object>("order.slots", { storeId: "mapo" })).items;

	it("fill their slot, and the next one is offered", async () => {
		await changeStore({});
		await eventually(async () => expect(await place(slot, 2)).toMatchObject({ for: iso(slot), promise: { readyAt: iso(slot) } }));

		await expect(place(slot, 2)).rejects.toMatchObject({
			type: "slot_full",
			code: 409,
			data: { field: "for", nextSlotAt: iso(slot + QUARTER) },
		});

		const { id } = await place(slot, 1);
		const isListed = (await slots()).some(({ at }) => at === iso(slot));
		if (isListed) expect(await slots()).toContainEqual({ at: iso(slot), full: true });
		await cancel(id);
		if (isListed) expect(await slots()).toContainEqual({ at: iso(slot), full: false });
	});

	it("end at once when the store will be closed at their time, but not when it stops taking orders for now", async () => {
		const kept = await place(slot + 40 * QUARTER);
		const lost = await place(slot + 10 * QUARTER);

		await changeStore({ open: false });
		await changeStore({ closedUntil: { at: slot + 20 * QUARTER, reason: "정전" } });

		await eventually(async () =>
			expect(await call("get", { orderId: lost.id })).toMatchObject({ status: "cancelled", reason: "store_closed" }),
		);
		expect(await status(kept.id)).toBe("submitted");
		await expect(place(slot + 10 * QUARTER)).rejects.toMatchObject({ type: "store_closed", data: { opensAt: iso(slot + 20 * QUARTER) } });
		await changeStore({});
	});
});
