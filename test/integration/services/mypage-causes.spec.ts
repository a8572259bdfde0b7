import type { NumberedEvent } from "../../../contracts/event-log.ts";
import type { Message } from "../../../lib/messaging/message.ts";
import { aMessage } from "../../support/builders/message.ts";
import { type OpenLog, openLog, placed } from "../../support/mypage-log.ts";

process.env.LOG_LEVEL = "fatal";

const permutations = <Item>(items: Item[]): Item[][] =>
	items.length <= 1
		? [items]
		: items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]));
/** Every way to hand each of `count` messages to one of two logs. */
const assignments = (count: number): number[][] =>
	Array.from({ length: 2 ** count }, (_, bits) => Array.from({ length: count }, (_, index) => (bits >> index) & 1));

const onOrder = (order: string, sender: string, version: number, type: string, change: Partial<Message> = {}) =>
	aMessage(`${sender}/${order}`, version, type, { id: order, orderId: order }, change);

/** Paid on receipt: one write publishes both of the order's messages. */
const received = (order: string): Message[] => [
	onOrder(order, "order", 1, "order.placed"),
	onOrder(order, "order", 1, "order.submitted", { id: `order/${order}/1.1`, after: [`order/${order}/1`] }),
	onOrder(order, "store-order", 1, "store.received", { cause: `order/${order}/1.1` }),
];

/** Staff start brewing, so that `brew.started` has no cause. Its ticket has handled the reservation, and published a message before. */
const started = (order: string): Message[] => {
	const reserved = aMessage(`stock/store-of-${order}`, 7, "stock.reserved", { orderId: order }, { cause: `brew/${order}/1` });
	return [
		onOrder(order, "order", 5, "order.accepted"),
		onOrder(order, "brew", 1, "brew.received", { cause: `order/${order}/5` }),
		reserved,
		onOrder(order, "brew", 3, "brew.started", { after: [`brew/${order}/1`, reserved.id] }),
	];
};

const CASES = [
	["store.received after order.submitted", received],
	["brew.started after stock.reserved", started],
] as const;

let opened: OpenLog[];
let database = 0;
const open = async (holdMs?: number, name = `causes-${database}`): Promise<OpenLog> => {
	const log = await openLog(`sqlite::memory:${name}`, undefined, holdMs);
	opened.push(log);
	return log;
};
beforeEach(() => {
	opened = [];
	database++;
});
afterEach(() => Promise.all(opened.map(({ close }) => close())));

const wholeFeed = ({ log }: OpenLog): Promise<NumberedEvent[]> => log.feed(0, 100_000);
/** The positions of the messages in the feed. */
const positions = (feed: NumberedEvent[], messages: Message[]): number[] =>
	messages.map(({ id }) => feed.findIndex((event) => event.id === id));

/** Resolves when everything that has arrived was considered for a batch. */
const batchWritten = ({ log }: OpenLog, order: string) => log.store(placed(Number(order.replace(/\D/g, "")), 1));

describe.each(CASES)("the feed has %s", (_, messagesOf) => {
	it("whatever the order of arrival, one by one or together", async () => {
		const log = await open();
		const arrivals = permutations(messagesOf("ord_x").map((_, index) => index));

		const stored = arrivals.map(async (arrival, run) => {
			const together = messagesOf(`ord_together_${run}`);
			const oneByOne = messagesOf(`ord_single_${run}`);
			const results = arrival.map((index) => log.log.store(together[index]!));
			for (const index of arrival) {
				results.push(log.log.store(oneByOne[index]!));
				await batchWritten(log, `${1_000 * (run + 1) + index}`);
			}
			await Promise.all(results);
			return [together, oneByOne];
		});
		const orders = (await Promise.all(stored)).flat();

		const feed = await wholeFeed(log);
		for (const messages of orders) expect(positions(feed, messages)).toEqual(positions(feed, messages).toSorted((a, b) => a - b));
		expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
		expect(feed).toHaveLength(arrivals.length * 3 * messagesOf("ord_x").length);
	});

	it("whichever of two logs receives which message, in any order", async () => {
		const logs = [await open(), await open()];
		const count = messagesOf("ord_x").length;
		const runs = permutations(Array.from({ length: count }, (_, index) => index)).flatMap((arrival) =>
			assignments(count).map((assignment) => ({ arrival, assignment })),
		);

		const orders = await Promise.all(
			runs.map(async ({ arrival, assignment }, run) => {
				const messages = messagesOf(`ord_run_${run}`);
				const results: Promise<void>[] = [];
				for (const index of arrival) {
					const log = logs[assignment[index]!]!;
					results.push(log.log.store(messages[index]!));
					await batchWritten(log, `${1_000 + run}${index}`);
				}
				await Promise.all(results);
				return messages;
			}),
		);

		const feed = await wholeFeed(logs[0]!);
		for (const messages of orders) expect(positions(feed, messages)).toEqual(positions(feed, messages).toSorted((a, b) => a - b));
		expect(positions(feed, orders.flat())).not.toContain(-1);
	});
});

describe("an event whose cause is missing", () => {
	it("is held back until the cause is stored, also by another process", async () => {
		const [here, there] = [await open(), await open()];
		const [first, second, effect] = received("ord_1") as [Message, Message, Message];

		const held = here.log.store(effect);
		await batchWritten(here, "2");
		const before = await wholeFeed(there);
		await there.log.store(first);
		await there.log.store(second);
		await held;

		expect(before.map(({ type }) => type)).toEqual(["order.placed"]);
		expect((await wholeFeed(there)).map(({ id }) => id)).toEqual(["order/ord_2/1", first.id, second.id, effect.id]);
	});

	it("is stored after a time, because a cause can be lost", async () => {
		const log = await open(50);
		const effect = received("ord_1").at(-1)!;

		await log.log.store(effect);

		expect((await wholeFeed(log)).map(({ id }) => id)).toEqual([effect.id]);
	});

	it("does not hold back the events of others", async () => {
		const log = await open();
		const held = log.log.store(received("ord_1").at(-1)!);

		for (let order = 2; order < 5; order++) await log.log.store(placed(order, 1));

		expect((await wholeFeed(log)).map(({ orderId }) => orderId)).toEqual(["ord_2", "ord_3", "ord_4"]);
		await Promise.all([held, ...received("ord_1").map((message) => log.log.store(message))]);
	});

	it("waits for a cause that failed to be stored, and for its redelivery", async () => {
		let fails = true;
		const log = await openLog(`sqlite::memory:causes-${database}`, ({ batches }) => ({
			batches: {
				get: (id) => batches.get(id),
				update: (id, change) => batches.update(id, change),
				remove: (id, isRemovable) => batches.remove(id, isRemovable),
				scan: (query) => batches.scan(query),
				insert: async (id, batch) => {
					if (fails && batch.events.some(({ type }) => type === "order.submitted")) throw new Error("cannot be stored");
					return batches.insert(id, batch);
				},
			},
		}));
		opened.push(log);
		const [first, second, effect] = received("ord_1") as [Message, Message, Message];

		const results = [effect, second, first].map((message) => log.log.store(message));
		await expect(results[1]).rejects.toThrow("cannot be stored");
		fails = false;
		await log.log.store(second);
		await Promise.all([results[0], results[2]]);

		expect((await wholeFeed(log)).map(({ id }) => id)).toEqual([first.id, second.id, effect.id]);
	});
});

describe("an event that concerns no order", () => {
	it("is stored without waiting", async () => {
		const log = await open();
		const changed = aMessage(
			"store/gangnam",
			9,
			"store.changed",
			{ id: "gangnam" },
			{ cause: "stock/gangnam/7", after: ["store/gangnam/8"] },
		);

		await log.log.store(changed);

		expect(await log.log.last()).toBe(1);
	});

	it("waits for its cause if that is an order's event", async () => {
		const log = await open();
		const cause = placed(1, 8);
		const changed = aMessage("customer-level/acc_1", 2, "level.changed", { accountId: "acc_1" }, { cause: cause.id });

		await Promise.all([log.log.store(changed), log.log.store(cause)]);

		expect((await wholeFeed(log)).map(({ type }) => type)).toEqual(["order.placed", "level.changed"]);
	});
});

describe("the cost of holding back", () => {
	it("is no write and no read of the index for causes that have just arrived", async () => {
		const counts = { inserts: 0, indexReads: 0 };
		const log = await openLog(`sqlite::memory:causes-${database}`, ({ batches, entries }) => ({
			batches: {
				get: (id) => batches.get(id),
				update: (id, change) => batches.update(id, change),
				remove: (id, isRemovable) => batches.remove(id, isRemovable),
				scan: (query) => batches.scan(query),
				insert: (id, batch) => {
					counts.inserts++;
					return batches.insert(id, batch);
				},
			},
			entries: {
				get: (id) => entries.get(id),
				update: (id, change) => entries.update(id, change),
				remove: (id, isRemovable) => entries.remove(id, isRemovable),
				insert: (id, entry) => entries.insert(id, entry),
				scan: (query) => {
					counts.indexReads++;
					return entries.scan(query);
				},
			},
		}));
		opened.push(log);

		await Promise.all(received("ord_1").map((message) => log.log.store(message)));

		// One look-up finds out whether the order's events were stored before.
		expect(counts).toEqual({ inserts: 1, indexReads: 1 });
	});
});
