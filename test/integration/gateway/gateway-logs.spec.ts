import { Errors, type ServiceSchema } from "moleculer";
import { GatewayServer } from "../../support/nodes/gateway-server.ts";

const { Overloaded } = await import("../../../services/order/order.errors.ts");

/** What the order service throws next. */
let thrown: () => Error;
const order: ServiceSchema = {
	name: "order",
	actions: {
		list: {
			guard: "anyone",
			handler() {
				throw thrown();
			},
		},
	},
};

describe("the gateway's log", () => {
	let server: GatewayServer;
	let lines: { level: string; args: unknown[] }[];

	beforeEach(async () => {
		server = await GatewayServer.start([order]);
		lines = [];
		const { logger } = server.broker.getLocalService("gateway")!;
		for (const level of ["error", "warn"] as const) logger[level] = (...args: unknown[]) => void lines.push({ level, args });
	});
	afterEach(() => server.stop());

	const ask = (count: number) => Promise.all(Array.from({ length: count }, () => server.send("GET", "/v1/orders")));

	it.each([
		["overload", () => new Overloaded(), "overloaded"],
		["a full bulkhead", () => new Errors.QueueIsFullError({ action: "order.list", nodeID: "n", size: 1, limit: 1 }), "unavailable"],
		["a service that is away", () => new Errors.ServiceNotAvailableError({ action: "order.list" }), "unavailable"],
		["a timeout", () => new Errors.RequestTimeoutError({ action: "order.list", nodeID: "n" }), "unavailable"],
	])("tells of %s by one warning, however many are turned away", async (_, error, code) => {
		thrown = error;

		const answers = await ask(50);

		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
		expect(lines).toEqual([{ level: "warn", args: [expect.stringMatching(`^GET /v1/orders rejected with ${code}: .`)] }]);
	});

	it("has an error with its cause for each fault of ours", async () => {
		const fault = new TypeError("x is undefined");
		thrown = () => fault;

		await ask(2);

		const line = { level: "error", args: ["GET /v1/orders 500", fault] };
		expect(lines).toEqual([line, line]);
	});
});
