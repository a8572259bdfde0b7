import { get, type Server } from "node:http";
import { promisify } from "node:util";
import type { Context, ServiceSchema } from "moleculer";
import { eventually } from "../../support/eventually.ts";
import type { GatewayServer as Gateway, Signed } from "../../support/nodes/gateway-server.ts";
import type { StreamReader as Reader } from "../../support/stream-reader.ts";

process.env.STREAMS_PER_ADDRESS = "25";

const { bearer, GatewayServer } = await import("../../support/nodes/gateway-server.ts");
const { StreamReader } = await import("../../support/stream-reader.ts");
const { MAX_STREAMS_PER_ACCOUNT } = await import("../../../services/gateway/streams/audience.ts");

const operator: Signed = { sub: "acc_demo_operator", roles: ["operator"] };
const another: Signed = { sub: "acc_another", roles: ["operator"] };

/** Delays reads of the event log, and with them the start of streams. */
let mayRead: Promise<void> = Promise.resolve();
const eventLog: ServiceSchema = {
	name: "event-log",
	actions: {
		read: {
			guard: "internal",
			async handler(_: Context) {
				await mayRead;
				return { events: [], last: 0 };
			},
		},
	},
};

describe("the streams of an account", () => {
	let server: Gateway;
	let readers: Reader[];

	const open = async (as = operator): Promise<Reader> => {
		const reader = await StreamReader.open(server.port, "/v1/stream", as);
		readers.push(reader);
		return reader;
	};
	const openMaximum = () => Promise.all(Array.from({ length: MAX_STREAMS_PER_ACCOUNT }, () => open()));
	const statuses = () => readers.map(({ answer }) => answer.statusCode);

	beforeEach(async () => {
		readers = [];
		server = await GatewayServer.start([eventLog]);
	});
	afterEach(async () => {
		for (const reader of readers) reader.close();
		await server.stop();
	});

	it("are limited, and one more is refused with 429", async () => {
		await openMaximum();

		const refused = await server.send("GET", "/v1/stream", { as: operator });

		expect(statuses()).toEqual(readers.map(() => 200));
		expect([refused.status, refused.body.code, refused.headers.get("retry-after")]).toEqual([429, "too_many_streams", "15"]);
		expect(await open(another)).toMatchObject({ answer: { statusCode: 200 } });
	});

	it("of many accounts are limited by address, and others can connect once they have ended", async () => {
		await openMaximum();
		for (let index = 0; index < 5; index++) await open({ sub: `acc_${index}`, roles: ["operator"] });

		const refused = await server.send("GET", "/v1/stream", { as: another });
		readers[0]!.close();

		expect([refused.status, refused.body.code]).toEqual([429, "too_many_streams"]);
		await eventually(async () => expect((await open(another)).answer.statusCode).toBe(200));
	});

	it("no longer count once they have ended", async () => {
		await openMaximum();

		readers[0]!.close();

		await eventually(async () => expect((await open()).answer.statusCode).toBe(200));
	});

	it("do not count if the client disconnected before the start", async () => {
		let letRead = () => {};
		mayRead = new Promise((resolve) => {
			letRead = resolve;
		});
		const { server: http } = server.broker.getLocalService("gateway") as unknown as { server: Server };
		const connections = promisify(http.getConnections.bind(http));
		let requests = 0;
		http.on("request", () => requests++);
		const authorization = await bearer(operator);
		const disconnecting = Array.from({ length: MAX_STREAMS_PER_ACCOUNT }, () =>
			get({ port: server.port, path: "/v1/stream", headers: { authorization }, agent: false }).on("error", () => undefined),
		);
		await eventually(() => expect(requests).toBe(MAX_STREAMS_PER_ACCOUNT));
		for (const request of disconnecting) request.destroy();
		await eventually(async () => expect(await connections()).toBe(0));
		letRead();

		await openMaximum();

		expect(statuses()).toEqual(readers.map(() => 200));
	});
});
