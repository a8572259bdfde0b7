import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { MongoClient } from "mongodb";
import type { Role } from "../lib/auth/caller.ts";
import { serviceFiles } from "../scripts/node/starting.ts";
import { startMongo } from "../scripts/servers/mongo.ts";
import { scratchDir } from "../scripts/servers/server.ts";

/**
 * Measures what an order leaves behind by table or collection, once it has ended, and the bytes of its messages:
 * `sizes.ts [orders] [mongo]`.
 */
const ORDERS = Number(process.argv[2] ?? 2_000);
const mongo = process.argv[3] === "mongo" ? await startMongo({ dir: await scratchDir("sizes-mongo") }) : undefined;
const BATCH = 50;
const HOME = { address: "Bench 2", lat: 37.51, lng: 127.01 };
const KINDS = {
	"picked up": { fulfilment: "pickup" },
	delivered: { fulfilment: "delivery", destination: HOME },
} as const;

const data = mkdtempSync(join(tmpdir(), "cortado-sizes-"));
const file = `${data}/cortado.db`;
Object.assign(process.env, { STORE_URL: mongo?.url ?? `sqlite:${file}`, LOG_LEVEL: "error", DEMO: "false", MAX_BACKLOG: "1000000" });
// Settings are read at first use, so the environment must be set before this import.
const { brokerOptions } = await import("../moleculer.config.ts");

const broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
for (const path of serviceFiles([]).filter((path) => !path.includes("/services/gateway/"))) {
	const { default: schema } = (await import(path)) as { default: ServiceSchema };
	broker.createService(schema);
}
await broker.start();

let messages = { count: 0, bytes: 0 };
const publish = broker.bus.publish.bind(broker.bus);
broker.bus.publish = (envelope) => {
	messages = { count: messages.count + 1, bytes: messages.bytes + Buffer.byteLength(envelope.json) };
	return publish(envelope);
};

// biome-ignore lint/suspicious/noExplicitAny: the benchmark reads answers freely
type Answer = any;
const as = (accountId: string, role: Role) => ({ accountId, roles: [role], ...(role === "staff" ? { storeId: "bench" } : undefined) });
const staff = as("acc_staff", "staff");
const call = (caller: object, action: string, params: object): Promise<Answer> => broker.call(action, params, { meta: { caller } });
const each = <Item, Result>(items: Item[], step: (item: Item, index: number) => Promise<Result>): Promise<Result[]> =>
	Promise.all(items.map(step)).then(async (results) => {
		while (broker.bus.backlog() > 0) await sleep(1);
		return results;
	});

const name = { ko: "벤치", en: "Bench" };
await broker.call("store.create", { id: "bench", name, location: { address: "Bench 1", lat: 37.5, lng: 127 } });
await broker.call("store.change", { storeId: "bench", autoAccept: true, autoBrew: true });
await broker.call("store.putProduct", { storeId: "bench", productId: "latte", name, price: 5000, prepSeconds: 0 });
const riders = Array.from({ length: BATCH }, (_, index) => as(`acc_rider_${index}`, "rider"));
await each(riders, (rider) => call(rider, "rider.change", { onShift: true }));

const customerOf = (turn: number) => as(`acc_${turn % 500}`, "customer");

/** Until the delivery knows that the goods are ready, or the rider that the last delivery has ended. */
const whenPossible = async (step: () => Promise<Answer>): Promise<Answer> => {
	for (let tries = 1; ; tries++)
		try {
			return await step();
		} catch (error) {
			if (tries === 100) throw error;
			await sleep(20);
		}
};

const deliver = async (orderIds: string[], first: number) => {
	const by = (action: string, params: object = {}) =>
		each(orderIds, (orderId, index) => whenPossible(() => call(riders[index]!, `delivery.${action}`, { orderId, ...params })));
	await each(orderIds, (orderId, index) =>
		whenPossible(() => call(staff, "delivery.assign", { orderId, riderId: riders[index]!.accountId })),
	);
	await by("accept");
	await by("depart");
	for (let position = 0; position < 10; position++) await by("move", { lat: 37.5 + position / 1_000, lng: 127 });
	await each(orderIds, async (orderId, index) => {
		const { pin } = await call(customerOf(first + index), "delivery.get", { orderId });
		return call(riders[index]!, "delivery.confirm", { orderId, pin });
	});
};

const run = async (kind: keyof typeof KINDS) => {
	for (let first = 0; first < ORDERS; first += BATCH) {
		const turns = Array.from({ length: BATCH }, (_, index) => first + index);
		const order = { storeId: "bench", kind: "goods", lines: [{ productId: "latte", quantity: 1 }], payment: { timing: "prepaid" } };
		const placed = await each(turns, (turn) => call(customerOf(turn), "order.place", { ...order, ...KINDS[kind] }));
		const ids: string[] = placed.map(({ id }) => id);
		const pay = { method: "card", token: "sim_ok" };
		await each(ids, (orderId, index) => whenPossible(() => call(customerOf(first + index), "payment.pay", { orderId, ...pay })));
		if (kind === "delivered") await deliver(ids, first);
		else await each(ids, (orderId) => whenPossible(() => call(staff, "store-order.collect", { storeId: "bench", orderId })));
		await each(ids, (orderId, index) =>
			whenPossible(async () => {
				const { status } = await call(customerOf(first + index), "order.get", { orderId });
				if (status !== "completed") throw new Error(`${orderId} is ${status}`);
			}),
		);
	}
};

const sizesInSqlite = (): [string, number][] => {
	const database = new DatabaseSync(file);
	const rows = database
		.prepare("SELECT tbl_name AS name, sum(pgsize) AS bytes FROM dbstat JOIN sqlite_schema USING (name) GROUP BY tbl_name")
		.all() as { name: string; bytes: number }[];
	database.close();
	return rows.map(({ bytes, name }) => [name, bytes]);
};

const sizesInMongo = async (url: string): Promise<[string, number][]> => {
	const client = await MongoClient.connect(url, { directConnection: true });
	try {
		const database = client.db();
		await client.db("admin").command({ fsync: 1 });
		const collections = await database.listCollections({}, { nameOnly: true }).toArray();
		return await Promise.all(
			collections.map(async ({ name }): Promise<[string, number]> => {
				const { storageSize, totalIndexSize } = await database.command({ collStats: name });
				return [name, storageSize + totalIndexSize];
			}),
		);
	} finally {
		await client.close();
	}
};

/** Bytes on disk with indexes, once outboxes are empty and my page is up to date. */
const sizes = async (): Promise<Map<string, number>> => {
	await sleep(5_000);
	return new Map(mongo ? await sizesInMongo(mongo.url) : sizesInSqlite());
};

for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
	const before = await sizes();
	messages = { count: 0, bytes: 0 };
	await run(kind);
	const after = await sizes();
	const grown = Array.from(after, ([table, bytes]) => ({ table, bytes: (bytes - (before.get(table) ?? 0)) / ORDERS }));
	const total = grown.reduce((sum, { bytes }) => sum + bytes, 0);
	console.log(`${ORDERS} orders ${kind}: ${total.toFixed(0)} bytes each`);
	for (const { bytes, table } of grown.filter(({ bytes }) => bytes >= 10).sort((one, other) => other.bytes - one.bytes))
		console.log(`  ${table.padEnd(24)}${bytes.toFixed(0).padStart(8)}`);
	console.log(
		`  ${"on the bus, for 7 days".padEnd(24)}${(messages.bytes / ORDERS).toFixed(0).padStart(8)}  ${messages.count / ORDERS} messages`,
	);
}
await broker.stop();
await mongo?.stop();
rmSync(data, { recursive: true, force: true });
