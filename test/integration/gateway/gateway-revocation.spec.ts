import { RevokedInMemory, RevokedInRedis } from "../../../lib/auth/revocation.ts";
import { available, startRedis } from "../../../scripts/servers/redis.ts";
import { freePort, type RunningServer } from "../../../scripts/servers/server.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";

const inAMinute = () => Date.now() + 60_000;

describe("revoked sessions in memory", () => {
	it("are known at once", async () => {
		const revoked = new RevokedInMemory();

		await revoked.add("ses_1", inAMinute());

		expect([revoked.has("ses_1"), revoked.has("ses_2")]).toEqual([true, false]);
		await revoked.close();
	});
});

needs(await available(), "redis-server")("revoked sessions in Redis", () => {
	let redis: RunningServer;
	let port: number;
	const open: RevokedInRedis[] = [];
	const connect = async () => {
		const revoked = new RevokedInRedis(redis.url, () => {});
		open.push(revoked);
		await revoked.ready();
		return revoked;
	};

	beforeEach(async () => {
		port = await freePort();
		redis = await startRedis({ port });
	});
	afterEach(async () => {
		await Promise.all(open.splice(0).map((revoked) => revoked.close()));
		await redis.stop();
	});

	it("are known on their own node at once, and soon on every other", async () => {
		const [here, there] = await Promise.all([connect(), connect()]);

		await here.add("ses_1", inAMinute());

		expect(here.has("ses_1")).toBe(true);
		await eventually(() => expect(there.has("ses_1")).toBe(true));
	});

	it("are known on a node that starts later, unless their tokens have expired", async () => {
		const earlier = await connect();
		await earlier.add("ses_1", inAMinute());
		await earlier.add("ses_old", Date.now() - 1);

		const later = await connect();

		expect([later.has("ses_1"), later.has("ses_old")]).toEqual([true, false]);
	});

	it("are shared after the outage during which they were revoked", async () => {
		const [here, there] = await Promise.all([connect(), connect()]);
		await redis.kill();
		await here.add("ses_1", inAMinute());

		expect(here.has("ses_1")).toBe(true);
		redis = await startRedis({ port });

		await eventually(() => expect(there.has("ses_1")).toBe(true));
	});
});
