import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { Redis } from "ioredis";
import { openRedis } from "./redis.ts";

describe("a connection to Redis", () => {
	let server: Server;
	let redis: Redis;

	beforeEach(async () => {
		server = createServer().listen(0, "127.0.0.1");
		await once(server, "listening");
		redis = openRedis(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`, {}).on("error", () => undefined);
	});
	afterEach(() => {
		redis.disconnect();
		server.close();
	});

	it("survives a second error of its socket", async () => {
		await once(redis, "connect");
		const { stream } = redis as unknown as { stream: NodeJS.EventEmitter };

		expect(() => {
			for (const message of ["certificate has expired", "alert decode error"]) stream.emit("error", new Error(message));
		}).not.toThrow();
	});
});
