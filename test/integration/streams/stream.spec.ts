import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrokerOptions, ServiceSchema } from "moleculer";
import { eventually } from "../../support/eventually.ts";
import { type Answer, GatewayServer, newBroker, type Signed } from "../../support/nodes/gateway-server.ts";
import { TEST_LIMIT_MS } from "../../support/patience.ts";
import { loadServices } from "../../support/services.ts";
import { StreamReader } from "../../support/stream-reader.ts";

const HOME = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };
const customer: Signed = { sub: "acc_demo_customer", roles: ["customer"] };
const stranger: Signed = { sub: "acc_stranger", roles: ["customer"] };
const staff: Signed = { sub: "acc_demo_gangnam", roles: ["staff"], storeId: "gangnam" };
const otherStaff: Signed = { sub: "acc_demo_hongdae", roles: ["staff"], storeId: "hongdae" };
const rider: Signed = { sub: "acc_demo_rider", roles: ["rider"] };
const operator: Signed = { sub: "acc_demo_operator", roles: ["operator"] };

const { StreamClient } = await import("../../../services/gateway/streams/client.ts");
const schemas = (await loadServices()).map(({ schema }) => schema as ServiceSchema).filter(({ name }) => name !== "gateway");

let server: GatewayServer;
const readers: StreamReader[] = [];
const start = (options: Partial<BrokerOptions> = {}) => GatewayServer.start(schemas, options);
beforeAll(async () => {
	server = await start();
});
afterEach(() => {
	for (const reader of readers.splice(0)) reader.close();
});
afterAll(() => server.stop());

const open = async (path: string, as: Signed, lastId?: string): Promise<StreamReader> => {
	const reader = await StreamReader.open(server.port, path, as, lastId === undefined ? {} : { "last-event-id": lastId });
	readers.push(reader);
	return reader;
};

const call = async (as: Signed, method: string, path: string, body?: object): Promise<Answer["body"]> => {
	const answer = await server.send(method, path, { as, ...(body ? { body } : undefined) });
	if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
	return answer.body;
};

const place = async (change: object = {}, as = customer): Promise<string> => {
	const lines = [{ productId: "latte", quantity: 1 }];
	const goods = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines, payment: { timing: "on_receipt" }, ...change };
	return (await call(as, "POST", "/v1/orders", goods)).id;
};
const prepaid = { payment: { timing: "prepaid" } };
const accept = (id: string) => eventually(() => call(staff, "POST", `/v1/stores/gangnam/orders/${id}/accept`));
const brew = async (id: string) => {
	await eventually(() => call(staff, "POST", `/v1/brews/${id}/start`));
	await call(staff, "POST", `/v1/brews/${id}/complete`);
};
const eventsOf = (id: string) => `/v1/orders/${id}/events`;
const loggedId = (id: string, type: string) =>
	eventually(async () => {
		const { items } = await call(operator, "GET", `/v1/orders/${id}/history`);
		return items.find((item: { type: string }) => item.type === type).id as string;
	});
/** Waits for the event of a new order, after which all earlier events have been sent. */
const catchUp = async (reader: StreamReader, as = customer): Promise<void> => {
	const id = await place({}, as);
	await eventually(() => expect(reader.received.map(({ data }) => data.orderId)).toContain(id));
};

describe("an order's stream", () => {
	it("starts with a snapshot of the order, followed by its events", async () => {
		const id = await place();
		const reader = await open(eventsOf(id), customer);
		const { data: snapshot } = await reader.until("snapshot");

		await accept(id);
		await brew(id);
		const ready = await reader.until("order.ready");

		expect(reader.types[0]).toBe("snapshot");
		expect(snapshot).toMatchObject({ type: "snapshot", orderId: id, id, status: "submitted", amounts: { total: 5000 } });
		expect(ready.data).toMatchObject({ type: "order.ready", orderId: id, status: "ready", id, at: expect.stringMatching(/Z$/) });
		expect(ready.data.version).toBeGreaterThan(snapshot.version);
		expect(ready.id).toBe(await loggedId(id, "order.ready"));
		const ids = reader.received.flatMap((received) => received.id ?? []);
		expect(new Set(ids).size).toBe(ids.length);
		await eventually(() => expect(reader.types).toEqual(expect.arrayContaining(["store.accepted", "brew.started", "brew.completed"])));
		expect(reader.received.every(({ data }) => data.orderId === id)).toBe(true);
	});

	it("must not be cached, transformed or buffered by proxies", async () => {
		const { answer } = await open(eventsOf(await place()), customer);

		expect(answer.headers).toMatchObject({
			"content-type": "text/event-stream; charset=utf-8",
			"cache-control": "no-cache, no-transform",
			"x-accel-buffering": "no",
		});
	});

	it.each([
		["another customer", stranger, 404],
		["staff of another store", otherStaff, 404],
		["a rider without its delivery", rider, 404],
		["its store before it is submitted", staff, 404],
		["an anonymous caller", undefined, 401],
	])("is refused to %s", async (_, as, status) => {
		const id = await place(prepaid);

		const answer = await server.send("GET", eventsOf(id), as ? { as } : {});

		expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json; charset=utf-8"]);
	});

	it("is 404 for a malformed id, and 405 for other methods", async () => {
		const malformed = await server.send("GET", eventsOf("latte"), { as: customer });
		const posted = await server.send("POST", eventsOf("latte"), { as: customer, body: {} });

		expect([malformed.status, posted.status, posted.headers.get("allow")]).toEqual([404, 405, "GET, OPTIONS"]);
	});
});

describe("a resumed stream", () => {
	it("sends the missed events without a snapshot, and continues", async () => {
		const id = await place();
		const before = await open(eventsOf(id), customer);
		await accept(id);
		await before.until("store.accepted");
		before.close();
		const lastId = before.received.findLast(({ id }) => id)?.id;
		await brew(id);
		const readyId = await loggedId(id, "order.ready");

		const after = await open(eventsOf(id), customer, lastId);
		await after.until("order.ready");
		await call(staff, "POST", `/v1/stores/gangnam/orders/${id}/collect`);
		await after.until("order.completed");

		expect(after.types).not.toContain("snapshot");
		expect(after.types).not.toContain("store.accepted");
		const ids = [...before.received, ...after.received].flatMap((received) => received.id ?? []);
		expect(ids).toContain(readyId);
		expect(new Set(ids).size).toBe(ids.length);
	});

	const unknown = async () => "order/ord_00000000000000000000/1";
	const anotherOrders = async () => loggedId(await place({}, stranger), "store.received");
	it.each([
		["is unknown", unknown],
		["is another order's", anotherOrders],
	])("sends a reset and a snapshot if the last event %s", async (_, lastId) => {
		const id = await place();

		const reader = await open(eventsOf(id), customer, await lastId());
		await reader.until("snapshot");

		expect(reader.types.slice(0, 2)).toEqual(["reset", "snapshot"]);
	});

	it("is refused to callers who may not see the order", async () => {
		const id = await place();
		const lastId = await loggedId(id, "order.submitted");

		const answer = await server.send("GET", eventsOf(id), { as: stranger, headers: { "last-event-id": lastId } });

		expect(answer.status).toBe(404);
	});
});

describe("the caller's stream", () => {
	it("sends customers events of their own orders only", async () => {
		const reader = await open("/v1/stream", customer);
		await reader.until("snapshot");
		await place({}, stranger);
		const own = await place();

		await eventually(() => expect(reader.received.map(({ data }) => data.orderId)).toContain(own));
		await catchUp(reader);

		const events = reader.received.filter(({ id }) => id);
		expect(events.filter(({ data }) => data.customerId && data.customerId !== customer.sub)).toEqual([]);
		const orders = await call(customer, "GET", "/v1/orders?limit=100");
		const ids = orders.items.map(({ id }: { id: string }) => id);
		expect(events.filter(({ data }) => data.orderId && !ids.includes(data.orderId))).toEqual([]);
	});

	it("sends staff their store's board, and no order before it is submitted", async () => {
		const reader = await open("/v1/stream", staff);
		const { data } = await reader.until("snapshot");
		const unpaid = await place(prepaid);
		await call(customer, "POST", `/v1/orders/${unpaid}/cancellation`, {});
		const paid = await place(prepaid);
		await call(customer, "POST", `/v1/orders/${paid}/payment`, { method: "card", token: "sim_ok" });

		await eventually(() => expect(reader.received.map(({ data }) => data.orderId)).toContain(paid));
		await catchUp(reader);

		expect(data.board.length).toBeGreaterThan(0);
		expect(reader.received.filter(({ data }) => data.orderId === unpaid)).toEqual([]);
		const payments = reader.received.filter(({ data, event }) => data.orderId === paid && event?.startsWith("payment."));
		expect(payments.map(({ event }) => event)).toEqual(["payment.approved"]);
	});

	it("hides an order from other stores and riders, and sends operators everything", async () => {
		const others = await Promise.all([otherStaff, rider].map((as) => open("/v1/stream", as)));
		const all = await open("/v1/stream", operator);

		const id = await place(prepaid);
		await eventually(() => expect(all.received.filter(({ data }) => data.orderId === id).length).toBeGreaterThanOrEqual(2));
		const ping = await call(operator, "PATCH", "/v1/stores/hongdae", { extraMinutes: 1 });
		await others[0]!.until("store.changed");

		expect(ping.extraMinutes).toBe(1);
		expect(others.flatMap(({ received }) => received).filter(({ data }) => data.orderId === id)).toEqual([]);
		expect(all.types).toContain("payment.due");
	});

	it("sends riders a delivery that is assigned to them", async () => {
		const reader = await open("/v1/stream", rider);
		const id = await place({ fulfilment: "delivery", destination: HOME });
		await accept(id);
		await brew(id);
		await eventually(() => call(staff, "POST", `/v1/deliveries/${id}/assign`, { riderId: rider.sub }));

		const assigned = await reader.until("delivery.assigned");

		expect(assigned.data).toMatchObject({ orderId: id, status: "assigned", riderId: rider.sub });
		await call(rider, "POST", `/v1/deliveries/${id}/decline`);
		expect((await reader.until("delivery.search_restarted")).data.orderId).toBe(id);
	});

	it("sends riders the events of their order, except payment and brewing", async () => {
		const id = await place({ fulfilment: "delivery", destination: HOME });
		await accept(id);
		await brew(id);
		await eventually(() => call(staff, "POST", `/v1/deliveries/${id}/assign`, { riderId: rider.sub }));
		await eventually(() => call(rider, "POST", `/v1/deliveries/${id}/accept`));
		const reader = await eventually(() => open(eventsOf(id), rider));
		const last = await loggedId(id, "order.accepted");
		const owner = await open(eventsOf(id), customer);
		const { pin } = await call(customer, "GET", `/v1/deliveries/${id}`);

		await call(rider, "POST", `/v1/deliveries/${id}/depart`);
		await call(rider, "POST", `/v1/deliveries/${id}/confirm`, { pin });
		await owner.until("payment.collected");
		await reader.until("order.completed");
		const resumed = await open(eventsOf(id), rider, last);
		await resumed.until("order.completed");

		expect([...reader.types, ...resumed.types].join(" ")).not.toMatch(/payment|brew/);
	});

	it("sends a rider's latest position to the customer, the store and those who follow the order, but not into the log", async () => {
		const id = await place({ fulfilment: "delivery", destination: HOME });
		await accept(id);
		await brew(id);
		await eventually(() => call(staff, "POST", `/v1/deliveries/${id}/assign`, { riderId: rider.sub }));
		await eventually(() => call(rider, "POST", `/v1/deliveries/${id}/accept`));
		const paths: [string, Signed][] = [
			["/v1/stream", customer],
			["/v1/stream", staff],
			[eventsOf(id), operator],
		];
		const readers = await Promise.all(paths.map(([path, as]) => open(path, as)));
		const [stranger, everything] = await Promise.all([open("/v1/stream", otherStaff), open("/v1/stream", operator)]);
		await Promise.all([...readers, stranger, everything].map((reader) => reader.until("snapshot")));

		for (let sent = 1; sent <= 50; sent++)
			await call(rider, "POST", `/v1/deliveries/${id}/location`, { lat: HOME.lat + sent / 1_000, lng: HOME.lng });

		const moved = ({ received }: StreamReader) => received.filter(({ event }) => event === "delivery.moved");
		for (const reader of readers) {
			await eventually(() => expect(moved(reader).at(-1)?.data).toMatchObject({ orderId: id, location: { lat: HOME.lat + 0.05 } }));
			expect(moved(reader).length).toBeLessThan(50);
			expect(moved(reader).flatMap((event) => event.id ?? [])).toEqual([]);
		}
		await call(staff, "POST", `/v1/deliveries/${id}/unlock`);
		for (const reader of readers) await reader.until("delivery.pin_changed");
		await catchUp(readers[0]!);
		await everything.until("order.submitted");
		expect([...stranger.types, ...everything.types]).not.toContain("delivery.moved");
		const { items } = await call(operator, "GET", `/v1/orders/${id}/history`);
		expect(items.map(({ type }: { type: string }) => type)).not.toContain("delivery.moved");
	});

	it("sends staff who order at their own store each event once", async () => {
		const both: Signed = { ...staff, roles: ["customer", "staff"] };
		const reader = await open("/v1/stream", both);
		await reader.until("snapshot");

		await catchUp(reader, both);
		await reader.until("store.received");

		const ids = reader.received.flatMap(({ id }) => id ?? []);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it("resumes without a snapshot", async () => {
		const before = await open("/v1/stream", customer);
		const first = await place();
		await eventually(() => expect(before.received.map(({ data }) => data.orderId)).toContain(first));
		const lastId = before.received.findLast(({ id }) => id)!.id!;
		before.close();
		const second = await place();

		const after = await open("/v1/stream", customer, lastId);
		await eventually(() => expect(after.received.map(({ data }) => data.orderId)).toContain(second));

		expect(after.types).not.toContain("snapshot");
		expect(after.received.map(({ id }) => id)).not.toContain(lastId);
	});
});

describe("a stream ends", () => {
	it("when its session ends", async () => {
		const [ending, other] = await Promise.all([
			open("/v1/stream", { ...customer, jti: "ses_ending" }),
			open("/v1/stream", { ...customer, jti: "ses_other" }),
		]);
		await Promise.all([ending.until("snapshot"), other.until("snapshot")]);

		await call({ ...customer, jti: "ses_ending" }, "DELETE", "/v1/sessions/current");

		await ending.untilEnd();
		await catchUp(other);
		expect(other.hasEnded).toBe(false);
	});

	it("when its token expires", async () => {
		const expiresAt = Math.ceil(Date.now() / 1000) * 1000 + 1_000;
		const reader = await open("/v1/stream", { ...customer, expiresAt });
		await reader.until("snapshot");

		await reader.untilEnd();
		expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
	});
});

const openStreams = async (): Promise<number> => Number(/^cortado_streams (\d+)$/m.exec((await server.send("GET", "/metrics")).body)?.[1]);
const expectOpenStreams = (count: number) => eventually(async () => expect(await openStreams()).toBe(count));

describe("clients", () => {
	it("that disconnect are removed", async () => {
		await expectOpenStreams(0);
		const connected = await Promise.all(Array.from({ length: 20 }, () => open("/v1/stream", customer)));
		await expectOpenStreams(20);

		for (const reader of connected) reader.close();

		await expectOpenStreams(0);
	});

	it("that do not read are disconnected", async () => {
		const chunk = "x".repeat(16 * 1024);
		let client: InstanceType<typeof StreamClient> | undefined;
		const plain = createServer((_, response) => {
			client = new StreamClient(response, { address: "192.0.2.1", caller: { accountId: "acc_1", roles: ["operator"] } }, []);
			client.start("", []);
		}).listen(0, "127.0.0.1");
		await once(plain, "listening");
		const stalled = get({ port: (plain.address() as AddressInfo).port, agent: false }).on("error", () => undefined);
		await once(stalled, "response");

		await eventually(() => {
			client!.write(chunk);
			expect(client!.isGone).toBe(true);
		});

		stalled.destroy();
		plain.close();
	});
});

describe("a node that stops", () => {
	it("ends its streams at once", async () => {
		// If the stop waited for its streams, the test would time out.
		const other = await start({ tracking: { enabled: true, shutdownTimeout: TEST_LIMIT_MS } });
		const reader = await StreamReader.open(other.port, "/v1/stream", operator);
		await reader.until("snapshot");

		await other.stop();

		await reader.untilEnd();
	});
});

describe("a gateway without any other service", () => {
	it("streams the events of other nodes", async () => {
		const options = { transporter: "Fake", registry: { stopDelay: 0 } } as const;
		const far = newBroker(schemas, { ...options, nodeID: "far" });
		await far.start();
		const near = await GatewayServer.start([], { ...options, nodeID: "near" });
		await near.broker.waitForServices(["order", "event-log"]);
		const reader = await StreamReader.open(near.port, "/v1/stream", operator);
		await reader.until("snapshot");

		const { body } = await near.send("PATCH", "/v1/stores/gangnam", { as: operator, body: { extraMinutes: 7 } });
		const { data } = await reader.until("store.changed");

		expect(data).toMatchObject({ id: "gangnam", extraMinutes: 7, version: body.version });
		await near.stop();
		await reader.untilEnd();
		await far.stop();
	});
});
