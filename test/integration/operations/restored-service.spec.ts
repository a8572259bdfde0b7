import { copyFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ServiceBroker } from "moleculer";
import type { Audit, Repair } from "../../../contracts/ops.ts";
import type { Caller } from "../../../lib/auth/caller.ts";
import { eventually } from "../../support/eventually.ts";

const FOLDER = await mkdtemp(join(tmpdir(), "cortado-restored-"));
const DATA = join(FOLDER, "data");
Object.assign(process.env, { STORE_URL: `sqlite:${DATA}/{service}.db`, LOG_LEVEL: "fatal", RIDER_ANSWER_SECONDS: "3600" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const { loadServices } = await import("../../support/services.ts");

const CUSTOMER: Caller = { accountId: "acc_demo_customer", roles: ["customer"] };
const STAFF: Caller = { accountId: "acc_demo_gangnam", roles: ["staff"], storeId: "gangnam" };
const RIDER: Caller = { accountId: "acc_demo_rider", roles: ["rider"] };
const OPERATOR: Caller = { accountId: "acc_demo_operator", roles: ["operator"] };
const HERE = { address: "서울 강남구 1", lat: 37.5, lng: 127 };
const THERE = { address: "서울 강남구 2", lat: 37.52, lng: 127.02 };
const DELIVERED = { fulfilment: "delivery", destination: THERE };
const PARCEL = {
	kind: "parcel",
	parcel: { item: "keys", size: "small", weightKg: 1, from: HERE, to: THERE },
	lines: undefined,
	fulfilment: undefined,
};
const FINAL = ["completed", "cancelled", "rejected"];

/** Two copies of all files: in the second one every order has gone on, and there are others. */
const OLDER = join(FOLDER, "older");
const NEWER = join(FOLDER, "newer");

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
type Answer = any;

let broker: ServiceBroker;
const orders: string[] = [];

const start = async () => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	for (const { schema } of await loadServices()) if (schema.name !== "gateway") broker.createService(schema);
	await broker.start();
};
const copy = async (from: string, to: string, isCopied = (_: string) => true) => {
	await mkdir(to, { recursive: true });
	for (const file of (await readdir(from)).filter(isCopied)) await copyFile(join(from, file), join(to, file));
};
const snapshot = async (to: string) => {
	await eventually(async () => expect(await unpublished()).toEqual([]));
	await broker.stop();
	await copy(DATA, to);
};
const unpublished = async () => {
	const services = broker.services as unknown as { name: string; documents?: { pending(limit: number): Promise<unknown[]> } }[];
	const found = await Promise.all(services.map(async ({ documents, name }) => [name, await documents?.pending(1)] as const));
	return found.filter(([, pending]) => pending?.length).map(([name]) => name);
};

const ask = (caller: Caller, action: string, params: object): Promise<Answer> =>
	broker.call(action, params, { meta: { outside: true, caller } });
const tried = (caller: Caller, action: string, params: object) => eventually(() => ask(caller, action, params));
const statusOf = async (orderId: string): Promise<string> => (await ask(OPERATOR, "order.get", { orderId })).status;
const until = (orderId: string, status: string) => eventually(async () => expect(await statusOf(orderId)).toBe(status));

const place = async (change: object = {}): Promise<string> => {
	const goods = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines: [{ productId: "latte", quantity: 1 }] };
	const order = JSON.parse(JSON.stringify({ ...goods, payment: { timing: "prepaid" }, ...change }));
	const { id } = await tried(CUSTOMER, "order.place", order);
	orders.push(id);
	return id;
};
const pay = async (orderId: string, token = "sim_ok") => {
	await tried(CUSTOMER, "payment.pay", { orderId, method: "card", token });
	if (token === "sim_ok") await until(orderId, "submitted");
};
const submitted = async (change: object = {}): Promise<string> => {
	const orderId = await place(change);
	await pay(orderId);
	return orderId;
};
const accept = async (orderId: string) => {
	await tried(STAFF, "store-order.accept", { storeId: "gangnam", orderId });
	await until(orderId, "accepted");
};
const accepted = async (change: object = {}): Promise<string> => {
	const orderId = await submitted(change);
	await accept(orderId);
	return orderId;
};
const brew = async (orderId: string) => {
	await tried(STAFF, "brew.start", { orderId });
	await until(orderId, "preparing");
};
const ready = async (orderId: string) => {
	await tried(STAFF, "brew.complete", { orderId });
	await until(orderId, "ready");
};
const collect = async (orderId: string) => {
	await tried(STAFF, "store-order.collect", { storeId: "gangnam", orderId });
	await until(orderId, "completed");
};
const depart = async (orderId: string) => {
	await tried(RIDER, "rider.change", { onShift: true });
	await tried(STAFF, "delivery.assign", { orderId, riderId: RIDER.accountId });
	await tried(RIDER, "delivery.accept", { orderId });
	await tried(RIDER, "delivery.depart", { orderId });
	await until(orderId, "in_transit");
};
const handOver = async (orderId: string) => {
	const { pin } = await ask(CUSTOMER, "delivery.get", { orderId });
	await tried(RIDER, "delivery.confirm", { orderId, pin });
	await until(orderId, "completed");
};
/** Everybody does what is left to do, whatever the state is. */
const finish = async (orderId: string) => {
	const acts: [Caller, string, object][] = [
		[CUSTOMER, "payment.pay", { method: "card", token: "sim_ok" }],
		[STAFF, "store-order.accept", { storeId: "gangnam" }],
		[STAFF, "brew.start", {}],
		[STAFF, "brew.complete", {}],
		[STAFF, "store-order.collect", { storeId: "gangnam" }],
		[STAFF, "delivery.assign", { riderId: RIDER.accountId }],
		[RIDER, "delivery.accept", {}],
		[RIDER, "delivery.depart", {}],
	];
	await eventually(async () => {
		if (FINAL.includes(await statusOf(orderId))) return;
		for (const [caller, action, params] of acts) await ask(caller, action, { orderId, ...params }).catch(() => undefined);
		const { pin } = await ask(CUSTOMER, "delivery.get", { orderId }).catch(() => ({}));
		if (pin) await ask(RIDER, "delivery.confirm", { orderId, pin }).catch(() => undefined);
		expect(FINAL).toContain(await statusOf(orderId));
	});
};

const repair = async (since: string): Promise<Repair["remaining"]> => {
	const remaining: Repair["remaining"] = [];
	for (let cursor: string | null | undefined; cursor !== null; ) {
		const page: Repair = await ask(OPERATOR, "ops.repair", { since, ...(cursor ? { cursor } : undefined) });
		remaining.push(...page.remaining);
		cursor = page.nextCursor;
	}
	return remaining;
};
const audit = async (): Promise<Audit["violations"]> => (await ask(OPERATOR, "ops.audit", {})).violations;
const score = async (): Promise<number> => (await ask(CUSTOMER, "customer-level.me", {})).score;

/** The provider is another company: its charges are not restored with ours. */
const keepCharges = () => {
	const database = new DatabaseSync(join(DATA, "payment.db"));
	database.exec(`ATTACH '${join(NEWER, "payment.db")}' AS newer`);
	database.exec("INSERT OR REPLACE INTO simulated_provider SELECT * FROM newer.simulated_provider");
	database.close();
};

describe("a service that was restored from an older backup than the others", () => {
	let since: string;
	let points: number;
	let known: string[];

	beforeAll(async () => {
		await mkdir(DATA);
		await start();
		await tried(STAFF, "stock.set", { storeId: "gangnam", productId: "mocha", onHand: 1 });
		const unpaid = await place();
		const waiting = await submitted();
		const [toBrew, toFinish, toCollect, toCancel] = [
			await accepted(),
			await accepted(),
			await accepted(),
			await accepted(),
			await accepted(),
		];
		const [toDeliver, toCarry] = [await accepted(DELIVERED), await accepted(DELIVERED)];
		for (const id of [toFinish, toCollect, toCarry]) await brew(id);
		for (const id of [toCollect, toCarry]) await ready(id);
		known = [...orders];
		await snapshot(OLDER);
		since = new Date().toISOString();

		await start();
		await pay(unpaid, "sim_declined");
		await pay(unpaid);
		await accept(unpaid);
		await accept(waiting);
		for (const id of [toBrew, toDeliver]) await brew(id);
		await ready(toFinish);
		await collect(toFinish);
		await collect(toCollect);
		await ask(CUSTOMER, "order.cancel", { orderId: toCancel });
		await depart(toCarry);
		await handOver(toCarry);
		const [bought, returned, carried] = [await accepted(), await accepted(), await accepted({ ...DELIVERED })];
		for (const id of [bought, returned, carried]) await brew(id);
		for (const id of [bought, returned, carried]) await ready(id);
		for (const id of [bought, returned]) await collect(id);
		await tried(STAFF, "order.refund", { orderId: returned, reason: "cold" });
		await depart(carried);
		const rejected = await submitted();
		await tried(STAFF, "store-order.reject", { storeId: "gangnam", orderId: rejected, reason: "closed" });
		const soldOut = await submitted({ lines: [{ productId: "mocha", quantity: 2 }] });
		await tried(STAFF, "store-order.accept", { storeId: "gangnam", orderId: soldOut });
		await until(soldOut, "cancelled");
		const lost = await accepted(PARCEL);
		await tried(STAFF, "delivery.fail", { orderId: lost, reason: "no rider" });
		await until(lost, "cancelled");
		await eventually(async () => expect(await audit()).toEqual([]));
		points = await score();
		await snapshot(NEWER);
	});
	/** Orders that were placed after the backup of the order service are gone, but their riders still carry them. */
	const giveUpLostDeliveries = async () => {
		for (const orderId of orders.filter((id) => !known.includes(id)))
			await ask(RIDER, "delivery.fail", { orderId, reason: "unknown order" }).catch(() => undefined);
	};

	afterAll(async () => {
		await broker.stop();
		await rm(FOLDER, { recursive: true, force: true });
	});

	it.each([
		["payment"],
		["store", "store-order"],
		["stock"],
		["brew"],
		["delivery"],
		["customer-level"],
		["notification", "account", "rider"],
		["order"],
		["payment", "store", "store-order", "stock", "brew", "delivery", "customer-level", "notification", "rider"],
	])("is consistent after a repair, and every order ends: %s", async (...services: string[]) => {
		await rm(DATA, { recursive: true });
		await copy(NEWER, DATA);
		await copy(OLDER, DATA, (file) => services.some((service) => file.startsWith(`${service}.db`)));
		if (services.includes("payment")) keepCharges();
		await start();
		try {
			const remaining = await repair(since);

			expect(remaining).toEqual([]);
			await eventually(async () => expect(await audit()).toEqual([]));
			expect(await score()).toBe(points);
			const isOrderOlder = services.includes("order");
			if (isOrderOlder) await giveUpLostDeliveries();
			await Promise.all((isOrderOlder ? known : orders).map(finish));
			await eventually(async () => expect(await audit()).toEqual([]));
		} finally {
			await broker.stop();
		}
	});
});
