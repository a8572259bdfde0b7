import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { ServiceSchema } from "moleculer";
import { available, startRedis } from "../../../scripts/servers/redis.ts";
import { freePort, type RunningServer } from "../../../scripts/servers/server.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import type { Answer, GatewayServer as Gateway, Signed } from "../../support/nodes/gateway-server.ts";

Object.assign(process.env, {
	TRUST_PROXY: "1",
	HEALTH_PORT: "0",
	RATE_LIMIT_PER_SECOND: "5",
	RATE_LIMIT_SESSIONS_PER_MINUTE: "3",
	CODES_PER_ADDRESS: "2",
});

const { GatewayServer } = await import("../../support/nodes/gateway-server.ts");
const { addressOf } = await import("../../../services/gateway/http/address.ts");
const { RateLimits } = await import("../../../services/gateway/access/rate-limit.ts");
const { BadCredentials } = await import("../../../services/account/account.errors.ts");

const account: ServiceSchema = {
	name: "account",
	actions: {
		signIn: {
			guard: "anyone",
			params: { phone: "string", password: "string" },
			handler({ params: { password } }) {
				if (password !== "right") throw new BadCredentials();
				return { token: "t" };
			},
		},
		sendCode: { guard: "anyone", handler: () => ({ expiresAt: "2026-03-02T00:30:00.000Z" }) },
		get: { guard: "signedIn", handler: () => ({ id: "acc_1" }) },
	},
};
const store: ServiceSchema = { name: "store", actions: { list: { guard: "anyone", handler: () => ({ items: [] }) } } };

let server: Gateway;
beforeEach(async () => {
	server = await GatewayServer.start([account, store]);
});
afterEach(() => server.stop());

let lastAddress = 0;
/** An address without earlier requests. */
const newAddress = () => ({ "x-forwarded-for": `198.51.100.${++lastAddress}` });
const times = async (count: number, request: () => Promise<Answer>): Promise<number[]> => {
	const statuses: number[] = [];
	for (let i = 0; i < count; i++) statuses.push((await request()).status);
	return statuses;
};
const fill = (count: number, status: number): number[] => Array(count).fill(status);

describe("codes by SMS", () => {
	it("are limited per address, whatever their phones", async () => {
		const headers = newAddress();
		let phone = 1_000_000;
		const request = (from: Record<string, string>) =>
			server.send("POST", "/v1/codes", { headers: from, body: { phone: `0101${++phone}`, purpose: "sign_up" } });

		expect(await times(3, () => request(headers))).toEqual([200, 200, 429]);
		expect((await request(newAddress())).status).toBe(200);
	});
});

describe("requests", () => {
	it("are limited to a burst of twice the rate, with a problem that states when to retry", async () => {
		const headers = newAddress();
		const statuses = await times(10, () => server.send("GET", "/v1/stores", { headers }));
		const refused = await server.send("GET", "/v1/stores", { headers });

		expect(statuses).toEqual(fill(10, 200));
		expect([refused.status, refused.body.code]).toEqual([429, "too_many_requests"]);
		expect(refused.headers.get("content-type")).toContain("application/problem+json");
		expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
		expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(2);
	});

	it("are accepted again after that time", async () => {
		const headers = newAddress();
		await times(11, () => server.send("GET", "/v1/stores", { headers }));

		await eventually(async () => expect((await server.send("GET", "/v1/stores", { headers })).status).toBe(200));
	});

	it.each([
		["successful", "/v1/stores"],
		["refused", "/v1/me"],
		["not found", "/v1/nothing"],
	])("that are %s report the remaining number", async (_, path) => {
		const { headers } = await server.send("GET", path, { headers: newAddress() });

		expect(headers.get("ratelimit-policy")).toBe('"requests";q=10;w=2');
		expect(headers.get("ratelimit")).toBe('"requests";r=9;t=2');
	});

	it("count per account, from any address", async () => {
		const as: Signed = { sub: "acc_anna" };
		const statuses = await times(11, () => server.send("GET", "/v1/me", { as, headers: newAddress() }));
		const other = await server.send("GET", "/v1/me", { as: { sub: "acc_bob" }, headers: newAddress() });

		expect(statuses).toEqual([...fill(10, 200), 429]);
		expect(other.status).toBe(200);
	});

	it("with an invalid token count per address", async () => {
		const headers = { ...newAddress(), authorization: "Bearer forged" };

		expect(await times(11, () => server.send("GET", "/v1/me", { headers }))).toEqual([...fill(10, 401), 429]);
	});

	it("of probes are not limited", async () => {
		const headers = newAddress();

		expect(await times(30, () => server.send("GET", "/health/live", { headers }))).toEqual(fill(30, 200));
	});
});

describe("signing in", () => {
	const signIn = (phone: string, password: string, headers = newAddress()) =>
		server.send("POST", "/v1/sessions", { body: { phone, password }, headers });

	it("is refused after a few guesses from one address, but not from another", async () => {
		const headers = newAddress();
		const guesses = await times(4, () => signIn("01011110001", "wrong", headers));
		const correct = await signIn("01011110001", "right", headers);
		const owner = await signIn("01011110001", "right");

		expect(guesses).toEqual([...fill(3, 401), 429]);
		expect([correct.status, owner.status]).toEqual([429, 201]);
		expect(correct.headers.get("ratelimit-policy")).toBe('"sessions";q=3;w=60');
		expect(Number(correct.headers.get("retry-after"))).toBeGreaterThan(50);
	});

	it("becomes slower with failed guesses from many addresses, but does not refuse the owner", async () => {
		const took = async (request: () => Promise<unknown>) => {
			const startedAt = performance.now();
			await request();
			return performance.now() - startedAt;
		};
		const undisturbed: number[] = [];
		for (let turn = 0; turn < 3; turn++) undisturbed.push(await took(() => signIn("01011110002", "right")));
		expect(await times(5, () => signIn("01011110002", "wrong"))).toEqual(fill(5, 401));

		const delayed = await took(async () => expect((await signIn("01011110002", "right")).status).toBe(201));

		expect(Math.min(...undisturbed)).toBeLessThan(450);
		expect(delayed).toBeGreaterThan(450);
	});

	it("with many phones is limited by address", async () => {
		const headers = newAddress();
		const limits = (server.broker.getLocalService("gateway") as unknown as { limits: { admit: unknown } }).limits;
		limits.admit = async () => undefined;
		let phone = 1_022_220_000;

		expect(await times(31, () => signIn(`0${++phone}`, "wrong", headers))).toEqual([...fill(30, 401), 429]);
	});
});

describe("the address of a caller", () => {
	const from = (forwarded: string | undefined, proxies: number, remoteAddress = "10.0.0.1") =>
		addressOf({ headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, socket: { remoteAddress } as Socket }, proxies);

	it.each([
		["is the connection's without proxies, even if a header names another", "1.1.1.1", 0, "10.0.0.1"],
		["is the entry of the only proxy", "1.1.1.1", 1, "1.1.1.1"],
		["is not an entry that the caller sent", "6.6.6.6, 1.1.1.1", 1, "1.1.1.1"],
		["is the entry of the outer of two proxies", "6.6.6.6, 1.1.1.1, 10.0.0.2", 2, "1.1.1.1"],
		["is the connection's if the proxy sends no entry", undefined, 1, "10.0.0.1"],
		["is the connection's if the entry is not an address", "'; DROP TABLE", 1, "10.0.0.1"],
		["is plain IPv4 for an IPv4-mapped address", "::ffff:1.1.1.1", 1, "1.1.1.1"],
		["is the network for IPv6", "2001:db8:0:1:a:b:c:d", 1, "2001:db8:0:1::/64"],
		["is the network for abbreviated IPv6", "2001:db8::d", 1, "2001:db8:0:0::/64"],
		["is the network for the IPv6 loopback", "::1", 1, "0:0:0:0::/64"],
	])("%s", (_, forwarded, proxies, expected) => {
		expect(from(forwarded, proxies)).toBe(expected);
	});
});

describe("a client that is slow or breaks the protocol", () => {
	const httpServer = () => (server.broker.getLocalService("gateway") as unknown as { server: import("node:http").Server }).server;
	const exchange = async (text: string): Promise<string> => {
		const socket = connect(server.port, "127.0.0.1");
		let received = "";
		socket.setEncoding("utf8").on("data", (chunk: string) => {
			received += chunk;
		});
		socket.on("error", () => undefined);
		socket.write(text);
		await once(socket, "close");
		return received;
	};

	it.each([
		["without HTTP", "hello\r\n\r\n", 400, "bad_request"],
		["with headers of more than 16 kB", `GET / HTTP/1.1\r\nHost: x\r\nX-Flood: ${"x".repeat(20_000)}\r\n\r\n`, 431, "headers_too_large"],
	])("%s gets a problem", async (_, text, status, code) => {
		const received = await exchange(text);

		expect(received).toContain(`HTTP/1.1 ${status} `);
		expect(received).toContain("application/problem+json");
		expect(received).toContain(`"code":"${code}"`);
	});

	it.each([
		["headers", "GET /v1/stores HTTP/1.1\r\nHost: x\r\nX-Slow"],
		["a body", "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"],
	])("that does not complete %s is disconnected, while others are served", async (_, text) => {
		Object.assign(httpServer(), { headersTimeout: 200, requestTimeout: 300 });
		const slow = exchange(text);

		expect((await server.send("GET", "/v1/stores", { headers: newAddress() })).status).toBe(200);
		expect(await slow).toContain('"code":"request_timeout"');
	});

	it("has at most 10 s for headers and 30 s for a request", () => {
		expect(httpServer()).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000, maxHeadersCount: 100, maxConnections: 10_000 });
	});
});

describe("counting", () => {
	it("in memory takes less CPU time than ten hashes of a short text", async () => {
		const limits = new RateLimits(undefined);
		const limit = limits.of({ name: "speed", points: 1e9, seconds: 2 });
		const keys = Array.from({ length: 1_000 }, (_, index) => `acc_${index}`);
		const cheapest = async (work: (key: string) => unknown): Promise<number> => {
			const rounds: number[] = [];
			for (let round = 0; round < 5; round++) {
				const before = process.threadCpuUsage();
				for (let i = 0; i < 20; i++) for (const key of keys) await work(key);
				const { system, user } = process.threadCpuUsage(before);
				rounds.push(system + user);
			}
			return Math.min(...rounds);
		};
		const hashing = await cheapest((key) => createHash("sha256").update(key).digest("hex"));

		expect(await cheapest((key) => limit.count(key))).toBeLessThan(10 * hashing);
		limits.close();
	});
});

needs(await available(), "redis-server")("counting in Redis", () => {
	let redis: RunningServer;
	let port: number;
	const open: InstanceType<typeof RateLimits>[] = [];
	const gateway = () => {
		const limits = new RateLimits(redis.url);
		open.push(limits);
		return limits.of({ name: "requests", points: 10, seconds: 60 });
	};
	beforeEach(async () => {
		port = await freePort();
		redis = await startRedis({ port });
	});
	afterEach(async () => {
		for (const limits of open.splice(0)) limits.close();
		await redis.stop();
	});

	it("is shared by all gateways", async () => {
		const [here, there] = [gateway(), gateway()];
		await Promise.all([here.count("looking", 0), there.count("looking", 0)]);
		await eventually(async () => {
			await here.count("acc_1");
			expect((await there.count("acc_1", 0)).used).toBeGreaterThan(0);
		});

		const before = (await there.count("acc_1", 0)).used;
		await here.count("acc_1");

		expect((await there.count("acc_1")).used).toBe(before + 2);
	});

	it("continues in memory while Redis is down, and in Redis once it is up again", async () => {
		const limit = gateway();
		const other = gateway();
		await eventually(async () => {
			await limit.count("acc_2");
			expect((await other.count("acc_2", 0)).used).toBeGreaterThan(0);
		});
		await redis.kill();

		const counts = [];
		for (let i = 0; i < 11; i++) counts.push((await limit.count("acc_3")).isOver);
		expect(counts).toEqual([...Array(10).fill(false), true]);

		redis = await startRedis({ port });
		await eventually(async () => {
			await limit.count("acc_4");
			expect((await other.count("acc_4", 0)).used).toBeGreaterThan(0);
		});
	});

	it("continues in memory while Redis hangs, and soon stops waiting for it", async () => {
		const limit = gateway();
		const took = async () => {
			const startedAt = performance.now();
			await limit.count("acc_5");
			return performance.now() - startedAt;
		};
		const other = gateway();
		await eventually(async () => {
			await limit.count("acc_5");
			expect((await other.count("acc_5", 0)).used).toBeGreaterThan(0);
		});
		process.kill(redis.pid, "SIGSTOP");
		try {
			const first = await took();
			expect(first).toBeGreaterThan(100);
			await eventually(async () => expect(await took()).toBeLessThan(first / 10));
		} finally {
			process.kill(redis.pid, "SIGCONT");
		}
	});
});
