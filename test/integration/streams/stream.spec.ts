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

const listen = async (path: string, as: Signed, lastId?: string): Promise<StreamReader> => {
	const reader = await StreamReader.open(server.port, path, as, lastId === undefined ? {} : { "last-event-id": lastId });
	readers.push(reader);
	return reader;
};

const done = async (as: Signed, method: string, path: string, body?: object): Promise<Answer["body"]> => {
	const answer = await server.send(method, path, { as, ...(body ? { body } : undefined) });
	if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
	return answer.body;
};

const place = async (change: object = {}, as = customer): Promise<string> => {
	const lines = [{ productId: "latte", quantity: 1 }];
	const goods = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines, payment: { timing: "on_receipt" }, ...change };
	return (await done(as, "POST", "/v1/orders", goods)).id;
};
const prepaid = { payment: { timing: "prepaid" } };
const accept = (id: string) => eventually(() => done(staff, "POST", `/v1/stores/gangnam/orders/${id}/accept`));
const brew = async (id: string) => {
	await eventually(() => done(staff, "POST", `/v1/brews/${id}/start`));
	await done(staff, "POST", `/v1/brews/${id}/complete`);
};
const eventsOf = (id: string) => `/v1/orders/${id}/events`;
const logged = (id: string, type: string) =>
	eventually(async () => {
		const { items } = await done(operator, "GET", `/v1/orders/${id}/history`);
		return items.find((item: { type: string }) => item.type === type).id as string;
	});
/** All that was said before has been told, once this has. */
const settled = async (reader: StreamReader, as = customer): Promise<void> => {
	const id = await place({}, as);
	await eventually(() => expect(reader.received.map(({ data }) => data.orderId)).toContain(id));
};

describe("an order's stream", () => {
	it("begins with the order and goes on with what happens to it", async () => {
		const id = await place();
		const reader = await listen(eventsOf(id), customer);
		const { data: snapshot } = await reader.until("snapshot");

		await accept(id);
		await brew(id);
		const ready = await reader.until("order.ready");

		expect(reader.types[0]).toBe("snapshot");
		expect(snapshot).toMatchObject({ type: "snapshot", orderId: id, id, status: "submitted", amounts: { total: 5000 } });
		expect(ready.data).toMatchObject({ type: "order.ready", orderId: id, status: "ready", id, at: expect.stringMatching(/Z$/) });
		expect(ready.data.version).toBeGreaterThan(snapshot.version);
		expect(ready.id).toBe(await logged(id, "order.ready"));
		const ids = reader.received.flatMap((received) => received.id ?? []);
		expect(new Set(ids).size).toBe(ids.length);
		await eventually(() => expect(reader.types).toEqual(expect.arrayContaining(["store.accepted", "brew.started", "brew.completed"])));
		expect(reader.received.every(({ data }) => data.orderId === id)).toBe(true);
	});

	it("is not to be cached, changed or held up on its way", async () => {
		const { answer } = await listen(eventsOf(await place()), customer);

		expect(answer.headers).toMatchObject({
			"content-type": "text/event-stream; charset=utf-8",
			"cache-control": "no-cache, no-transform",
			"x-accel-buffering": "no",
		});
	});

	it.each([
		["another customer", stranger, 404],
		["staff of another store", otherStaff, 404],
		["a rider who has not got it", rider, 404],
		["its store before it is submitted", staff, 404],
		["nobody", undefined, 401],
	])("is not for %s", async (_, as, status) => {
		const id = await place(prepaid);

		const answer = await server.send("GET", eventsOf(id), as ? { as } : {});

		expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json; charset=utf-8"]);
	});

	it("knows of no order with a malformed id, and takes no other method", async () => {
		const malformed = await server.send("GET", eventsOf("latte"), { as: customer });
		const posted = await server.send("POST", eventsOf("latte"), { as: customer, body: {} });

		expect([malformed.status, posted.status, posted.headers.get("allow")]).toEqual([404, 405, "GET, OPTIONS"]);
	});
});

describe("resumed", () => {
	it("tells what was missed, without a snapshot, and goes on", async () => {
		const id = await place();
		const before = await listen(eventsOf(id), customer);
		await accept(id);
		await before.until("store.accepted");
		before.close();
		const lastId = before.received.findLast(({ id }) => id)?.id;
		await brew(id);
		const readyId = await logged(id, "order.ready");

		const after = await listen(eventsOf(id), customer, lastId);
		await after.until("order.ready");
		await done(staff, "POST", `/v1/stores/gangnam/orders/${id}/collect`);
		await after.until("order.completed");

		expect(after.types).not.toContain("snapshot");
		expect(after.types).not.toContain("store.accepted");
		const ids = [...before.received, ...after.received].flatMap((received) => received.id ?? []);
		expect(ids).toContain(readyId);
		expect(new Set(ids).size).toBe(ids.length);
	});

	const unknown = async () => "order/ord_00000000000000000000/1";
	const anotherOrders = async () => logged(await place({}, stranger), "store.received");
	it.each([
		["is unknown", unknown],
		["is another order's", anotherOrders],
	])("begins anew, and says so, when the last event %s", async (_, lastId) => {
		const id = await place();

		const reader = await listen(eventsOf(id), customer, await lastId());
		await reader.until("snapshot");

		expect(reader.types.slice(0, 2)).toEqual(["reset", "snapshot"]);
	});

	it("is no way round what may be seen", async () => {
		const id = await place();
		const lastId = await logged(id, "order.submitted");

		const answer = await server.send("GET", eventsOf(id), { as: stranger, headers: { "last-event-id": lastId } });

		expect(answer.status).toBe(404);
	});
});

describe("the caller's stream", () => {
	it("tells a customer of their own orders only", async () => {
		const reader = await listen("/v1/stream", customer);
		await reader.until("snapshot");
		await place({}, stranger);
		const own = await place();

		await eventually(() => expect(reader.received.map(({ data }) => data.orderId)).toContain(own));
		await settled(reader);

		const events = reader.received.filter(({ id }) => id);
		expect(events.filter(({ data }) => data.customerId && data.customerId !== customer.sub)).toEqual([]);
		const orders = await done(customer, "GET", "/v1/orders?limit=100");
		const ids = orders.items.map(({ id }: { id: string }) => id);
		expect(events.filter(({ data }) => data.orderId && !ids.includes(data.orderId))).toEqual([]);
	});

	it("shows a store its board, and no order before it is submitted", async () => {
		const reader = await listen("/v1/stream", staff);
		const { data } = await reader.until("snapshot");
		const unpaid = await place(prepaid);
		await done(customer, "POST", `/v1/orders/${unpaid}/cancellation`, {});
		const paid = await place(prepaid);
		await done(customer, "POST", `/v1/orders/${paid}/payment`, { method: "card", token: "sim_ok" });

		await eventually(() => expect(reader.received.map(({ data }) => data.orderId)).toContain(paid));
		await settled(reader);

		expect(data.board.length).toBeGreaterThan(0);
		expect(reader.received.filter(({ data }) => data.orderId === unpaid)).toEqual([]);
		const payments = reader.received.filter(({ data, event }) => data.orderId === paid && event?.startsWith("payment."));
		expect(payments.map(({ event }) => event)).toEqual(["payment.approved"]);
	});

	it("tells other stores and riders nothing of it, and the operator everything", async () => {
		const others = await Promise.all([otherStaff, rider].map((as) => listen("/v1/stream", as)));
		const all = await listen("/v1/stream", operator);

		const id = await place(prepaid);
		await eventually(() => expect(all.received.filter(({ data }) => data.orderId === id).length).toBeGreaterThanOrEqual(2));
		const ping = await done(operator, "PATCH", "/v1/stores/hongdae", { extraMinutes: 1 });
		await others[0]!.until("store.changed");

		expect(ping.extraMinutes).toBe(1);
		expect(others.flatMap(({ received }) => received).filter(({ data }) => data.orderId === id)).toEqual([]);
		expect(all.types).toContain("payment.due");
	});

	it("tells a rider of a job that is given to them", async () => {
		const reader = await listen("/v1/stream", rider);
		const id = await place({ fulfilment: "delivery", destination: HOME });
		await accept(id);
		await brew(id);
		await eventually(() => done(staff, "POST", `/v1/deliveries/${id}/assign`, { riderId: rider.sub }));

		const assigned = await reader.until("delivery.assigned");

		expect(assigned.data).toMatchObject({ orderId: id, status: "assigned", riderId: rider.sub });
		await done(rider, "POST", `/v1/deliveries/${id}/decline`);
		expect((await reader.until("delivery.search_restarted")).data.orderId).toBe(id);
	});

	it("tells a rider of the order in hand, but nothing of its money", async () => {
		const id = await place({ fulfilment: "delivery", destination: HOME });
		await accept(id);
		await brew(id);
		await eventually(() => done(staff, "POST", `/v1/deliveries/${id}/assign`, { riderId: rider.sub }));
		await eventually(() => done(rider, "POST", `/v1/deliveries/${id}/accept`));
		const reader = await eventually(() => listen(eventsOf(id), rider));
		const last = await logged(id, "order.accepted");
		const owner = await listen(eventsOf(id), customer);
		const { pin } = await done(customer, "GET", `/v1/deliveries/${id}`);

		await done(rider, "POST", `/v1/deliveries/${id}/depart`);
		await done(rider, "POST", `/v1/deliveries/${id}/confirm`, { pin });
		await owner.until("payment.collected");
		await reader.until("order.completed");
		const resumed = await listen(eventsOf(id), rider, last);
		await resumed.until("order.completed");

		expect([...reader.types, ...resumed.types].join(" ")).not.toMatch(/payment|brew/);
	});

	it("tells staff who buy at their own store of it once", async () => {
		const both: Signed = { ...staff, roles: ["customer", "staff"] };
		const reader = await listen("/v1/stream", both);
		await reader.until("snapshot");

		await settled(reader, both);
		await reader.until("store.received");

		const ids = reader.received.flatMap(({ id }) => id ?? []);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it("resumes without a snapshot", async () => {
		const before = await listen("/v1/stream", customer);
		const first = await place();
		await eventually(() => expect(before.received.map(({ data }) => data.orderId)).toContain(first));
		const lastId = before.received.findLast(({ id }) => id)!.id!;
		before.close();
		const second = await place();

		const after = await listen("/v1/stream", customer, lastId);
		await eventually(() => expect(after.received.map(({ data }) => data.orderId)).toContain(second));

		expect(after.types).not.toContain("snapshot");
		expect(after.received.map(({ id }) => id)).not.toContain(lastId);
	});
});

describe("a stream ends", () => {
	it("when its session does", async () => {
		const [ending, other] = await Promise.all([
			listen("/v1/stream", { ...customer, jti: "ses_ending" }),
			listen("/v1/stream", { ...customer, jti: "ses_other" }),
		]);
		await Promise.all([ending.until("snapshot"), other.until("snapshot")]);

		await done({ ...customer, jti: "ses_ending" }, "DELETE", "/v1/sessions/current");

		await ending.untilEnd();
		await settled(other);
		expect(other.hasEnded).toBe(false);
	});

	it("when its token expires", async () => {
		const expiresAt = Math.ceil(Date.now() / 1000) * 1000 + 1_000;
		const reader = await listen("/v1/stream", { ...customer, expiresAt });
		await reader.until("snapshot");

		await reader.untilEnd();
		expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
	});
});

const counted = async (): Promise<number> => Number(/^cortado_streams (\d+)$/m.exec((await server.send("GET", "/metrics")).body)?.[1]);
const areCounted = (count: number) => eventually(async () => expect(await counted()).toBe(count));

describe("clients", () => {
	it("that leave are forgotten", async () => {
		await areCounted(0);
		const left = await Promise.all(Array.from({ length: 20 }, () => listen("/v1/stream", customer)));
		await areCounted(20);

		for (const reader of left) reader.close();

		await areCounted(0);
	});

	it("that do not read are dropped", async () => {
		const many = "x".repeat(16 * 1024);
		let client: InstanceType<typeof StreamClient> | undefined;
		const plain = createServer((_, response) => {
			client = new StreamClient(response, { accountId: "acc_1", roles: ["operator"] }, []);
			client.start("", []);
		}).listen(0, "127.0.0.1");
		await once(plain, "listening");
		const deaf = get({ port: (plain.address() as AddressInfo).port, agent: false }).on("error", () => undefined);
		await once(deaf, "response");

		await eventually(() => {
			client!.write(many);
			expect(client!.isGone).toBe(true);
		});

		deaf.destroy();
		plain.close();
	});
});

describe("a node that stops", () => {
	it("ends its streams at once", async () => {
		// A stop that waits for its streams to end fails at the test's own limit.
		const other = await start({ tracking: { enabled: true, shutdownTimeout: TEST_LIMIT_MS } });
		const reader = await StreamReader.open(other.port, "/v1/stream", operator);
		await reader.until("snapshot");

		await other.stop();

		await reader.untilEnd();
	});
});

describe("a gateway without any other service", () => {
	it("tells what happens on the nodes beside it", async () => {
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
