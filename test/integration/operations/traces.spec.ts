import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { Loggers, type ServiceSchema } from "moleculer";
import type { LogLevel } from "../../../lib/observability/log.ts";
import { eventually } from "../../support/eventually.ts";

interface Span {
	traceId: string;
	id: string;
	parentId: string | null;
	name: string;
	kind: string;
	timestamp: number;
	duration: number;
	localEndpoint: { serviceName: string };
	tags: Record<string, string>;
}

/** A collector with Zipkin's API. */
const received: Span[] = [];
const collect = async (request: IncomingMessage, response: ServerResponse) => {
	if (request.method === "POST" && request.url === "/api/v2/spans") received.push(...JSON.parse(await text(request)));
	response.writeHead(202).end();
};
const collector = createServer((request, response) => void collect(request, response));
await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));

process.env.TRACE_URL = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;

const { GatewayServer, newBroker } = await import("../../support/nodes/gateway-server.ts");
const { loadServices } = await import("../../support/services.ts");

const { logger } = await import("../../../lib/observability/log.ts");

const lines: { node: string; module: string; message: string; requestId?: string }[] = [];
const { formatter } = logger("debug", "json").options;

/** Records log lines instead of printing them. */
class RecordingLogger extends Loggers.Base<{ level?: LogLevel }> {
	override getLogHandler(origin: { nodeID: string; mod: string }) {
		return (level: LogLevel, args: unknown[]) => void lines.push(JSON.parse(formatter(level, args, origin)[0]!));
	}
}

/** Services of the first node. All others, with their messages, are on the second one. */
const NEAR = ["gateway", "idempotency"];
const near = { nodeID: "near", transporter: "Fake", registry: { stopDelay: 0 }, logger: new RecordingLogger({}) } as const;
let server: Awaited<ReturnType<typeof GatewayServer.start>>;
let far: ReturnType<typeof newBroker>;

beforeAll(async () => {
	const schemas = (await loadServices()).map(({ folder, schema }) => ({ folder, schema: schema as ServiceSchema }));
	const of = (isNear: boolean) =>
		schemas.filter(({ folder, schema }) => NEAR.includes(folder) === isNear && schema.name !== "gateway").map(({ schema }) => schema);
	far = newBroker(of(false), { ...near, nodeID: "far", logger: new RecordingLogger({}) });
	await far.start();
	server = await GatewayServer.start(of(true), near);
	await server.broker.waitForServices(["order", "store", "store-order"]);
});

afterAll(async () => {
	await Promise.all([server?.stop(), far?.stop()]);
	collector.closeAllConnections();
	collector.close();
});

const PLACED = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing: "on_receipt" },
	note: "nobody's business",
};
const place = async (requestId: string): Promise<string> => {
	const as = { sub: "acc_demo_customer", roles: ["customer" as const] };
	const placed = await eventually(async () => {
		const answer = await server.send("POST", "/v1/orders", { body: PLACED, as, headers: { "x-request-id": requestId } });
		expect(answer.status).toBe(201);
		return answer;
	});
	return placed.body.id;
};

describe("one request", () => {
	const REQUEST = "from.the-shop_1";
	let orderId: string;
	let spans: Span[];
	const named = (name: string) => spans.find((span) => span.name === name);

	beforeAll(async () => {
		orderId = await place(REQUEST);
		spans = await eventually(() => {
			const found = received.filter(({ tags }) => tags.requestId === REQUEST);
			expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining(["POST /v1/orders", "store.received in order"]));
			return found;
		});
	});

	it("is one trace across nodes and messages", () => {
		expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
		expect(new Set(spans.map(({ tags }) => tags.node))).toEqual(new Set(["near", "far", undefined]));
		for (const { id, traceId } of spans) expect([id, traceId]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.any(String)]);
	});

	it("has each span below its cause", () => {
		expect(named("order.place")!.parentId).toBe(named("POST /v1/orders")!.id);
		expect(named("store.received in order")!.parentId).toBe(named("order.submitted in store-order")!.id);
		expect(named("order.submitted in store-order")).toMatchObject({ kind: "CONSUMER", localEndpoint: { serviceName: "store-order" } });
	});

	it("can be found by its order", () => {
		for (const name of ["order.place", "order.submitted in store-order", "store.received in order"])
			expect(named(name)!.tags.orderId).toBe(orderId);
	});

	it("has its id in the logs of all nodes", () => {
		const logged = lines.filter(({ requestId }) => requestId === REQUEST).map(({ message, node }) => `${node}: ${message}`);

		const handled = lines.filter(({ message, requestId }) => requestId === REQUEST && message === "Handling order.submitted");

		expect(handled.map(({ module }) => module)).toEqual(expect.arrayContaining(["store-order", "event-log", "notification"]));
		expect(logged).toEqual(
			expect.arrayContaining([
				"near: Calling gateway.rest",
				"far: Calling order.place",
				"far: Handling order.submitted",
				"far: Calling store.settings",
				"far: Handling store.received",
				"far: Calling order-menu.of",
				"near: POST /v1/orders 201",
			]),
		);
	});

	it("has the error code and type of a rejected call", async () => {
		await server.send("GET", "/v1/orders/ord_0000000000000", { as: { sub: "acc_demo_customer" } });

		await eventually(() => {
			const refused = received.find(({ name, tags }) => name === "order.get" && tags.orderId === "ord_0000000000000");
			expect(refused?.tags).toMatchObject({ "error.code": "404", "error.type": "not_found" });
		});
	});

	it("contains no request data", () => {
		expect(JSON.stringify(received)).not.toMatch(/nobody's business|authorization|Bearer/);
	});
});

describe("an unavailable collector", () => {
	const warnings = () => lines.filter(({ message, node }) => node === "far" && message.startsWith("The trace collector is unavailable"));

	it("is logged once and delays no request", async () => {
		collector.closeAllConnections();
		await new Promise((closed) => collector.close(closed));
		const until = Date.now() + 3_000;
		while (Date.now() < until) {
			expect((await server.send("GET", "/v1/stores")).status).toBe(200);
			await sleep(100);
		}

		expect(warnings()).toHaveLength(1);
	});
});
