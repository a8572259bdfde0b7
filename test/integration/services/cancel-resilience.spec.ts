import { type BrokerOptions, type Context, Errors, ServiceBroker, type ServiceSchema } from "moleculer";
import type { CancellationSnapshot as Cancellation } from "../../../contracts/order.ts";
import { type ActorStore, bareDocument } from "../../../lib/storage/actor-store.ts";
import type { Order } from "../../../services/order/order.ts";
import { anOrder } from "../../support/builders/order.ts";
import { eventually } from "../../support/eventually.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use: what is above has to come first.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const { registry } = await import("../../../lib/observability/metrics.ts");
const { MAKER_TIMEOUT } = await import("../../../services/order/cancellation.mixin.ts");
const { default: order } = await import("../../../services/order/order.service.ts");
const { default: brew } = await import("../../../services/brew/brew.service.ts");

const CUSTOMER = { meta: { caller: { accountId: "acc_1", roles: ["customer"] } } };
const BULKHEAD = (brew.actions.cancel as { bulkhead: { concurrency: number; maxQueueSize: number } }).bulkhead;

/** Another node of the same cluster, within this process: over the framework's own in-memory transporter. */
const node = (nodeID: string, change: BrokerOptions = {}): ServiceBroker =>
	new ServiceBroker({
		...brokerOptions(),
		...change,
		nodeID,
		transporter: "Fake",
		skipProcessEventRegistration: true,
		registry: { stopDelay: 0 },
	});

type Cancel = (ctx: Context<{ orderId: string }>) => Promise<unknown>;
const granted: Cancel = async () => ({ kind: "granted" });
const hanging = new Set<(answer: unknown) => void>();
const hang: Cancel = () => new Promise((answer) => hanging.add(answer));

/** Stands for brew, on a node of its own; counts what reaches it. */
class Maker {
	calls = 0;
	answer: Cancel;
	readonly broker: ServiceBroker;

	constructor(nodeID: string, answer: Cancel) {
		this.answer = answer;
		// Its own breaker would speak for a maker that is merely slow; one that hangs says nothing.
		this.broker = node(nodeID, { circuitBreaker: { enabled: false } });
		const handler = (ctx: Context<{ orderId: string }>) => {
			this.calls++;
			return this.answer(ctx);
		};
		this.broker.createService({ name: "brew", actions: { cancel: { guard: "internal", bulkhead: BULKHEAD, handler } } } as ServiceSchema);
	}
}

let orders: ServiceBroker;
let makers: Maker[] = [];
let count = 0;

beforeAll(async () => {
	orders = node("orders");
	orders.createService(order as unknown as ServiceSchema);
	await orders.start();
});

afterEach(async () => {
	for (const maker of makers) maker.answer = granted;
	answerAll();
	await eventually(async () => expect(await orders.call("order.held", { limit: 1 })).toEqual([]));
	await Promise.all(makers.map(({ broker }) => broker.stop()));
	makers = [];
});

afterAll(() => orders.stop());

const maker = async (answer: Cancel = granted, nodeID = `brew-${++count}`): Promise<Maker> => {
	const started = new Maker(nodeID, answer);
	makers.push(started);
	await started.broker.start();
	await eventually(() => expect(orders.registry.actions.get("brew.cancel")?.hasNodeID(nodeID)).toBe(true));
	return started;
};

/** An order that is accepted, so that only its maker can cancel it. */
const accepted = async (): Promise<string> => {
	const id = `ord_${String(++count).padStart(24, "0")}`;
	const state: Order = anOrder({ id, status: "accepted", acceptedAt: 1, submittedAt: 1 });
	const document = bareDocument<Order>(id, 1, state);
	await (orders.getLocalService("order") as unknown as { documents: ActorStore<Order> }).documents.create(document);
	return id;
};

const cancel = async (orderId?: string): Promise<{ status: string; took: number }> => {
	const id = orderId ?? (await accepted());
	const before = performance.now();
	const { status } = await orders.call<Cancellation, object>("order.cancel", { orderId: id }, CUSTOMER);
	return { status, took: performance.now() - before };
};

const answerAll = () => {
	for (const answer of hanging) answer({ kind: "granted" });
	hanging.clear();
};
const cancelMany = async (many: number) => Promise.all(Array.from({ length: many }, () => cancel()));
const told = (event: string) => new Promise((tell) => orders.localBus.once(event, tell));
const figure = async (name: string): Promise<number> => Number(new RegExp(`^${name} (.+)$`, "m").exec(await registry.metrics())?.[1]);

describe("the timeout", () => {
	it("bounds what a customer waits for a maker that hangs", async () => {
		await maker(hang);

		const { status, took } = await cancel();

		expect(status).toBe("held");
		expect(took).toBeGreaterThan(700);
	});

	it("is not followed by a retry: holding is the retry", async () => {
		const silent = await maker(hang);

		await cancel();

		expect(silent.calls).toBe(1);
	});
});

describe("the breaker", () => {
	it("opens on timeouts, and from then on a cancel is held at once", async () => {
		const silent = await maker(hang);
		await cancelMany(5);

		const { status } = await cancel();

		expect(status).toBe("held");
		expect(silent.calls).toBe(5);
	});

	it("half-opens, probes with one that is held, and when that is answered all others are", async () => {
		const silent = await maker(hang);
		const halfOpened = told("$circuit-breaker.half-opened");
		await cancelMany(30);
		silent.answer = granted;
		answerAll();
		const before = silent.calls;
		await halfOpened;

		await eventually(async () => expect(await figure("cortado_held_cancellations")).toBe(0));
		expect(silent.calls).toBeLessThanOrEqual(before + 32);
	});

	it("stays out of the way of a maker that refuses", async () => {
		const strict = await maker(async () => ({ kind: "refused", code: "brewing_started" }));

		for (let times = 0; times < 10; times++) await expect(cancel()).rejects.toMatchObject({ code: 409, type: "brewing_started" });
		expect(strict.calls).toBe(10);
	});

	it("guards a node of the same name that comes after one whose breaker was open", async () => {
		const first = await maker(hang, "brew-again");
		await cancelMany(5);
		answerAll();
		await first.broker.stop();
		const second = await maker(hang, "brew-again");
		await cancelMany(8);
		const asked = second.calls;

		expect((await cancel()).status).toBe("held");
		expect(second.calls).toBe(asked);
	});

	it("is a figure of /metrics", async () => {
		const silent = await maker(hang);
		const label = `{action="brew.cancel",node="${silent.broker.nodeID}"}`;
		await cancelMany(5);

		expect(await figure(`cortado_breaker_state${label}`)).toBe(2);
		expect(await figure("cortado_held_cancellations")).toBe(5);
		expect(await figure("cortado_held_cancellation_oldest_seconds")).toBeGreaterThan(0);
		silent.answer = granted;
		await told("$circuit-breaker.closed");
		expect(await figure(`cortado_breaker_state${label}`)).toBe(0);
	});
});

describe("the retry", () => {
	it("bridges what fails fast", async () => {
		const shaky = await maker();
		shaky.answer = async () => {
			shaky.answer = granted;
			throw new Errors.MoleculerRetryableError("The store is busy.", 503, "store_unavailable");
		};

		expect((await cancel()).status).toBe("granted");
		expect(shaky.calls).toBe(2);
	});

	it("makes a node that leaves unnoticed while another is there", async () => {
		const [leaving] = [await maker(), await maker()];
		let isLeaving = true;
		const left = leaving.broker.stop().then(() => {
			isLeaving = false;
		});
		makers.shift();

		const statuses = new Set<string>();
		while (isLeaving) for (const { status } of await cancelMany(5)) statuses.add(status);
		await left;

		expect([...statuses]).toEqual(["granted"]);
	});
});

describe("the bulkhead", () => {
	it("refuses at once what it cannot take, and that does not open the breaker", async () => {
		const full = await maker(hang);
		const room = BULKHEAD.concurrency + BULKHEAD.maxQueueSize;
		const taken = Array.from({ length: room }, (_, index) => orders.call("brew.cancel", { orderId: `ord_${index}` }));
		await eventually(() => expect(full.calls).toBe(BULKHEAD.concurrency));

		const refused: Awaited<ReturnType<typeof cancel>>[] = [];
		for (let times = 0; times < 5; times++) refused.push(await cancel());
		expect(new Set(refused.map(({ status }) => status))).toEqual(new Set(["held"]));
		expect(Math.min(...refused.map(({ took }) => took))).toBeLessThan(MAKER_TIMEOUT);

		full.answer = granted;
		answerAll();
		expect(await Promise.all(taken)).toEqual(Array.from(taken, () => ({ kind: "granted" })));
		expect((await cancel()).status).toBe("granted");
	});
});
