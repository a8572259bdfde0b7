import { Errors, type ServiceSchema } from "moleculer";
import { GatewayServer } from "../../support/nodes/gateway-server.ts";

const { Overloaded } = await import("../../../services/order/order.errors.ts");

/** Creates the error that the order service throws. */
let error: () => Error;
const order: ServiceSchema = {
	name: "order",
	actions: {
		list: {
			guard: "anyone",
			handler() {
				throw error();
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

	const sendMany = (count: number) => Promise.all(Array.from({ length: count }, () => server.send("GET", "/v1/orders")));

	it.each([
		["overload", () => new Overloaded(1), "overloaded"],
		["a full bulkhead", () => new Errors.QueueIsFullError({ action: "order.list", nodeID: "n", size: 1, limit: 1 }), "unavailable"],
		["an unavailable service", () => new Errors.ServiceNotAvailableError({ action: "order.list" }), "unavailable"],
		["a timeout", () => new Errors.RequestTimeoutError({ action: "order.list", nodeID: "n" }), "unavailable"],
	])("has a single warning for many requests rejected by %s", async (_, createError, code) => {
		error = createError;

		const answers = await sendMany(50);

		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
		expect(lines).toEqual([{ level: "warn", args: [expect.stringMatching(`^GET /v1/orders rejected with ${code}: .`)] }]);
	});

	it("leaves out queries, which can contain personal data", async () => {
		error = () => new Overloaded(1);

		await server.send("GET", "/v1/orders?phone=01012345678");
		error = () => new TypeError("x is undefined");
		await server.send("GET", "/v1/orders?phone=01012345678");

		expect(lines).toHaveLength(2);
		expect(JSON.stringify(lines)).not.toContain("01012345678");
	});

	it("has an error with its cause for each internal error", async () => {
		const bug = new TypeError("x is undefined");
		error = () => bug;

		await sendMany(2);

		const line = { level: "error", args: ["GET /v1/orders 500", bug] };
		expect(lines).toEqual([line, line]);
	});
});
