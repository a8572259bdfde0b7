import { get, type Server } from "node:http";
import { promisify } from "node:util";
import type { Context, ServiceSchema } from "moleculer";
import { eventually } from "../../support/eventually.ts";
import { bearer, GatewayServer, type Signed } from "../../support/nodes/gateway-server.ts";
import { StreamReader } from "../../support/stream-reader.ts";

const { MAX_STREAMS_PER_ACCOUNT } = await import("../../../services/gateway/streams/audience.ts");

const operator: Signed = { sub: "acc_demo_operator", roles: ["operator"] };
const another: Signed = { sub: "acc_another", roles: ["operator"] };

/** Holds up whoever begins to listen. */
let isRead: Promise<void> = Promise.resolve();
const eventLog: ServiceSchema = {
	name: "event-log",
	actions: {
		read: {
			guard: "internal",
			async handler(_: Context) {
				await isRead;
				return { events: [], last: 0 };
			},
		},
	},
};

describe("the streams of an account", () => {
	let server: GatewayServer;
	let readers: StreamReader[];

	const listen = async (as = operator): Promise<StreamReader> => {
		const reader = await StreamReader.open(server.port, "/v1/stream", as);
		readers.push(reader);
		return reader;
	};
	const listenOften = () => Promise.all(Array.from({ length: MAX_STREAMS_PER_ACCOUNT }, () => listen()));
	const statuses = () => readers.map(({ answer }) => answer.statusCode);

	beforeEach(async () => {
		readers = [];
		server = await GatewayServer.start([eventLog]);
	});
	afterEach(async () => {
		for (const reader of readers) reader.close();
		await server.stop();
	});

	it("are no more than so many; one too many is told so", async () => {
		await listenOften();

		const refused = await server.send("GET", "/v1/stream", { as: operator });

		expect(statuses()).toEqual(readers.map(() => 200));
		expect([refused.status, refused.body.code, refused.headers.get("retry-after")]).toEqual([429, "too_many_streams", "15"]);
		expect(await listen(another)).toMatchObject({ answer: { statusCode: 200 } });
	});

	it("make room when one of them ends", async () => {
		await listenOften();

		readers[0]!.close();

		await eventually(async () => expect((await listen()).answer.statusCode).toBe(200));
	});

	it("are not those that left before they began", async () => {
		let letRead = () => {};
		isRead = new Promise((resolve) => {
			letRead = resolve;
		});
		const { server: http } = server.broker.getLocalService("gateway") as unknown as { server: Server };
		const connections = promisify(http.getConnections.bind(http));
		let asked = 0;
		http.on("request", () => asked++);
		const authorization = await bearer(operator);
		const leaving = Array.from({ length: MAX_STREAMS_PER_ACCOUNT }, () =>
			get({ port: server.port, path: "/v1/stream", headers: { authorization }, agent: false }).on("error", () => undefined),
		);
		await eventually(() => expect(asked).toBe(MAX_STREAMS_PER_ACCOUNT));
		for (const request of leaving) request.destroy();
		await eventually(async () => expect(await connections()).toBe(0));
		letRead();

		await listenOften();

		expect(statuses()).toEqual(readers.map(() => 200));
	});
});
