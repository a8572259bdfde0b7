import { setTimeout as sleep } from "node:timers/promises";
import { available, startRedis } from "../../scripts/servers/redis.ts";
import { freePort, type RunningServer } from "../../scripts/servers/server.ts";
import { eventually } from "../../test/support/eventually.ts";
import { needs } from "../../test/support/needs.ts";

const port = await freePort();
const url = `redis://127.0.0.1:${port}`;
Object.assign(process.env, { REDIS_URL: url, LOG_LEVEL: "fatal" });

// Settings are read on first use, so the environment is set before these imports.
const { GANGNAM, ServiceNode } = await import("../../test/support/nodes/service-node.ts");
const { COMMAND_TIMEOUT_MS, ReadCache } = await import("./read-cache.ts");
const services = await Promise.all([import("./store.service.ts"), import("./store-order.service.ts"), import("./catalogue.service.ts")]);

const redis = needs(await available(), "redis-server");

describe("the read cache without Redis", () => {
	it("loads every time, without warnings", async () => {
		const warnings: string[] = [];
		const cache = new ReadCache((text) => void warnings.push(text), "");
		let count = 0;

		for (const expected of [1, 2, 3]) expect(await cache.get("menu", async () => ++count)).toBe(expected);

		expect(warnings).toEqual([]);
	});
});

redis("the read cache", () => {
	let server: RunningServer;
	let warnings: string[];
	let opened: InstanceType<typeof ReadCache>[];

	/** A cache whose connection to Redis is ready. */
	const open = async () => {
		const cache = new ReadCache((text) => void warnings.push(text), url);
		opened.push(cache);
		await eventually(async () => {
			const key = `warm ${Math.random()}`;
			await cache.get(key, async () => "first");
			await sleep(5);
			expect(await cache.get(key, async () => "second")).toBe("first");
		});
		return cache;
	};
	const counting = () => {
		let count = 0;
		return async () => ({ count: ++count });
	};

	beforeEach(async () => {
		[warnings, opened] = [[], []];
		server = await startRedis({ port });
	});
	afterEach(async () => {
		for (const cache of opened) cache.close();
		await server.kill();
	});

	it("shares results with all nodes by key, and expires them", async () => {
		const [local, remote] = [await open(), await open()];
		const [menu, list] = [counting(), counting()];

		await local.get("menu", menu);
		await eventually(async () => expect(await remote.get("menu", menu)).toEqual({ count: 1 }));

		expect(await remote.get("list", list)).toEqual({ count: 1 });
		await eventually(async () => expect((await remote.get("menu", menu)).count).toBeGreaterThan(1));
	});

	it("loads again after an invalidation, on every node", async () => {
		const [local, remote] = [await open(), await open()];
		const menu = counting();
		await remote.get("menu", menu);

		local.invalidate();
		await local.invalidated;

		expect(await remote.get("menu", menu)).toEqual({ count: 2 });
	});

	it("does not serve a result whose loading started before an invalidation", async () => {
		const cache = await open();
		let finish = (_: string) => {};
		const slow = cache.get("menu", () => new Promise<string>((resolve) => (finish = resolve)));
		await sleep(20);

		cache.invalidate();
		await cache.invalidated;
		finish("old");

		expect(await slow).toBe("old");
		await sleep(20);
		expect(await cache.get("menu", async () => "new")).toBe("new");
	});

	it("does not store failures", async () => {
		const cache = await open();

		await expect(cache.get("menu", () => Promise.reject(new Error("no such store")))).rejects.toThrow("no such store");

		expect(await cache.get("menu", async () => "found")).toBe("found");
	});

	it("recovers after Redis has lost its data", async () => {
		const cache = await open();
		const { Redis } = await import("ioredis");
		const other = new Redis(url);
		await other.flushall();
		other.disconnect();

		await cache.get("menu", async () => "first");
		await cache.invalidated;
		await cache.get("menu", async () => "first");
		await sleep(20);

		expect(await cache.get("menu", async () => "second")).toBe("first");
	});

	it.each([
		["hangs", () => process.kill(server.pid, "SIGSTOP")],
		["is killed", () => server.kill()],
	])("does not wait for Redis when it %s, and warns once", async (_, fail) => {
		const cache = await open();
		await fail();

		const durations: number[] = [];
		for (let index = 0; index < 20; index++) {
			const startedAt = performance.now();
			expect(await cache.get("menu", async () => index)).toBe(index);
			durations.push(performance.now() - startedAt);
		}

		expect(durations.filter((ms) => ms >= COMMAND_TIMEOUT_MS).length).toBeLessThan(3);
		await eventually(() => expect(warnings).toEqual([expect.stringMatching(/^Redis is unavailable, menus are not cached: /)]));
	});

	it("caches again when Redis is back, without the results from before", async () => {
		const cache = await open();
		const menu = counting();
		await cache.get("menu", menu);
		await server.kill();
		await eventually(() => expect(warnings).toHaveLength(1));
		cache.invalidate();

		server = await startRedis({ port });

		await eventually(async () => {
			const { count } = await cache.get("menu", menu);
			await sleep(5);
			expect(await cache.get("menu", menu)).toEqual({ count });
		});
	});
});

redis("a store with Redis", () => {
	let server: RunningServer;
	const nodes: InstanceType<typeof ServiceNode>[] = [];
	const storeId = "gangnam";

	beforeAll(async () => {
		server = await startRedis({ port });
		nodes.push(await new ServiceNode().start(...services.map(({ default: schema }) => schema)));
	});
	afterAll(async () => {
		for (const node of nodes) await node.stop();
		await server.kill();
	});

	it("shows a change at once, whatever was cached before", async () => {
		const node = nodes[0]!;
		const read = () => Promise.all(["get", "menu"].map((action) => node.call(`store.${action}`, { storeId })));
		const openIn = ({ items }: { items: { id: string; open: boolean }[] }) => items.find(({ id }) => id === storeId)?.open;

		for (const open of [false, true, false, true]) {
			const { version } = await node.call("store.change", { storeId, open }, GANGNAM);
			const [store, menu] = await read();
			expect([store.open, store.version, menu.version]).toEqual([open, version, version]);
			expect(openIn(await node.call("store.list", {}))).toBe(open);
			await sleep(10);
		}
	});

	it("shows a new price at once, and a sold-out product after the message about it", async () => {
		const node = nodes[0]!;
		const latte = async () =>
			(await node.call("store.menu", { storeId })).items.find(({ productId }: { productId: string }) => productId === "latte");
		const product = { productId: "latte", name: { ko: "라떼", en: "Latte" }, prepSeconds: 3 };

		for (const price of [5_100, 5_200]) {
			await node.call("store.putProduct", { storeId, ...product, price }, GANGNAM);
			expect(await latte()).toMatchObject({ price, available: true });
			await sleep(10);
		}
		await node.publish("stock.changed", "stock/gangnam", { storeId, orderId: null, missing: [], available: { latte: false } });

		await eventually(async () => expect(await latte()).toMatchObject({ available: false }));
	});
});
