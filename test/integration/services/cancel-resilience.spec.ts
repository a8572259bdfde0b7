import { type BrokerOptions, type Context, Errors, ServiceBroker, type ServiceSchema } from "moleculer";
import type { CancellationSnapshot as Cancellation } from "../../../contracts/order.ts";
import { type ActorStore, bareDocument } from "../../../lib/storage/actor-store.ts";
import type { Order } from "../../../services/order/order.ts";
import { anOrder } from "../../support/builders/order.ts";
import { eventually } from "../../support/eventually.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read on first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const { registry } = await import("../../../lib/observability/metrics.ts");
const { MAKER_TIMEOUT } = await import("../../../services/order/cancellation.mixin.ts");
const { default: order } = await import("../../../services/order/order.service.ts");
const { default: brew } = await import("../../../services/brew/brew.service.ts");

const CUSTOMER = { meta: { caller: { accountId: "acc_1", roles: ["customer"] } } };
const BULKHEAD = (brew.actions.cancel as { bulkhead: { concurrency: number; maxQueueSize: number } }).bulkhead;

/** A node of the same cluster within this process, connected by Moleculer's in-memory transporter. */
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
const hang: Cancel = () => new Promise((resolve) => hanging.add(resolve));

/** Stands in for brew on its own node, and counts its calls. */
class Maker {
	calls = 0;
	answer: Cancel;
	readonly broker: ServiceBroker;

	constructor(nodeID: string, answer: Cancel) {
		this.answer = answer;
		// The maker's own breaker would answer for a slow maker, but a hanging one must not answer at all.
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

/** Stores an accepted order, which only its maker can cancel. */
const accepted = async (): Promise<string> => {
	const id = `ord_${String(++count).padStart(24, "0")}`;
	const state: Order = anOrder({ id, status: "accepted", acceptedAt: 1, submittedAt: 1 });
	const document = bareDocument<Order>(id, 1, state);
	await (orders.getLocalService("order") as unknown as { documents: ActorStore<Order> }).documents.create(document);
	return id;
};

const cancel = async (orderId?: string): Promise<{ status: string; durationMs: number }> => {
	const id = orderId ?? (await accepted());
	const startedAt = performance.now();
	const { status } = await orders.call<Cancellation, object>("order.cancel", { orderId: id }, CUSTOMER);
	return { status, durationMs: performance.now() - startedAt };
};

const answerAll = () => {
	for (const answer of hanging) answer({ kind: "granted" });
	hanging.clear();
};
const cancelMany = async (count: number) => Promise.all(Array.from({ length: count }, () => cancel()));
const once = (event: string) => new Promise((resolve) => orders.localBus.once(event, resolve));
const metric = async (name: string): Promise<number> => Number(new RegExp(`^${name} (.+)$`, "m").exec(await registry.metrics())?.[1]);

describe("the timeout", () => {
	it("limits how long a customer waits for a hanging maker", async () => {
		await maker(hang);

		const { status, durationMs } = await cancel();

		expect(status).toBe("held");
		expect(durationMs).toBeGreaterThan(700);
	});

	it("is not followed by a retry, because the held cancellation is retried", async () => {
		const hungMaker = await maker(hang);

		await cancel();

		expect(hungMaker.calls).toBe(1);
	});
});

describe("the breaker", () => {
	it("opens after timeouts, so that further cancellations are held at once", async () => {
		const hungMaker = await maker(hang);
		await cancelMany(5);

		const { status } = await cancel();

		expect(status).toBe("held");
		expect(hungMaker.calls).toBe(5);
	});

	it("half-opens with one held cancellation as a probe, and its answer releases the others", async () => {
		const hungMaker = await maker(hang);
		const halfOpened = once("$circuit-breaker.half-opened");
		await cancelMany(30);
		hungMaker.answer = granted;
		answerAll();
		const before = hungMaker.calls;
		await halfOpened;

		await eventually(async () => expect(await metric("cortado_held_cancellations")).toBe(0));
		expect(hungMaker.calls).toBeLessThanOrEqual(before + 32);
	});

	it("stays closed when the maker refuses", async () => {
		const refusing = await maker(async () => ({ kind: "refused", code: "brewing_started" }));

		for (let times = 0; times < 10; times++) await expect(cancel()).rejects.toMatchObject({ code: 409, type: "brewing_started" });
		expect(refusing.calls).toBe(10);
	});

	it("works for a node that returns under the same id after its breaker was open", async () => {
		const first = await maker(hang, "brew-again");
		await cancelMany(5);
		answerAll();
		await first.broker.stop();
		const second = await maker(hang, "brew-again");
		await cancelMany(8);
		const callsBefore = second.calls;

		expect((await cancel()).status).toBe("held");
		expect(second.calls).toBe(callsBefore);
	});

	it("is reported by /metrics", async () => {
		const hungMaker = await maker(hang);
		const label = `{action="brew.cancel",node="${hungMaker.broker.nodeID}"}`;
		await cancelMany(5);

		expect(await metric(`cortado_breaker_state${label}`)).toBe(2);
		expect(await metric("cortado_held_cancellations")).toBe(5);
		expect(await metric("cortado_held_cancellation_oldest_seconds")).toBeGreaterThan(0);
		hungMaker.answer = granted;
		await once("$circuit-breaker.closed");
		expect(await metric(`cortado_breaker_state${label}`)).toBe(0);
	});
});

describe("the retry", () => {
	it("succeeds after a failure that is immediate", async () => {
		const flaky = await maker();
		flaky.answer = async () => {
			flaky.answer = granted;
			throw new Errors.MoleculerRetryableError("Storage is busy.", 503, "store_unavailable");
		};

		expect((await cancel()).status).toBe("granted");
		expect(flaky.calls).toBe(2);
	});

	it("hides a stopping node while another one is running", async () => {
		const [stopping] = [await maker(), await maker()];
		let isStopping = true;
		const stopped = stopping.broker.stop().then(() => {
			isStopping = false;
		});
		makers.shift();

		const statuses = new Set<string>();
		while (isStopping) for (const { status } of await cancelMany(5)) statuses.add(status);
		await stopped;

		expect([...statuses]).toEqual(["granted"]);
	});
});

describe("the bulkhead", () => {
	it("rejects calls beyond its capacity at once, without opening the breaker", async () => {
		const full = await maker(hang);
		const capacity = BULKHEAD.concurrency + BULKHEAD.maxQueueSize;
		const admitted = Array.from({ length: capacity }, (_, index) => orders.call("brew.cancel", { orderId: `ord_${index}` }));
		await eventually(() => expect(full.calls).toBe(BULKHEAD.concurrency));

		const rejected: Awaited<ReturnType<typeof cancel>>[] = [];
		for (let times = 0; times < 5; times++) rejected.push(await cancel());
		expect(new Set(rejected.map(({ status }) => status))).toEqual(new Set(["held"]));
		expect(Math.min(...rejected.map(({ durationMs }) => durationMs))).toBeLessThan(MAKER_TIMEOUT);

		full.answer = granted;
		answerAll();
		expect(await Promise.all(admitted)).toEqual(Array.from(admitted, () => ({ kind: "granted" })));
		expect((await cancel()).status).toBe("granted");
	});
});
