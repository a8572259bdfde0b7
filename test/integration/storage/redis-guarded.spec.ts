import type { Redis } from "ioredis";
import { RevokedInRedis } from "../../../lib/auth/revocation.ts";
import { openRedis } from "../../../lib/clients/redis.ts";
import { available, startRedis } from "../../../scripts/servers/redis.ts";
import { freePort, type RunningServer } from "../../../scripts/servers/server.ts";
import { RateLimits } from "../../../services/gateway/access/rate-limit.ts";
import { type Certificates, makeCertificates, available as openssl } from "../../support/certificates.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";

const PASSWORD = "pa55-of-redis";
const WRONG = "wr0ng-of-redis";

needs((await available()) && (await openssl()), "redis-server, or openssl,")("a Redis with a password and TLS", () => {
	let port: number;
	let server: RunningServer;
	let own: Certificates;
	let warnings: string[];
	let observer: Redis;
	const open: { close(): unknown }[] = [];

	const startGuarded = async ({ cert, key, ca }: Certificates): Promise<void> => {
		const tls = ["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", ca, "--tls-auth-clients", "no"];
		server = await startRedis({ port }, ["--requirepass", PASSWORD, "--port", "0", "--tls-port", String(port), ...tls]);
	};
	const revokedAt = (url: string): RevokedInRedis => {
		const revoked = new RevokedInRedis(url, (text) => warnings.push(text));
		open.push(revoked);
		return revoked;
	};
	const addressWith = (credentials: string): string => `rediss://${credentials}@localhost:${port}`;

	const connectionsMade = async (): Promise<number> => {
		const statistics = await observer.info("stats");
		return Number(/total_connections_received:(\d+)/.exec(statistics)![1]);
	};

	beforeAll(async () => {
		own = await makeCertificates();
		// Settings are read on first use.
		process.env.REDIS_TLS_CA = own.ca;
	});
	beforeEach(async () => {
		warnings = [];
		port = await freePort();
		await startGuarded(own);
		observer = openRedis(addressWith(`:${PASSWORD}`), {}).on("error", () => undefined); // one test starts a server that must not be trusted
	});
	afterEach(async () => {
		observer.disconnect();
		for (const one of open.splice(0)) await one.close();
		await server.stop();
	});
	afterAll(() => own.remove());

	it.each([`:${PASSWORD}`, `default:${PASSWORD}`])("shares revoked sessions and rate limits for %s", async (credentials) => {
		const url = addressWith(credentials);
		const [here, there] = [revokedAt(url), revokedAt(url)];
		await Promise.all([here.ready(), there.ready()]);
		const limits = [new RateLimits(url), new RateLimits(url)];
		open.push(...limits);
		const [limit, other] = limits.map((one) => one.of({ name: "requests", points: 100, seconds: 60 }));

		await here.add("ses_1", Date.now() + 60_000);

		await eventually(() => expect(there.has("ses_1")).toBe(true));
		await eventually(async () => {
			await limit!.count("acc_1");
			expect((await other!.count("acc_1", 0)).used).toBeGreaterThan(0);
		});
		expect(warnings).toEqual([]);
	});

	it.each([
		["a wrong password", addressWith.bind(null, `:${WRONG}`)],
		["an unknown user", addressWith.bind(null, `nobody:${WRONG}`)],
		["no password", () => `rediss://localhost:${port}`],
	])("logs %s once, with the setting but without the password", async (_, url) => {
		revokedAt(url());

		await eventually(async () => expect(await connectionsMade()).toBeGreaterThan(10));
		expect(warnings).toEqual([expect.stringContaining("authentication failed, check REDIS_URL")]);
		expect(warnings.join()).not.toContain(WRONG);
	});

	it("is not trusted with a certificate of another CA", async () => {
		const foreign = await makeCertificates();
		await server.stop();
		await startGuarded(foreign);
		revokedAt(addressWith(`:${PASSWORD}`));

		await eventually(() => expect(warnings).toEqual([expect.stringContaining("the TLS certificate is not trusted, check REDIS_TLS_CA")]));
		await foreign.remove();
	});
});
