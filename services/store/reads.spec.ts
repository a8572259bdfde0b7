import { setTimeout as sleep } from "node:timers/promises";
import { available, startRedis } from "../../scripts/servers/redis.ts";
import { freePort, type RunningServer } from "../../scripts/servers/server.ts";
import { eventually } from "../../test/support/eventually.ts";
import { needs } from "../../test/support/needs.ts";

const port = await freePort();
const url = `redis://127.0.0.1:${port}`;
Object.assign(process.env, { REDIS_URL: url, LOG_LEVEL: "fatal" });

// Settings are read at first use: what is above has to come first.
const { GANGNAM, ServiceNode } = await import("../../test/support/nodes/service-node.ts");
const { ANSWERS_WITHIN_MS, Reads } = await import("./reads.ts");
const services = await Promise.all([import("./store.service.ts"), import("./store-order.service.ts")]);

const redis = needs(await available(), "redis-server");

describe("reads without Redis", () => {
	it("are made anew each time, without a wait or a word", async () => {
		const lines: string[] = [];
		const reads = new Reads((text) => void lines.push(text), "");
		let count = 0;

		for (const expected of [1, 2, 3]) expect(await reads.of("menu", async () => ++count)).toBe(expected);

		expect(lines).toEqual([]);
	});
});

redis("reads", () => {
	let server: RunningServer;
	let lines: string[];
	let opened: InstanceType<typeof Reads>[];

	/** As a node has them, when Redis has answered it. */
	const open = async () => {
		const reads = new Reads((text) => void lines.push(text), url);
		opened.push(reads);
		await eventually(async () => {
			const what = `warm ${Math.random()}`;
			await reads.of(what, async () => "read");
			await sleep(5);
			expect(await reads.of(what, async () => "read again")).toBe("read");
		});
		return reads;
	};
	const counting = () => {
		let count = 0;
		return async () => ({ count: ++count });
	};

	beforeEach(async () => {
		[lines, opened] = [[], []];
		server = await startRedis({ port });
	});
	afterEach(async () => {
		for (const reads of opened) reads.close();
		await server.kill();
	});

	it("are kept for all nodes, each by itself, and not for long", async () => {
		const [here, there] = [await open(), await open()];
		const [menu, list] = [counting(), counting()];

		await here.of("menu", menu);
		await eventually(async () => expect(await there.of("menu", menu)).toEqual({ count: 1 }));

		expect(await there.of("list", list)).toEqual({ count: 1 });
		await eventually(async () => expect((await there.of("menu", menu)).count).toBeGreaterThan(1));
	});

	it("are made anew after a change, on every node", async () => {
		const [here, there] = [await open(), await open()];
		const menu = counting();
		await there.of("menu", menu);

		here.forget();
		await here.forgotten;

		expect(await there.of("menu", menu)).toEqual({ count: 2 });
	});

	it("that were begun before a change and end after it are not kept", async () => {
		const reads = await open();
		let end = (_: string) => {};
		const slow = reads.of("menu", () => new Promise<string>((resolve) => (end = resolve)));
		await sleep(20);

		reads.forget();
		await reads.forgotten;
		end("old");

		expect(await slow).toBe("old");
		await sleep(20);
		expect(await reads.of("menu", async () => "new")).toBe("new");
	});

	it("that fail are not kept", async () => {
		const reads = await open();

		await expect(reads.of("menu", () => Promise.reject(new Error("no such store")))).rejects.toThrow("no such store");

		expect(await reads.of("menu", async () => "there")).toBe("there");
	});

	it("go on in a store without Redis's memory", async () => {
		const reads = await open();
		const { Redis } = await import("ioredis");
		const other = new Redis(url);
		await other.flushall();
		other.disconnect();

		await reads.of("menu", async () => "read");
		await reads.forgotten;
		await reads.of("menu", async () => "read");
		await sleep(20);

		expect(await reads.of("menu", async () => "read again")).toBe("read");
	});

	it.each([
		["hangs", () => process.kill(server.pid, "SIGSTOP")],
		["is killed", () => server.kill()],
	])("do not wait for a Redis that %s, and it is said once", async (_, fail) => {
		const reads = await open();
		await fail();

		const took: number[] = [];
		for (let index = 0; index < 20; index++) {
			const startedAt = performance.now();
			expect(await reads.of("menu", async () => index)).toBe(index);
			took.push(performance.now() - startedAt);
		}

		expect(took.filter((ms) => ms >= ANSWERS_WITHIN_MS).length).toBeLessThan(3);
		await eventually(() => expect(lines).toEqual([expect.stringMatching(/^Menus are kept no longer, Redis is away: /)]));
	});

	it("are kept again when Redis is back, but for what was kept before", async () => {
		const reads = await open();
		const menu = counting();
		await reads.of("menu", menu);
		await server.kill();
		await eventually(() => expect(lines).toHaveLength(1));
		reads.forget();

		server = await startRedis({ port });

		await eventually(async () => {
			const { count } = await reads.of("menu", menu);
			await sleep(5);
			expect(await reads.of("menu", menu)).toEqual({ count });
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

	it("shows at once what was changed, whatever was read before", async () => {
		const node = nodes[0]!;
		const reads = () => Promise.all(["get", "menu"].map((action) => node.call(`store.${action}`, { storeId })));
		const openIn = ({ items }: { items: { id: string; open: boolean }[] }) => items.find(({ id }) => id === storeId)?.open;

		for (const open of [false, true, false, true]) {
			const { version } = await node.call("store.change", { storeId, open }, GANGNAM);
			const [store, menu] = await reads();
			expect([store.open, store.version, menu.version]).toEqual([open, version, version]);
			expect(openIn(await node.call("store.list", {}))).toBe(open);
			await sleep(10);
		}
	});

	it("shows a new price, and what has run out once it has heard of it", async () => {
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
