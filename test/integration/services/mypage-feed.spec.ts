import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NumberedEvent } from "../../../contracts/event-log.ts";
import type { Table } from "../../../lib/storage/table.ts";
import { available, startMongo } from "../../../scripts/servers/mongo.ts";
import type { RunningServer } from "../../../scripts/servers/server.ts";
import { SEGMENT } from "../../../services/mypage/event-index.ts";
import { aMessage, randomFrom, shuffled } from "../../support/builders/message.ts";
import { eventually } from "../../support/eventually.ts";
import { type Break, type OpenLog, openLog, placed } from "../../support/mypage-log.ts";
import { needs } from "../../support/needs.ts";

process.env.LOG_LEVEL = "fatal";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
/** Ten events of each order, starting with order number `order`. */
const manyEvents = (count: number, order = 1) =>
	Array.from({ length: count }, (_, index) => placed(order + Math.floor(index / 10), (index % 10) + 1));

const storeAll = ({ log }: OpenLog, messages: ReturnType<typeof placed>[]) => Promise.all(messages.map((message) => log.store(message)));

const wholeFeed = async ({ log }: OpenLog, limit = 7): Promise<NumberedEvent[]> => {
	const found: NumberedEvent[] = [];
	for (let page = await log.feed(0, limit); page.length > 0; page = await log.feed(found.at(-1)!.seq, limit)) found.push(...page);
	return found;
};

const expectGapless = (feed: NumberedEvent[], events: number) => {
	expect(feed.map(({ seq }) => seq)).toEqual(upTo(events));
	expect(new Set(feed.map(({ id }) => id)).size).toBe(events);
};

/** Starts another process, which stores events 1 and 2 of each order. */
const anotherProcess = (url: string, orders: number, step: number): ChildProcess =>
	spawn(process.execPath, [
		"--disable-warning=ExperimentalWarning",
		join(import.meta.dirname, "../../support/mypage-log.ts"),
		url,
		`${orders}`,
		`${step}`,
	]);

/** The table with `insert` replaced. */
const withInsert = <Value>(table: Table<Value>, insert: Table<Value>["insert"]): Table<Value> => ({
	get: (id) => table.get(id),
	insert,
	update: (id, change) => table.update(id, change),
	remove: (id, isRemovable) => table.remove(id, isRemovable),
	scan: (query) => table.scan(query),
});

const feedSuite = (freshUrl: () => string): void => {
	let url: string;
	let opened: OpenLog[];

	beforeEach(() => {
		url = freshUrl();
		opened = [];
	});
	afterEach(async () => {
		for (const { close } of opened) await close();
	});

	const open = async (broken?: Break): Promise<OpenLog> => {
		const log = await openLog(url, broken);
		opened.push(log);
		return log;
	};

	describe("the feed", () => {
		it("numbers events from 1 without gaps, and duplicates once", async () => {
			const log = await open();
			const random = randomFrom(1);
			const messages = manyEvents(300);

			await storeAll(log, shuffled([...messages, ...messages.filter(() => random() < 0.5)], random));

			expectGapless(await wholeFeed(log), 300);
		});

		it("continues after any number, and is empty after the last", async () => {
			const log = await open();
			for (let order = 0; order < 5; order++) await log.log.store(placed(order, 1));

			expect((await log.log.feed(2, 2)).map(({ seq }) => seq)).toEqual([3, 4]);
			expect((await log.log.feed(4, 10)).map(({ seq }) => seq)).toEqual([5]);
			expect(await log.log.feed(5, 10)).toEqual([]);
			expect(await log.log.feed(0, 0)).toEqual([]);
			expect(await log.log.last()).toBe(5);
		});

		it("returns an order's events in the order in which they were stored", async () => {
			const log = await open();

			for (let version = 1; version <= 4; version++) await log.log.store(placed(1, version));

			expect((await wholeFeed(log)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
		});

		it("is empty before the first event", async () => {
			const { log } = await open();

			expect(await log.feed(0, 10)).toEqual([]);
			expect(await log.last()).toBe(0);
		});

		it("includes events of another process at once", async () => {
			const [one, other] = [await open(), await open()];

			await one.log.store(placed(1, 1));
			await one.log.store(placed(1, 2));

			expectGapless(await other.log.feed(0, 10), 2);
			expect(await other.log.history("ord_1")).toHaveLength(2);
		});
	});

	describe("a redelivered event", () => {
		const many = manyEvents(SEGMENT + 10);

		it("is recognized much later, also by a process that started since", async () => {
			const first = await open();
			await storeAll(first, many);
			await eventually(async () => expect(await first.segments.scan({ limit: 1 })).toHaveLength(1));
			const second = await open();

			await storeAll(first, many.slice(0, 5));
			await storeAll(second, [...many.slice(0, 20), ...many.slice(-20)]);

			expectGapless(await wholeFeed(second, 500), many.length);
		});

		it("is recognized if its sender publishes forever and out of order", async () => {
			const log = await open();
			const stock = (version: number) => aMessage("stock/gangnam", version, "stock.changed", {});
			await storeAll(log, [stock(1_000), stock(3), stock(600)]);
			await storeAll(log, many);
			await storeAll(log, [stock(2), stock(700)]);
			await eventually(async () => expect(await log.segments.scan({ limit: 1 })).toHaveLength(1));

			await storeAll(log, [700, 600, 1_000, 3, 2].map(stock));

			expectGapless(await wholeFeed(log, 500), many.length + 5);
		});
	});

	describe("a crash", () => {
		it("between writing a batch and reporting it stores no event twice", async () => {
			let fails = true;
			const first = await open(({ batches }) => ({
				batches: withInsert(batches, async (id, batch) => {
					const isOurs = await batches.insert(id, batch);
					if (fails) throw new Error("killed");
					return isOurs;
				}),
			}));
			await expect(first.log.store(placed(1, 1))).rejects.toThrow("killed");

			const second = await open();
			await storeAll(second, [placed(1, 1), placed(2, 1)]);
			fails = false;
			await storeAll(first, [placed(3, 1), placed(1, 1), placed(2, 1)]);

			expectGapless(await wholeFeed(second), 3);
		});

		it("during indexing leaves the segment to the next start", async () => {
			let left = 50;
			const first = await open(({ entries }) => ({
				entries: withInsert(entries, async (id, entry) => {
					if (left-- <= 0) throw new Error("killed");
					return entries.insert(id, entry);
				}),
			}));
			const many = manyEvents(SEGMENT + 10);
			await storeAll(first, many);
			expect(await first.segments.scan({ limit: 1 })).toEqual([]);

			const second = await open();
			await eventually(async () => expect(await second.segments.scan({ limit: 1 })).toHaveLength(1));
			await storeAll(second, many);

			expectGapless(await wholeFeed(second, 500), many.length);
			for (const order of [1, 70, SEGMENT / 10]) expect(await second.log.history(`ord_${order}`)).toHaveLength(10);
		});

		it("of a killed process loses no stored event", async () => {
			const orders = 1_500;
			const killed = anotherProcess(url, orders, 1);
			let output = "";
			killed.stdout!.on("data", (chunk: Buffer) => {
				output += chunk;
			});
			await eventually(() => expect(output.split("\n").length).toBeGreaterThan(200));
			killed.kill("SIGKILL");
			await once(killed, "exit");
			const stored = output.split("\n").slice(0, -1);

			const log = await open();
			const before = await wholeFeed(log, 500);
			expectGapless(before, before.length);
			expect(before.map(({ orderId }) => orderId)).toEqual(expect.arrayContaining(stored.map((order) => `ord_${order}`)));

			await storeAll(log, Array.from({ length: orders }, (_, order) => [placed(order, 1), placed(order, 2)]).flat());
			expectGapless(await wholeFeed(log, 500), 2 * orders);
		});
	});

	describe("failing storage", () => {
		it("rejects events, and stores them when they are redelivered", async () => {
			let isDown = true;
			const log = await open(({ batches }) => ({
				batches: withInsert(batches, async (id, batch) => {
					if (isDown) throw Object.assign(new Error("down"), { retryable: true });
					return batches.insert(id, batch);
				}),
			}));
			const outcomes = await Promise.allSettled([log.log.store(placed(1, 1)), log.log.store(placed(2, 1))]);
			expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);

			isDown = false;
			await storeAll(log, [placed(2, 1), placed(1, 1)]);

			expectGapless(await wholeFeed(log), 2);
		});

		it("rejects an event if the index lookup fails, and repeats the lookup", async () => {
			let isDown = true;
			const log = await open(({ entries }) => ({
				entries: {
					...withInsert(entries, (id, entry) => entries.insert(id, entry)),
					scan: async (query) => {
						if (isDown) throw Object.assign(new Error("down"), { retryable: true });
						return entries.scan(query);
					},
				},
			}));
			await expect(log.log.store(placed(1, 1))).rejects.toThrow("down");

			isDown = false;
			await log.log.store(placed(1, 1));

			expectGapless(await wholeFeed(log), 1);
		});

		it("rejects only the event that cannot be stored", async () => {
			const log = await open(({ batches }) => ({
				batches: withInsert(batches, async (id, batch) => {
					if (batch.events.some(({ orderId }) => orderId === "ord_2")) throw new Error("too large");
					return batches.insert(id, batch);
				}),
			}));

			const results = await Promise.allSettled([1, 2, 3].map((order) => log.log.store(placed(order, 1))));

			expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
			expectGapless(await wholeFeed(log), 2);
		});
	});

	describe("two writers", () => {
		it("in one process assign each number and event once", async () => {
			const [one, other] = [await open(), await open()];
			const messages = manyEvents(1_000);

			await Promise.all([storeAll(one, messages), storeAll(other, messages.toReversed())]);

			expectGapless(await wholeFeed(one), 1_000);
			expect((await wholeFeed(other)).map(({ id }) => id)).toEqual((await wholeFeed(one)).map(({ id }) => id));
		});

		it("in two processes assign each number and event once", async () => {
			const orders = 1_200;
			const exits = await Promise.all([1, 7].map((step) => once(anotherProcess(url, orders, step), "exit")));
			const log = await open();

			expect(exits.map(([code]) => code)).toEqual([0, 0]);
			expectGapless(await wholeFeed(log, 100), 2 * orders);
			const segments = await log.segments.scan({ limit: 10 });
			expect(segments).toHaveLength(1);
			for (const order of [0, 1, orders - 1]) expect(await log.log.history(`ord_${order}`)).toHaveLength(2);
		});
	});

	describe("an order's history", () => {
		it("has all events of the order and no others", async () => {
			const { log } = await open();
			const random = randomFrom(2);
			const messages = Array.from({ length: 120 }, (_, index) => placed(index % 2 ? 1 : 10, index + 1));

			await Promise.all(shuffled(messages, random).map((message) => log.store(message)));

			expect((await log.history("ord_1")).map(({ version }) => version)).toEqual(Array.from({ length: 60 }, (_, index) => 2 * index + 2));
			expect(await log.history("ord_2")).toEqual([]);
		});

		it("is complete if it spans several segments", async () => {
			const log = await open();
			await log.log.store(placed(0, 1));
			await storeAll(log, manyEvents(SEGMENT));
			await log.log.store(placed(0, 2));
			await storeAll(log, manyEvents(SEGMENT, SEGMENT));
			await log.log.store(placed(0, 3));
			await eventually(async () => expect(await log.segments.scan({ limit: 3 })).toHaveLength(2));

			expect((await log.log.history("ord_0")).map(({ version }) => version)).toEqual([1, 2, 3]);
			expect((await (await open()).log.history("ord_0")).map(({ version }) => version)).toEqual([1, 2, 3]);
		});

		it("puts a cause before its effect, even if clocks differ", async () => {
			const { log } = await open();
			const cause = placed(1, 1, 1_000);
			const received = {
				...placed(1, 1, 900),
				id: "store-order/ord_1/1",
				sender: "store-order/ord_1",
				type: "store.received",
				cause: cause.id,
			};
			received.data = { orderId: "ord_1" };

			await Promise.all([log.store(received), log.store(cause)]);

			expect((await log.history("ord_1")).map(({ type }) => type)).toEqual(["order.placed", "store.received"]);
		});
	});
};

describe("with SQLite", () => {
	const folder = mkdtempSync(join(tmpdir(), "cortado-feed-"));
	afterAll(() => rmSync(folder, { recursive: true }));

	feedSuite(() => `sqlite:${join(folder, randomUUID())}.db`);
});

needs(await available(), "MongoDB")("with MongoDB", () => {
	let server: RunningServer;
	beforeAll(async () => {
		server = await startMongo();
	});
	afterAll(() => server.stop());

	feedSuite(() => server.url.replace(/\/[^/?]*(\?|$)/, `/test_${randomUUID()}$1`));
});
