import { Errors, type ServiceSchema } from "moleculer";
import { Refusal } from "../../../lib/domain/refusal.ts";
import { eventually } from "../../support/eventually.ts";
import { GatewayServer, newBroker } from "../../support/nodes/gateway-server.ts";

class Overloaded extends Refusal {
	constructor() {
		super("overloaded", "The backlog is full.", { retryAfter: 7 });
	}
}

/** A service whose action runs `fail`, and the number of its calls. */
const failing = (name: string, fail: (attempt: number) => unknown, action: object = {}) => {
	const calls = { count: 0 };
	const handler = () => fail(++calls.count);
	return { calls, schema: { name, actions: { do: { guard: "anyone", handler, ...action } } } as ServiceSchema };
};

const withBroker = async (schema: ServiceSchema, work: (call: () => Promise<unknown>) => Promise<void>) => {
	const broker = newBroker([schema], { tracking: { enabled: true, shutdownTimeout: 10 } });
	await broker.start();
	try {
		await work(() => broker.call(`${schema.name}.do`));
	} finally {
		await broker.stop();
	}
};

const outcomesOf = async (call: () => Promise<unknown>, times: number): Promise<string[]> => {
	const outcomes: string[] = [];
	for (let i = 0; i < times; i++)
		outcomes.push(
			await call().then(
				() => "ok",
				({ name }: Error) => name,
			),
		);
	return outcomes;
};

describe("the circuit breaker", () => {
	it("opens after timeouts", async () => {
		const { schema } = failing("hangs", () => new Promise(() => {}), { timeout: 20 });

		await withBroker(schema, async (call) => {
			expect((await outcomesOf(call, 6)).at(-1)).toBe("ServiceNotAvailableError");
		});
	});

	it("stays closed when calls are refused, even with 503", async () => {
		const { schema } = failing("refuses", () => Promise.reject(new Overloaded()));

		await withBroker(schema, async (call) => {
			expect(new Set(await outcomesOf(call, 20))).toEqual(new Set(["Overloaded"]));
		});
	});
});

describe("retries", () => {
	it("repeat a call that failed before it started", async () => {
		const { calls, schema } = failing("busy", (attempt) => {
			if (attempt < 3) throw new Errors.QueueIsFullError({ action: "busy.do", nodeID: "n" });
			return "done";
		});

		await withBroker(schema, async (call) => {
			expect(await call()).toBe("done");
			expect(calls.count).toBe(3);
		});
	});

	it.each([
		["a timeout", () => new Promise(() => {}), { timeout: 20 }],
		["a refusal", () => Promise.reject(new Overloaded()), {}],
		["a bug", () => Promise.reject(new Error("bug")), {}],
		["a node that stopped during the call", () => Promise.reject(new Errors.RequestRejectedError({ action: "a", nodeID: "n" })), {}],
	])("never repeat after %s", async (_, fail, action) => {
		const { calls, schema } = failing("once", fail, action);

		await withBroker(schema, async (call) => {
			await expect(call()).rejects.toThrow();
			expect(calls.count).toBe(1);
		});
	});
});

describe("the guard", () => {
	it("requires every action to declare who may call it", () => {
		const open: ServiceSchema = { name: "open", actions: { door: { handler: () => "in" } } };

		expect(() => newBroker([open])).toThrow("Action open.door must declare a guard");
	});
});

describe("a service on another node", () => {
	it("has its errors and its absence reported like a local one's", async () => {
		const order: ServiceSchema = {
			name: "order",
			actions: {
				place: { guard: ["customer"], params: { storeId: "string" }, handler: () => Promise.reject(new Overloaded()) },
				get: { guard: "anyone", params: { orderId: "string" }, handler: () => Promise.reject(new TypeError("x of undefined")) },
			},
		};
		const far = newBroker([order], { nodeID: "far", transporter: "Fake", registry: { stopDelay: 0 } });
		await far.start();
		const server = await GatewayServer.start([], { nodeID: "near", transporter: "Fake", registry: { stopDelay: 0 } });
		await server.broker.waitForServices("order");
		const as = { roles: ["customer" as const] };

		const refused = await server.send("POST", "/v1/orders", { as, body: { storeId: "gangnam" } });
		const forbidden = await server.send("POST", "/v1/orders", { as: { roles: ["rider"] }, body: {} });
		const invalid = await server.send("POST", "/v1/orders", { as, body: {} });
		const bug = await server.send("GET", "/v1/orders/ord_1");
		await far.stop();
		const absent = await server.send("GET", "/v1/orders/ord_1");

		expect([refused, forbidden, invalid, bug, absent].map(({ body, status }) => [status, body.code])).toEqual([
			[503, "overloaded"],
			[403, "forbidden"],
			[422, "invalid"],
			[500, "internal"],
			[503, "unavailable"],
		]);
		expect(refused.headers.get("retry-after")).toBe("7");
		await server.stop();
	});

	it.each([
		["a read is replaced by another node", "GET", "/v1/orders/ord_1", 200, 2],
		["a command is not retried on another node", "POST", "/v1/orders", 503, 1],
	])("that crashes during %s", async (_, method, path, status, times) => {
		const quiet = { transporter: "Fake", registry: { stopDelay: 0 }, tracking: { enabled: false } } as const;
		const server = await GatewayServer.start([], { nodeID: "near", ...quiet });
		const { registry } = server.broker;
		const called: string[] = [];
		const order = (nodeID: string): ServiceSchema => {
			/** The first node that is called disconnects before it responds. */
			const handler = () => {
				called.push(nodeID);
				if (called.length === 1) registry.nodes.disconnected(nodeID, true);
				return { id: "ord_1" };
			};
			return { name: "order", actions: { place: { guard: ["customer"], handler }, get: { guard: "anyone", handler } } };
		};
		const far = ["one", "another"].map((nodeID) => newBroker([order(nodeID)], { nodeID, ...quiet }));
		await Promise.all(far.map((broker) => broker.start()));
		await eventually(() => expect(far.map(({ nodeID }) => registry.actions.get("order.get")?.hasNodeID(nodeID))).toEqual([true, true]));

		const answer = await server.send(method, path, { as: { roles: ["customer"] }, ...(method === "POST" ? { body: {} } : undefined) });

		expect([answer.status, new Set(called).size]).toEqual([status, times]);
		await Promise.all([...far, server].map((node) => node.stop()));
	});
});
