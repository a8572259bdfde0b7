import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceBroker, ServiceSchema } from "moleculer";
import type { LoggedEvent } from "../../../contracts/event-log.ts";
import { available, startNats } from "../../../scripts/servers/nats.ts";
import type { RunningServer } from "../../../scripts/servers/server.ts";
import { causalFaults } from "../../../simulation/checks/causal-order.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import type { GatewayServer as Gateway, Signed } from "../../support/nodes/gateway-server.ts";
import { PATIENCE_MS } from "../../support/patience.ts";
import type { StreamReader as Reader } from "../../support/stream-reader.ts";

const customer: Signed = { sub: "acc_demo_customer", roles: ["customer"] };
const staff: Signed = { sub: "acc_demo_gangnam", roles: ["staff"], storeId: "gangnam" };
const operator: Signed = { sub: "acc_demo_operator", roles: ["operator"] };
const COFFEE = {
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "cold-brew", quantity: 1 }],
	payment: { timing: "on_receipt" },
};

needs(await available(), "nats-server")("streams of a cluster", () => {
	let nats: RunningServer;
	let dataDir: string;
	let start: { gateway(name: string): Promise<Gateway>; node(name: string, has: (folder: string) => boolean): Promise<ServiceBroker> };
	let open: (gateway: Gateway, path: string, as: Signed, lastId?: string) => Promise<Reader>;
	let shop: ServiceBroker;
	let log: ServiceBroker;
	let gateways: Gateway[];
	const readers: Reader[] = [];

	beforeAll(async () => {
		nats = await startNats();
		dataDir = await mkdtemp(join(tmpdir(), "cortado-streams-"));
		// The settings are read on first use, so they have to be set before the imports.
		Object.assign(process.env, { NATS_URL: nats.url, CORTADO_NAMESPACE: "streams", STORE_URL_EVENT_LOG: `sqlite:${dataDir}/log.db` });
		const { GatewayServer, newBroker } = await import("../../support/nodes/gateway-server.ts");
		const { loadServices } = await import("../../support/services.ts");
		const { StreamReader } = await import("../../support/stream-reader.ts");
		const services = await loadServices();
		start = {
			gateway: (nodeID) => GatewayServer.start([], { nodeID }),
			async node(nodeID, has) {
				const broker = newBroker(
					services.filter(({ folder }) => has(folder)).map(({ schema }) => schema as ServiceSchema),
					{ nodeID },
				);
				await broker.start();
				return broker;
			},
		};
		open = async (gateway, path, as, lastId) => {
			const reader = await StreamReader.open(gateway.port, path, as, lastId === undefined ? {} : { "last-event-id": lastId });
			readers.push(reader);
			return reader;
		};
		shop = await start.node("shop", (folder) => folder !== "gateway" && folder !== "mypage");
		log = await start.node("log", (folder) => folder === "mypage");
	});

	beforeEach(async () => {
		gateways = await Promise.all(["here", "there"].map(start.gateway));
		await Promise.all(gateways.map(({ broker }) => broker.waitForServices(["order", "event-log", "idempotency"], PATIENCE_MS)));
	});

	afterEach(async () => {
		for (const reader of readers.splice(0)) reader.close();
		await Promise.all(gateways.map((gateway) => gateway.stop()));
	});

	afterAll(async () => {
		await Promise.all([shop?.stop(), log?.stop()]);
		await nats?.stop();
		await rm(dataDir, { recursive: true, force: true });
	});

	/** Hongdae accepts and brews automatically, so that events follow for a while. */
	const place = (gateway: Gateway, storeId = "hongdae"): Promise<string> =>
		eventually(async () => {
			const { status, body } = await gateway.send("POST", "/v1/orders", { as: customer, body: { ...COFFEE, storeId } });
			if (status !== 201) throw new Error(`Placing an order failed with ${status}: ${JSON.stringify(body)}`);
			return body.id;
		});

	/** The ids in the feed, starting with one event. */
	const feedFrom = async (gateway: Gateway, first: string): Promise<string[]> => {
		const ids: string[] = [];
		for (let after = 0; ; ) {
			const { body } = await gateway.send("GET", `/v1/feed?after=${after}&limit=100`, { as: operator });
			ids.push(...body.items.map(({ id }: { id: string }) => id));
			if (body.items.length < 100) return ids.slice(ids.indexOf(first));
			after = body.items.at(-1).seq;
		}
	};
	const idsOf = (...of: Reader[]): string[] => of.flatMap(({ received }) => received.flatMap(({ id }) => id ?? []));
	const ready = (gateway: Gateway, id: string) =>
		eventually(async () => {
			const { body } = await gateway.send("GET", `/v1/orders/${id}`, { as: customer });
			expect(body.status).toBe("ready");
		});
	/** The readers together have received every event once and in the feed's order. */
	const expectFeed = (gateway: Gateway, last: string, ...of: Reader[]) =>
		eventually(async () => {
			const received = idsOf(...of);
			const feed = await feedFrom(gateway, received[0]!);
			expect(received).toEqual(feed);
			expect(feed).toContain(`order/${last}/1`);
		});

	it("send on one gateway the events of requests to another", async () => {
		const [here, there] = gateways as [Gateway, Gateway];
		const reader = await open(here, "/v1/stream", operator);
		await reader.until("snapshot");

		const ids = await Promise.all([place(there), place(there), place(here)]);
		for (const id of ids) await ready(there, id);

		await expectFeed(there, ids[2]!, reader);
		expect(reader.types).toEqual(
			expect.arrayContaining(["order.submitted", "store.accepted", "stock.reserved", "brew.completed", "order.ready"]),
		);
	});

	it("resume on another gateway without gaps or duplicates", async () => {
		const [here, there] = gateways as [Gateway, Gateway];
		const before = await open(here, "/v1/stream", operator);
		await before.until("snapshot");
		const first = await place(here);
		await before.until("order.accepted");
		before.close();

		const second = await place(there);
		const after = await open(there, "/v1/stream", operator, idsOf(before).at(-1));
		await ready(here, first);
		await ready(here, second);

		await expectFeed(here, second, before, after);
		expect(after.types).not.toContain("snapshot");
	});

	it("show causes before effects, and each sender's order, with two nodes of the event log", async () => {
		const [here, there] = gateways as [Gateway, Gateway];
		const second = await start.node("log-2", (folder) => folder === "mypage");
		const reader = await open(here, "/v1/stream", operator);
		await reader.until("snapshot");
		const staffDo = async (command: string) => {
			await eventually(async () => expect((await there.send("POST", `/v1/${command}`, { as: staff })).status).toBe(200));
		};
		const brewed = async (id: string) => {
			await staffDo(`stores/gangnam/orders/${id}/accept`);
			await staffDo(`brews/${id}/start`);
			await staffDo(`brews/${id}/complete`);
			await ready(there, id);
		};

		const ids = await Promise.all(
			Array.from({ length: 30 }, (_, index) => place(index % 2 ? here : there, index % 3 ? "gangnam" : "hongdae")),
		);
		await Promise.all(ids.map((id, index) => (index % 3 ? brewed(id) : ready(there, id))));

		await expectFeed(there, ids.at(-1)!, reader);
		await second.stop();
		const { events } = await here.broker.call<{ events: LoggedEvent[] }, object>("event-log.read", { after: 0, limit: 100_000 });
		expect(causalFaults(events)).toEqual([]);
	});

	it("of one order resume on another gateway, with each version once", async () => {
		const [here, there] = gateways as [Gateway, Gateway];
		const id = await place(here, "gangnam");
		const staffDo = (command: string) =>
			eventually(async () => expect((await here.send("POST", `/v1/${command}`, { as: staff })).status).toBe(200));
		const before = await open(here, `/v1/orders/${id}/events`, customer);
		const { data } = await before.until("snapshot");
		await staffDo(`stores/gangnam/orders/${id}/accept`);
		await before.until("order.accepted");
		before.close();

		await staffDo(`brews/${id}/start`);
		const after = await open(there, `/v1/orders/${id}/events`, customer, idsOf(before).at(-1));
		await staffDo(`brews/${id}/complete`);
		await after.until("order.ready");

		const received = [...before.received, ...after.received].filter((event) => event.id);
		expect(received.every((event) => event.data.orderId === id)).toBe(true);
		expect(new Set(idsOf(before, after)).size).toBe(received.length);
		expect(after.types).toContain("order.preparing");
		const versions = received.filter(({ event }) => event?.startsWith("order.")).map((event) => event.data.version);
		expect([data.version, ...versions]).toEqual([...new Set([data.version, ...versions])].sort((one, other) => one - other));
	});

	it("are ended by a gateway that stops, and lose nothing when resumed on the next", async () => {
		const [here, there] = gateways as [Gateway, Gateway];
		const before = await open(here, "/v1/stream", operator);
		await before.until("snapshot");
		const first = await place(there);
		await before.until("order.submitted");

		const stopping = here.stop();
		await before.untilEnd();
		const second = await place(there);
		const after = await open(there, "/v1/stream", operator, idsOf(before).at(-1));
		await stopping;
		await ready(there, first);
		await ready(there, second);

		await expectFeed(there, second, before, after);
		gateways = [await start.gateway("here"), there];
	});

	it("catch up after an outage of the event log", async () => {
		const [here, there] = gateways as [Gateway, Gateway];
		const reader = await open(here, "/v1/stream", operator);
		await reader.until("snapshot");
		const first = await place(there);
		await ready(there, first);

		await log.stop();
		const meanwhile = await place(there);
		await ready(there, meanwhile);
		log = await start.node("log", (folder) => folder === "mypage");
		await Promise.all(gateways.map(({ broker }) => broker.waitForServices("event-log", PATIENCE_MS)));

		await expectFeed(there, meanwhile, reader);
		expect(reader.hasEnded).toBe(false);
	});
});
