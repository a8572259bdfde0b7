import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { MessageType } from "../../contracts/messages.ts";
import type { CancellationSnapshot as Cancellation, OrderSnapshot } from "../../contracts/order.ts";
import type { Caller } from "../../lib/auth/caller.ts";
import type { CallMeta } from "../../lib/broker/guard.ts";
import type { Message } from "../../lib/messaging/message.ts";
import { type ActorStore, bareDocument } from "../../lib/storage/actor-store.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { eventually } from "../../test/support/eventually.ts";
import type { MakerAnswer } from "./cancellation.ts";
import type { Order } from "./order.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use: what is above has to come first.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { registry } = await import("../../lib/observability/metrics.ts");
const { default: order } = await import("./order.service.ts");

const OWNER: Caller = { accountId: "acc_1", roles: ["customer"] };
const STRANGER: Caller = { accountId: "acc_2", roles: ["customer"] };
const STAFF: Caller = { accountId: "acc_3", roles: ["staff"], storeId: "gangnam" };

let broker: ServiceBroker;
let answer: () => Promise<MakerAnswer>;
let asked: object[];
let heard: Message<OrderSnapshot>[];
let count = 0;

const away = () => Promise.reject(new Error("away"));

/** Stands for whoever makes or brings it, and listens to what the order says. */
const maker = (name: string): ServiceSchema => ({
	name,
	actions: {
		cancel: {
			guard: "internal",
			circuitBreaker: { enabled: false },
			handler({ params }: Context<object>) {
				asked.push({ maker: name, ...params });
				return answer();
			},
		},
	},
});
const listener: ServiceSchema = {
	name: "listener",
	started() {
		return this.broker.bus.subscribe({
			group: "listener",
			types: ["order.cancelled", "order.cancellation_held", "order.cancellation_refused"],
			handler: async (message: Message) => void heard.push(message as Message<OrderSnapshot>),
			deadLetter: async () => undefined,
		});
	},
};

beforeAll(async () => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	for (const schema of [maker("brew"), maker("delivery"), listener]) broker.createService(schema);
	broker.createService(order as unknown as ServiceSchema);
	await broker.start();
});

beforeEach(() => {
	answer = async () => ({ kind: "granted" });
	asked = [];
	heard = [];
});

afterAll(() => broker.stop());

const there = async (change: Partial<Order>): Promise<string> => {
	const id = `ord_${String(++count).padStart(24, "0")}`;
	const document = bareDocument<Order>(id, 1, anOrder({ id, ...change }));
	await (broker.getLocalService("order") as unknown as { documents: ActorStore<Order> }).documents.create(document);
	return id;
};
const accepted = (change: Partial<Order> = {}) => there({ status: "accepted", submittedAt: 1, acceptedAt: 1, ...change });

const call = async <Answer = Cancellation>(action: string, params: object, caller = OWNER) => {
	const ctx = new Context<object, CallMeta>(broker);
	ctx.meta = { outside: true, caller };
	const result = await ctx.call<Answer, object>(`order.${action}`, params);
	return { ...result, pending: ctx.meta.pending };
};
const cancel = (orderId: string, caller = OWNER) => call("cancel", { orderId, reason: "too late" }, caller);
const status = async (orderId: string) => (await call<OrderSnapshot>("get", { orderId })).status;
const saidOf = (orderId: string) => heard.filter(({ data }) => data.id === orderId).map(({ type }) => type);
const answered = async (outcome: string) =>
	Number(new RegExp(`^cortado_cancel_answers_total{outcome="${outcome}"} (.+)$`, "m").exec(await registry.metrics())?.[1] ?? 0);

const say = (type: MessageType, orderId: string, data: object): Promise<void> => {
	const sender = `brew/${orderId}`;
	const message: Message = { id: `${sender}/9`, type, sender, version: 9, at: Date.now(), schema: 1, data };
	return broker.bus.publish({ id: message.id, type, sender, version: 9, json: JSON.stringify(message) });
};

describe("a cancel", () => {
	it.each(["placed", "submitted"] as const)("of an order that is %s is granted without asking anybody", async (before) => {
		const id = await there({ status: before });

		expect(await cancel(id)).toMatchObject({ status: "granted", reason: "too late", attempts: 1, pending: undefined });
		expect(asked).toEqual([]);
		expect(saidOf(id)).toEqual(["order.cancelled"]);
	});

	it.each([
		["goods", "brew"],
		["parcel", "delivery"],
	] as const)("of accepted %s is decided by %s", async (kind, maker) => {
		const id = await accepted({ kind });

		expect((await cancel(id)).status).toBe("granted");
		expect(asked).toEqual([{ maker, orderId: id, storeId: "gangnam", customerId: "acc_1" }]);
		expect(await status(id)).toBe("cancelled");
	});

	it("is refused as the maker refuses, and that can be read afterwards", async () => {
		const id = await accepted();
		answer = async () => ({ kind: "refused", code: "brewing_started" });
		const before = await answered("refused");

		await expect(cancel(id)).rejects.toMatchObject({ code: 409, type: "brewing_started" });
		expect(await call("cancellation", { orderId: id })).toMatchObject({ status: "refused", code: "brewing_started" });
		expect(await status(id)).toBe("accepted");
		expect(await answered("refused")).toBe(before + 1);
	});

	it("is the same the second time, and asks nobody again", async () => {
		const id = await accepted();
		const first = await cancel(id);

		expect(await cancel(id)).toEqual(first);
		expect(asked.length).toBe(1);
		expect(saidOf(id)).toEqual(["order.cancelled"]);
	});

	it("has one outcome when it is sent ten times at once", async () => {
		const id = await accepted();

		const outcomes = await Promise.all(Array.from({ length: 10 }, () => cancel(id)));

		expect(new Set(outcomes.map((outcome) => outcome.status))).toEqual(new Set(["granted"]));
		expect(saidOf(id)).toEqual(["order.cancelled"]);
	});

	it.each([
		["preparing", "brewing_started"],
		["ready", "brewing_started"],
		["completed", "order_completed"],
		["rejected", "order_rejected"],
		["cancelled", "order_cancelled"],
	] as const)("of an order that is %s: 409 %s, asking nobody", async (before, type) => {
		const id = await there({ status: before, submittedAt: 1 });

		await expect(cancel(id)).rejects.toMatchObject({ code: 409, type });
		expect(asked).toEqual([]);
	});

	it("of somebody else's order is not found, and changes nothing", async () => {
		const id = await accepted();

		await expect(cancel(id, STRANGER)).rejects.toMatchObject({ code: 404 });
		await expect(cancel(id, STAFF)).rejects.toMatchObject({ code: 403 });
		await expect(call("cancellation", { orderId: id }, STRANGER)).rejects.toMatchObject({ code: 404 });
		await expect(call("cancellation", { orderId: id })).rejects.toMatchObject({ code: 404 });
		expect(asked).toEqual([]);
	});
});

describe("a held cancel", () => {
	const hold = async (change: Partial<Order> = {}) => {
		answer = away;
		const id = await accepted(change);
		expect(await cancel(id)).toMatchObject({ status: "held", attempts: 1, pending: { retryAfter: expect.any(Number) } });
		return id;
	};

	it("is told once, shown to the operators, and decided when its time comes", async () => {
		const id = await hold();

		expect(saidOf(id)).toEqual(["order.cancellation_held"]);
		expect(await broker.call("order.held", { limit: 5 })).toEqual([
			{ orderId: id, attempts: 1, requestedAt: expect.any(String), nextAttemptAt: expect.any(String) },
		]);
		answer = async () => ({ kind: "granted" });

		await eventually(async () => expect(await status(id)).toBe("cancelled"));
		expect(await broker.call("order.held", { limit: 5 })).toEqual([]);
		expect(saidOf(id)).toEqual(["order.cancellation_held", "order.cancelled"]);
	});

	it("is asked again at once when the customer repeats it", async () => {
		const id = await hold();
		answer = async () => ({ kind: "granted" });

		expect(await cancel(id)).toMatchObject({ status: "granted" });
	});

	it("takes a message of the maker for its answer", async () => {
		const granted = await hold();
		const refused = await hold();

		await say("brew.cancelled", granted, { orderId: granted });
		await say("brew.started", refused, { orderId: refused, status: "brewing" });

		expect(await call("cancellation", { orderId: granted })).toMatchObject({ status: "granted", nextAttemptAt: null });
		expect(await call("cancellation", { orderId: refused })).toMatchObject({ status: "refused", code: "brewing_started" });
	});

	it("waits with the others until one of them is answered", async () => {
		const ids = await Promise.all(Array.from({ length: 40 }, () => hold()));
		let atOnce = 0;
		let most = 0;
		answer = async () => {
			most = Math.max(most, ++atOnce);
			await new Promise(setImmediate);
			atOnce--;
			return { kind: "granted" };
		};

		broker.broadcastLocal("$services.changed");

		await eventually(async () => expect(await Promise.all(ids.map(status))).toEqual(ids.map(() => "cancelled")));
		expect(most).toBeLessThanOrEqual(16);
	});
});
