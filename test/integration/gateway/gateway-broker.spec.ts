import { Errors, type ServiceSchema } from "moleculer";
import { Refusal } from "../../../lib/domain/refusal.ts";
import { eventually } from "../../support/eventually.ts";
import { GatewayServer, newBroker } from "../../support/nodes/gateway-server.ts";

class Overloaded extends Refusal {
	constructor() {
		super("overloaded", "Too much.", { retryAfter: 7 });
	}
}

/** Fails as told, and counts how often it was tried. */
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

const failures = async (call: () => Promise<unknown>, times: number): Promise<string[]> => {
	const types: string[] = [];
	for (let i = 0; i < times; i++)
		types.push(
			await call().then(
				() => "ok",
				({ name }: Error) => name,
			),
		);
	return types;
};

describe("the breaker", () => {
	it("opens after timeouts", async () => {
		const { schema } = failing("hangs", () => new Promise(() => {}), { timeout: 20 });

		await withBroker(schema, async (call) => {
			expect((await failures(call, 6)).at(-1)).toBe("ServiceNotAvailableError");
		});
	});

	it("stays shut whatever is refused, even with 503", async () => {
		const { schema } = failing("refuses", () => Promise.reject(new Overloaded()));

		await withBroker(schema, async (call) => {
			expect(new Set(await failures(call, 20))).toEqual(new Set(["Overloaded"]));
		});
	});
});

describe("retries", () => {
	it("try again what failed before it began", async () => {
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
		["a node that left with the call", () => Promise.reject(new Errors.RequestRejectedError({ action: "a", nodeID: "n" })), {}],
	])("never repeat after %s", async (_, fail, action) => {
		const { calls, schema } = failing("once", fail, action);

		await withBroker(schema, async (call) => {
			await expect(call()).rejects.toThrow();
			expect(calls.count).toBe(1);
		});
	});
});

describe("the guard", () => {
	it("wants every action to state who may call it", () => {
		const open: ServiceSchema = { name: "open", actions: { door: { handler: () => "in" } } };

		expect(() => newBroker([open])).toThrow("Action open.door has to state its guard");
	});
});

describe("a service on another node", () => {
	it("is refused, answered and missed like a local one", async () => {
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
		const missed = await server.send("GET", "/v1/orders/ord_1");

		expect([refused, forbidden, invalid, bug, missed].map(({ body, status }) => [status, body.code])).toEqual([
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
		["a question in hand leaves it to another", "GET", "/v1/orders/ord_1", 200, 2],
		["a command in hand takes it along", "POST", "/v1/orders", 503, 1],
	])("that dies with %s", async (_, method, path, status, times) => {
		const quiet = { transporter: "Fake", registry: { stopDelay: 0 }, tracking: { enabled: false } } as const;
		const server = await GatewayServer.start([], { nodeID: "near", ...quiet });
		const { registry } = server.broker;
		const asked: string[] = [];
		const order = (nodeID: string): ServiceSchema => {
			/** The first to be asked is gone before it answers. */
			const handler = () => {
				asked.push(nodeID);
				if (asked.length === 1) registry.nodes.disconnected(nodeID, true);
				return { id: "ord_1" };
			};
			return { name: "order", actions: { place: { guard: ["customer"], handler }, get: { guard: "anyone", handler } } };
		};
		const far = ["one", "another"].map((nodeID) => newBroker([order(nodeID)], { nodeID, ...quiet }));
		await Promise.all(far.map((broker) => broker.start()));
		await eventually(() => expect(far.map(({ nodeID }) => registry.actions.get("order.get")?.hasNodeID(nodeID))).toEqual([true, true]));

		const answer = await server.send(method, path, { as: { roles: ["customer"] }, ...(method === "POST" ? { body: {} } : undefined) });

		expect([answer.status, new Set(asked).size]).toEqual([status, times]);
		await Promise.all([...far, server].map((node) => node.stop()));
	});
});
