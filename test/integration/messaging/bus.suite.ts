import type { StoredDeadLetter } from "../../../contracts/inspection.ts";
import { type Bus, type Handler, type Subscription, TooEarly } from "../../../lib/messaging/bus.ts";
import type { RetryPolicy } from "../../../lib/messaging/consumer-group.ts";
import type { Envelope, Message } from "../../../lib/messaging/message.ts";
import { StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import { eventually } from "../../support/eventually.ts";

export type OpenBus = (retryPolicy: RetryPolicy) => Promise<Bus> | Bus;

/** The default number of attempts, with short delays. */
export const fastRetries = (): RetryPolicy & { waits: number[]; earlyWaits: number[] } => {
	const waits: number[] = [];
	const earlyWaits: number[] = [];
	return {
		attempts: 6,
		deliveries: 3,
		crashes: 2,
		waits,
		earlyWaits,
		backoff: (attempt) => waits.push(attempt) && 3 * attempt,
		earlyBackoff: (n) => earlyWaits.push(n) && 5,
	};
};

export const envelope = (sender: string, version: number, type = "order.placed"): Envelope => {
	const message: Message = { id: `${sender}/${version}`, type, sender, version, at: 1, schema: 1, data: { version } };
	return { id: message.id, type, sender, version, json: JSON.stringify(message) };
};

export const versions = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** A group that records the messages that it handled and dead-lettered. */
export class RecordingSubscriber implements Subscription {
	group: string;
	types: string[];
	received: Message[] = [];
	deadLettered: StoredDeadLetter[] = [];
	handler: Handler;
	deadLetter = async (dead: StoredDeadLetter): Promise<void> => void this.deadLettered.push(dead);

	constructor(group: string, task: Handler = async () => {}, types = ["order.placed"]) {
		this.group = group;
		this.types = types;
		this.handler = async (message) => {
			await task(message);
			this.received.push(message);
		};
	}

	get ids(): string[] {
		return this.received.map(({ id }) => id);
	}

	of(sender: string): number[] {
		return this.received.filter((message) => message.sender === sender).map(({ version }) => version);
	}
}

/** A promise that stays pending until it is opened. */
export const gate = (): { opened: Promise<void>; open: () => void } => {
	const { promise, resolve } = Promise.withResolvers<void>();
	return { opened: promise, open: resolve };
};

/** A handler that throws the error that `fault` returns for the nth attempt at each message, if any. */
export const failing = (fault: (attempt: number, message: Message) => Error | undefined | false): Handler => {
	const attempts = new Map<string, number>();
	return async (message) => {
		const attempt = (attempts.get(message.id) ?? 0) + 1;
		attempts.set(message.id, attempt);
		const error = fault(attempt, message);
		if (error) throw error;
	};
};

export const busSuite = (name: string, open: OpenBus): void => {
	describe(name, () => {
		let bus: Bus;
		let retryPolicy: ReturnType<typeof fastRetries>;

		const running = async (...subscribers: RecordingSubscriber[]): Promise<void> => {
			for (const subscriber of subscribers) await bus.subscribe(subscriber);
			await bus.start();
		};

		beforeEach(async () => {
			retryPolicy = fastRetries();
			bus = await open(retryPolicy);
		});

		afterEach(() => bus.close());

		it("delivers each message once to every group subscribed to its type", async () => {
			const subscribers = [
				new RecordingSubscriber("brew"),
				new RecordingSubscriber("payment"),
				new RecordingSubscriber("mypage", undefined, ["order.placed", "order.ready"]),
			];
			const unrelated = new RecordingSubscriber("stock", undefined, ["brew.started"]);
			const sent = versions(20).map((version) => envelope("order/a", version, version % 2 ? "order.placed" : "order.ready"));
			await running(...subscribers, unrelated);

			await Promise.all(sent.map((one) => bus.publish(one)));

			await eventually(() => expect(subscribers.map(({ received }) => received.length)).toEqual([10, 10, 20]));
			await bus.drain();
			expect(subscribers[0]!.received[0]).toEqual(JSON.parse(sent[0]!.json));
			expect(subscribers[2]!.ids).toEqual(sent.map(({ id }) => id));
			expect(unrelated.received).toEqual([]);
		});

		it("keeps the order of each sender despite failures", async () => {
			const senders = ["order/a", "order/b", "order/c", "order/d", "order/e"];
			const flaky = failing((attempt, { version }) => version % 3 === 0 && attempt < 3 && new Error("not now"));
			const brew = new RecordingSubscriber("brew", flaky);
			await running(brew);

			await Promise.all(versions(30).flatMap((version) => senders.map((sender) => bus.publish(envelope(sender, version)))));

			await eventually(() => expect(brew.received).toHaveLength(150));
			for (const sender of senders) expect(brew.of(sender)).toEqual(versions(30));
		});

		it("does not let a slow group delay another", async () => {
			const { opened, open } = gate();
			const slow = new RecordingSubscriber("mypage", () => opened);
			const fast = new RecordingSubscriber("brew");
			await running(slow, fast);

			const sent = versions(3).map((version) => bus.publish(envelope("order/a", version)));

			await eventually(() => expect(fast.of("order/a")).toEqual([1, 2, 3]));
			expect(slow.received).toEqual([]);
			open();
			await Promise.all(sent);
			await eventually(() => expect(slow.of("order/a")).toEqual([1, 2, 3]));
		});

		it("gives a concurrent group the messages of a sender in their order, without waiting for the previous one", async () => {
			const { opened, open } = gate();
			const begun: number[] = [];
			const log = new RecordingSubscriber("event-log", ({ version }) => {
				begun.push(version);
				return opened;
			});
			await running(Object.assign(log, { isConcurrent: true }));

			const sent = versions(20).map((version) => bus.publish(envelope("order/a", version)));

			await eventually(() => expect(begun).toEqual(versions(20)));
			expect(log.received).toEqual([]);
			open();
			await Promise.all(sent);
			await eventually(() => expect(log.of("order/a")).toEqual(versions(20)));
		});

		it("keeps the order of a sender's messages about one order, which do not wait for those about others", async () => {
			const { opened, open } = gate();
			const brew = new RecordingSubscriber("brew", async ({ version }) => void (version === 1 && (await opened)));
			await running(brew);
			const about = (version: number, orderId: string | null): Envelope => {
				const one = envelope("stock/s", version);
				return { ...one, json: JSON.stringify({ ...JSON.parse(one.json), data: { orderId } }) };
			};

			const sent = [about(1, "ord_a"), about(2, "ord_b"), about(3, "ord_a"), about(4, null), about(5, "ord_c")].map((one) =>
				bus.publish(one),
			);

			await eventually(() => expect(brew.of("stock/s")).toEqual([2, 4, 5]));
			open();
			await Promise.all(sent);
			await eventually(() => expect(brew.of("stock/s")).toEqual([2, 4, 5, 1, 3]));
		});

		it("does not let a slow sender delay another", async () => {
			const { opened, open } = gate();
			const brew = new RecordingSubscriber("brew", async ({ sender }) => void (sender === "order/slow" && (await opened)));
			await running(brew);

			const sent = ["order/slow", "order/fast"].map((sender) => bus.publish(envelope(sender, 1)));

			await eventually(() => expect(brew.ids).toEqual(["order/fast/1"]));
			open();
			await Promise.all(sent);
		});

		it("retries after a failure with growing delays", async () => {
			const brew = new RecordingSubscriber(
				"brew",
				failing((attempt) => attempt < 4 && new Error("not now")),
			);
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			expect(retryPolicy.waits).toEqual([1, 2, 3]);
			expect(brew.deadLettered).toEqual([]);
		});

		it("dead-letters a message after its last attempt, without blocking others", async () => {
			const broken = envelope("order/a", 1);
			const brew = new RecordingSubscriber(
				"brew",
				failing((attempt, { id }) => id === broken.id && new Error(`broken ${attempt}`)),
			);
			const payment = new RecordingSubscriber("payment");
			await running(brew, payment);

			await Promise.all([broken, envelope("order/a", 2), envelope("order/b", 1)].map((one) => bus.publish(one)));

			await eventually(() => expect(brew.ids).toEqual(["order/b/1", "order/a/2"]));
			const { firstAt, at, ...dead } = brew.deadLettered[0]!;
			expect(dead).toEqual({ id: broken.id, group: "brew", type: "order.placed", raw: broken.json, attempts: 6, error: "broken 6" });
			expect(at).toBeGreaterThanOrEqual(firstAt);
			expect(brew.deadLettered).toHaveLength(1);
			await eventually(() => expect(payment.of("order/a")).toEqual([1, 2]));
			expect(bus.figures().brew).toMatchObject({ deadLettered: 1, handled: 2 });
		});

		it("keeps a message while it cannot be dead-lettered", async () => {
			const brew = new RecordingSubscriber(
				"brew",
				failing(() => new Error("broken")),
			);
			const { deadLetter } = brew;
			let refusals = 3;
			brew.deadLetter = async (dead) => (refusals-- > 0 ? Promise.reject(new Error("the storage is unavailable")) : deadLetter(dead));
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.deadLettered).toMatchObject([{ id: "order/a/1" }]));
			expect(refusals).toBe(-1);
		});

		it("can still handle a message that could not be dead-lettered", async () => {
			const brew = new RecordingSubscriber(
				"brew",
				failing((attempt) => (attempt <= 6 ? new Error("broken") : attempt === 7 && new StoreUnavailable("the storage is unavailable"))),
			);
			let refusals = 0;
			brew.deadLetter = async () => Promise.reject(new Error(`the storage is unavailable ${++refusals}`));
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			expect(refusals).toBe(1);
		});

		it("never dead-letters after retryable errors", async () => {
			const brew = new RecordingSubscriber(
				"brew",
				failing((attempt) => attempt < 20 && new StoreUnavailable("the storage is unavailable")),
			);
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			expect(brew.deadLettered).toEqual([]);
		});

		it("does not count storage failures as failed attempts", async () => {
			const storageThenMessage = (attempt: number) =>
				attempt <= 5 ? new StoreUnavailable("the storage is unavailable") : new Error("broken");
			const brew = new RecordingSubscriber(
				"brew",
				failing((attempt) => attempt <= 10 && storageThenMessage(attempt)),
			);
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			expect(brew.deadLettered).toEqual([]);
		});

		it("retries an early message soon", async () => {
			let paid = false;
			const store = new RecordingSubscriber("store", async ({ sender }) => {
				if (sender === "payment/a") paid = true;
				else if (!paid) throw new TooEarly("the payment is not known");
			});
			await running(store);

			const early = bus.publish(envelope("order/a", 1));
			await eventually(() => expect(retryPolicy.earlyWaits.length).toBeGreaterThan(1));
			await bus.publish(envelope("payment/a", 1));

			await eventually(() => expect(store.ids).toEqual(["payment/a/1", "order/a/1"]));
			await early;
			expect(store.deadLettered).toEqual([]);
			expect(retryPolicy.waits).toEqual([]);
		});

		it("dead-letters unreadable messages at once, and continues", async () => {
			const brew = new RecordingSubscriber("brew");
			await running(brew);

			await bus.publish({ ...envelope("order/a", 1), json: '{"id": "order/' });
			await bus.publish({ ...envelope("order/a", 2), json: "null" });
			await bus.publish(envelope("order/a", 3));

			await eventually(() => expect(brew.ids).toEqual(["order/a/3"]));
			await eventually(() => expect(brew.deadLettered).toHaveLength(2));
			expect(brew.deadLettered[0]).toMatchObject({ id: "order/a/1", attempts: 1, raw: '{"id": "order/' });
			expect(retryPolicy.waits).toEqual([]);
		});

		it("accepts messages without subscribers", async () => {
			await running(new RecordingSubscriber("brew"));

			await bus.publish(envelope("order/a", 1, "order.ready"));
		});

		it("rejects a second subscription of the same group", async () => {
			await running(new RecordingSubscriber("brew"));

			await expect(bus.subscribe(new RecordingSubscriber("brew"))).rejects.toThrow("brew");
		});

		it("delivers to a group that subscribes after the start", async () => {
			await bus.start();
			const brew = new RecordingSubscriber("brew");
			await bus.subscribe(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		});

		it("finishes messages in progress when drained, and starts no others", async () => {
			const { opened, open } = gate();
			const begun: string[] = [];
			const brew = new RecordingSubscriber("brew", async ({ id }) => {
				begun.push(id);
				await opened;
			});
			await running(brew);
			const ignoreRejection = () => undefined; // messages that have not started stay with their sender
			const sent = versions(2).map((version) => bus.publish(envelope("order/a", version)).catch(ignoreRejection));
			await eventually(() => expect(begun).toEqual(["order/a/1"]));

			let drained = false;
			const drain = bus.drain().then(() => {
				drained = true;
			});
			await new Promise((done) => setImmediate(done));
			expect(drained).toBe(false);
			open();
			await drain;

			expect(brew.ids).toEqual(["order/a/1"]);
			expect(begun).toEqual(["order/a/1"]);
			await Promise.all(sent);
		});

		it("delivers 2,000 messages of 200 senders in order to 4 groups", async () => {
			const subscribers = ["brew", "payment", "mypage", "store"].map((group) => new RecordingSubscriber(group));
			const senders = versions(200).map((number) => `order/${number}`);
			await running(...subscribers);

			await Promise.all(versions(10).flatMap((version) => senders.map((sender) => bus.publish(envelope(sender, version)))));

			// On a busy machine late acks lead to redeliveries.
			const distinct = ({ received }: RecordingSubscriber) => [...new Map(received.map((message) => [message.id, message])).values()];
			await eventually(() => expect(subscribers.map((subscriber) => distinct(subscriber).length)).toEqual([2000, 2000, 2000, 2000]));
			for (const subscriber of subscribers) {
				const received = Map.groupBy(distinct(subscriber), ({ sender }) => sender);
				for (const sender of senders) expect(received.get(sender)!.map(({ version }) => version)).toEqual(versions(10));
			}
		});

		it("counts pending and in-progress messages as backlog", async () => {
			const { opened, open } = gate();
			const brew = new RecordingSubscriber("brew", () => opened);
			await running(brew);
			const atGangnam = (one: Envelope) => ({ ...one, json: JSON.stringify({ ...JSON.parse(one.json), data: { storeId: "gangnam" } }) });
			const sent = versions(5).map((version) => bus.publish(atGangnam(envelope("order/a", version))));

			await eventually(() => expect(bus.backlog()).toBe(5));
			expect([bus.backlog(["brew", "order"]), bus.backlog(["order"])]).toEqual([5, 0]);
			expect([bus.backlog(["brew"], "gangnam"), bus.backlog(["brew"], "hongdae")]).toEqual([5, 0]);
			const settled = bus.settled(["brew"]);
			open();
			await Promise.all(sent);

			await eventually(() => expect(bus.backlog()).toBe(0));
			expect(bus.settled(["brew"]) - settled).toBe(5);
			expect(bus.figures().brew).toMatchObject({ handled: 5, pending: 0, inHand: 0 });
		});

		it("rejects messages after it is closed", async () => {
			await running(new RecordingSubscriber("brew"));
			await bus.close();

			await expect(bus.publish(envelope("order/a", 1))).rejects.toMatchObject({ retryable: true });
		});
	});
};
