import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { available, startMongo } from "../scripts/servers/mongo.ts";
import type { RunningServer } from "../scripts/servers/server.ts";
import type { Numbered } from "../services/mypage/event-log.ts";
import { randomFrom, shuffled } from "./builders/message.ts";
import { eventually } from "./eventually.ts";
import { happened, type OpenLog, openLog } from "./mypage-log.ts";
import { needs } from "./needs.ts";

process.env.LOG_LEVEL = "fatal";

const wholeFeed = async ({ log }: OpenLog, limit = 7): Promise<Numbered[]> => {
	const found: Numbered[] = [];
	for (let page = await log.feed(0, limit); page.length > 0; page = await log.feed(found.at(-1)!.seq, limit)) found.push(...page);
	return found;
};

const expectGapless = (feed: Numbered[], events: number) => {
	expect(feed.map(({ seq }) => seq)).toEqual(Array.from({ length: events }, (_, index) => index + 1));
	expect(new Set(feed.map(({ id }) => id)).size).toBe(events);
};

/** A store's methods are on its prototype, or come with the adapter. */
const methods = (events: OpenLog["events"]): OpenLog["events"] => ({
	load: (id) => events.load(id),
	create: (document) => events.create(document),
	replace: (document, expected) => events.replace(document, expected),
	overdue: (until, limit) => events.overdue(until, limit),
	pending: (limit, after) => events.pending(limit, after),
	clearOutbox: (published) => events.clearOutbox(published),
	page: (query) => events.page(query),
	remove: (id) => events.remove(id),
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

	const open = async (broken?: Parameters<typeof openLog>[1]): Promise<OpenLog> => {
		const log = await openLog(url, broken);
		opened.push(log);
		return log;
	};

	describe("the feed", () => {
		it("counts from 1 without a gap, each event once, however often it is heard", async () => {
			const log = await open();
			const random = randomFrom(1);
			const messages = Array.from({ length: 300 }, (_, order) => happened(order, 1));

			await Promise.all(shuffled([...messages, ...messages.filter(() => random() < 0.5)], random).map((message) => log.log.store(message)));
			await log.sequencer.number();

			expectGapless(await wholeFeed(log), 300);
		});

		it("goes on behind any number, and is empty behind the last", async () => {
			const log = await open();
			for (let order = 0; order < 5; order++) await log.log.store(happened(order, 1));
			await log.sequencer.number();

			expect((await log.log.feed(2, 2)).map(({ seq }) => seq)).toEqual([3, 4]);
			expect((await log.log.feed(4, 10)).map(({ seq }) => seq)).toEqual([5]);
			expect(await log.log.feed(5, 10)).toEqual([]);
			expect(await log.log.last()).toBe(5);
		});

		it("keeps an order's events in the order in which they were stored", async () => {
			const log = await open();

			for (let version = 1; version <= 4; version++) await log.log.store(happened(1, version));
			await log.sequencer.number();

			expect((await wholeFeed(log)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
		});

		it("is empty before anything has happened", async () => {
			const { log } = await open();

			expect(await log.feed(0, 10)).toEqual([]);
			expect(await log.last()).toBe(0);
		});
	});

	describe("a crash", () => {
		it("between storing and numbering leaves events to the next start, and no gap", async () => {
			const first = await open();
			await first.log.store(happened(1, 1));
			await first.sequencer.number();
			first.sequencer.number = async () => undefined;
			await first.log.store(happened(2, 1));
			await first.log.store(happened(3, 1));

			const second = await open();

			expectGapless(await wholeFeed(second), 3);
		});

		it("between numbering and noting it numbers nothing twice", async () => {
			let fails = true;
			const first = await open((events) => ({
				...methods(events),
				clearOutbox: async (published) => {
					if (fails) throw new Error("killed");
					await events.clearOutbox(published);
				},
			}));
			await first.log.store(happened(1, 1));
			await first.log.store(happened(2, 1));
			await first.sequencer.number();

			const second = await open();
			await second.log.store(happened(3, 1));
			await second.sequencer.number();
			fails = false;
			await first.log.store(happened(4, 1));
			await first.sequencer.number();

			expectGapless(await wholeFeed(second), 4);
		});

		it("of another process: what it left is taken up while this one runs", async () => {
			const dead = await open();
			dead.sequencer.number = async () => undefined;
			const alive = await open();
			await dead.log.store(happened(1, 1));

			await alive.sequencer.numberLeft(Date.now());

			expectGapless(await wholeFeed(alive), 1);
		});
	});

	describe("two sequencers", () => {
		it("in one process on one file never give a number or an event twice", async () => {
			const [one, other] = [await open(), await open()];
			const messages = Array.from({ length: 200 }, (_, order) => happened(order, 1));

			await Promise.all([
				...messages.map((message) => one.log.store(message)),
				...messages.toReversed().map((message) => other.log.store(message)),
				...Array.from({ length: 5 }, () => one.sequencer.numberLeft(Date.now())),
			]);
			await Promise.all([one.sequencer.number(), other.sequencer.number()]);
			await one.sequencer.numberLeft(Date.now());

			expectGapless(await wholeFeed(one), 200);
			expect((await wholeFeed(other)).map(({ id }) => id)).toEqual((await wholeFeed(one)).map(({ id }) => id));
		});

		it("do not number again what the other one numbered before it was known to be stored", async () => {
			const held = Promise.withResolvers<void>();
			const first = await open((events) => ({
				...methods(events),
				create: async (event) => {
					const isNew = await events.create(event);
					if (event.state.orderId === "ord_1") await held.promise;
					return isNew;
				},
			}));
			const second = await open();
			const storing = first.log.store(happened(1, 1));
			await eventually(async () => expect(await second.events.pending(1)).toHaveLength(1));

			await second.sequencer.numberLeft(Date.now());
			await first.log.store(happened(2, 1));
			await first.sequencer.number();
			held.resolve();
			await storing;
			await first.sequencer.number();

			expectGapless(await wholeFeed(second), 2);
		});

		it("in two processes on one file neither", async () => {
			const script = join(import.meta.dirname, "mypage-log.ts");
			const processes = ["1", "7"].map((step) =>
				spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, url, "500", step]),
			);
			const ends = await Promise.all(processes.map((child) => once(child, "exit")));
			const log = await open();

			expect(ends.map(([code]) => code)).toEqual([0, 0]);
			expectGapless(await eventually(() => wholeFeed(log, 100)), 1_000);
			expect(await log.events.pending(1)).toEqual([]);
		}, 30_000);
	});

	describe("an order's history", () => {
		it("is complete, and only its own", async () => {
			const { log } = await open();
			const random = randomFrom(2);
			const messages = Array.from({ length: 120 }, (_, index) => happened(index % 2 ? 1 : 10, index + 1));

			await Promise.all(shuffled(messages, random).map((message) => log.store(message)));

			expect((await log.history("ord_1")).map(({ version }) => version)).toEqual(Array.from({ length: 60 }, (_, index) => 2 * index + 2));
			expect(await log.history("ord_2")).toEqual([]);
		});

		it("puts nothing before what led to it, whatever the clocks say", async () => {
			const { log } = await open();
			const placed = happened(1, 1, 1_000);
			const received = {
				...happened(1, 1, 900),
				id: "store-order/ord_1/1",
				sender: "store-order/ord_1",
				type: "store.received",
				cause: placed.id,
			};
			received.data = { orderId: "ord_1" };

			await Promise.all([log.store(received), log.store(placed)]);

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
