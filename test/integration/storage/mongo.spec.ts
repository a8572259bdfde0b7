import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Service, ServiceBroker } from "moleculer";
import DbService from "moleculer-db";
import { MongoClient } from "mongodb";
import { registry } from "../../../lib/observability/metrics.ts";
import { StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import { openAdapter, type StoreAdapter } from "../../../lib/storage/open.ts";
import { available, startMongo } from "../../../scripts/servers/mongo.ts";
import { freePort, type RunningServer } from "../../../scripts/servers/server.ts";
import { document, ORDERS } from "../../support/builders/stored.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { openStore } from "../../support/open-store.ts";
import { actorStoreSuite } from "./actor-store.suite.ts";
import { actorsSuite } from "./actors.suite.ts";
import { tableSuite } from "./table.suite.ts";

/** Runs on a given server if set. Tests that stop servers always start their own. */
const given = process.env.TEST_MONGO_URL;

needs(given ?? (await available()), "MongoDB")("with MongoDB", () => {
	let server: RunningServer | undefined;
	beforeAll(async () => {
		if (!given) server = await startMongo();
	});
	afterAll(() => server?.stop());
	const freshUrl = (): string => (given ?? server!.url).replace(/\/[^/?]*(\?|$)/, `/test_${randomUUID()}$1`);

	actorStoreSuite("MongoDB", freshUrl);
	tableSuite("MongoDB", freshUrl);
	actorsSuite("MongoDB", freshUrl);

	it("shows the size of its database until it is closed", async () => {
		const url = freshUrl();
		const { adapter } = await openStore(url);
		const name = new URL(url.replace("mongodb:", "http:")).pathname.slice(1);

		const figures = async () => {
			const { values } = await registry.getSingleMetric("cortado_store_bytes")!.get();
			return values.filter(({ labels }) => labels.storage === name).map(({ value }) => value);
		};

		const shown = await figures();
		await adapter.disconnect();

		expect(shown.length).toBeGreaterThan(0);
		expect(shown.every((bytes) => bytes >= 0)).toBe(true);
		expect(await figures()).toEqual([]);
	});

	it("creates its indexes", async () => {
		const url = freshUrl();
		const { adapter } = await openStore(url);
		const client = await new MongoClient(url).connect();

		const keys = (await client.db().collection(ORDERS.name).indexes()).map(({ key }) => Object.keys(key));

		expect(keys).toEqual(
			expect.arrayContaining([
				["pending", "_id"],
				["due.at", "_id"],
				["state.storeId", "state.status", "_id"],
			]),
		);
		await Promise.all([client.close(), adapter.disconnect()]);
	});
});

needs(await available(), "MongoDB")("when MongoDB becomes unavailable", () => {
	const running = new Set<RunningServer>();
	const start = async (port: number): Promise<RunningServer> => {
		const server = await startMongo({ port });
		running.add(server);
		return server;
	};
	let end: () => Promise<void>;
	afterEach(async () => {
		await end();
		for (const server of running) await server.kill();
		running.clear();
	});

	it("waits at start for a server", async () => {
		const port = await freePort();
		const broker = new ServiceBroker({ logger: false });
		end = () => broker.stop();
		const schema = { name: "order", mixins: [DbService], adapter: openAdapter(`mongodb://127.0.0.1:${port}/late`) };
		const { adapter } = broker.createService(schema as never) as Service & { adapter: StoreAdapter };
		const started = broker.start();
		await expect(Promise.race([started, pause(200, "waiting")])).resolves.toBe("waiting");

		await start(port);
		await started;

		expect(await (await adapter.actorStore(ORDERS)).create(document("a"))).toBe(true);
	});

	it("rejects with StoreUnavailable during an outage, and recovers", async () => {
		const server = await start(await freePort());
		const { adapter, store } = await openStore(server.url);
		end = () => adapter.disconnect();
		await store.create(document("a"));

		await server.kill();
		await expect(store.load("a")).rejects.toThrow(StoreUnavailable);
		await expect(store.create(document("b"))).rejects.toThrow(StoreUnavailable);
		await expect(adapter.ping()).rejects.toThrow(StoreUnavailable);
		await start(Number(new URL(server.url).port));

		await eventually(async () => expect(await store.create(document("c"))).toBe(true));
		await adapter.ping();
	});
});
