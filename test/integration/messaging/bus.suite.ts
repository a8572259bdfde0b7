import type { StoredDeadLetter } from "../../../contracts/inspection.ts";
import { type Bus, type Handler, type Subscription, TooEarly } from "../../../lib/messaging/bus.ts";
import type { RetryPolicy } from "../../../lib/messaging/consumer-group.ts";
import type { Envelope, Message } from "../../../lib/messaging/message.ts";
import { StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import { eventually } from "../../support/eventually.ts";

export type OpenBus = (retryPolicy: RetryPolicy) => Promise<Bus> | Bus;

/** As many attempts as in earnest, without the waiting. */
export const impatient = (): RetryPolicy & { waits: number[]; earlyWaits: number[] } => {
	const waits: number[] = [];
	const earlyWaits: number[] = [];
	return {
		attempts: 6,
		deliveries: 3,
		deaths: 2,
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

/** A group that notes what it has handled and dead-lettered. */
export class Listener implements Subscription {
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

/** Holds up whoever waits for it until it is opened. */
export const gate = (): { opened: Promise<void>; open: () => void } => {
	const { promise, resolve } = Promise.withResolvers<void>();
	return { opened: promise, open: resolve };
};

/** Fails with what `fault` says for the n-th attempt of each message, if it says anything. */
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
		let retryPolicy: ReturnType<typeof impatient>;

		const running = async (...listeners: Listener[]): Promise<void> => {
			for (const listener of listeners) await bus.subscribe(listener);
			await bus.start();
		};

		beforeEach(async () => {
			retryPolicy = impatient();
			bus = await open(retryPolicy);
		});

		afterEach(() => bus.close());

		it("brings each message once to every group that listens to its type", async () => {
			const listeners = [new Listener("brew"), new Listener("payment"), new Listener("mypage", undefined, ["order.placed", "order.ready"])];
			const deaf = new Listener("stock", undefined, ["brew.started"]);
			const sent = versions(20).map((version) => envelope("order/a", version, version % 2 ? "order.placed" : "order.ready"));
			await running(...listeners, deaf);

			await Promise.all(sent.map((one) => bus.publish(one)));

			await eventually(() => expect(listeners.map(({ received }) => received.length)).toEqual([10, 10, 20]));
			await bus.drain();
			expect(listeners[0]!.received[0]).toEqual(JSON.parse(sent[0]!.json));
			expect(listeners[2]!.ids).toEqual(sent.map(({ id }) => id));
			expect(deaf.received).toEqual([]);
		});

		it("keeps the order of each sender, also with failures in between", async () => {
			const senders = ["order/a", "order/b", "order/c", "order/d", "order/e"];
			const flaky = failing((attempt, { version }) => version % 3 === 0 && attempt < 3 && new Error("not now"));
			const brew = new Listener("brew", flaky);
			await running(brew);

			await Promise.all(versions(30).flatMap((version) => senders.map((sender) => bus.publish(envelope(sender, version)))));

			await eventually(() => expect(brew.received).toHaveLength(150));
			for (const sender of senders) expect(brew.of(sender)).toEqual(versions(30));
		});

		it("does not let a slow group delay another", async () => {
			const { opened, open } = gate();
			const slow = new Listener("mypage", () => opened);
			const fast = new Listener("brew");
			await running(slow, fast);

			const sent = versions(3).map((version) => bus.publish(envelope("order/a", version)));

			await eventually(() => expect(fast.of("order/a")).toEqual([1, 2, 3]));
			expect(slow.received).toEqual([]);
			open();
			await Promise.all(sent);
			await eventually(() => expect(slow.of("order/a")).toEqual([1, 2, 3]));
		});

		it("does not let a slow sender delay another", async () => {
			const { opened, open } = gate();
			const brew = new Listener("brew", async ({ sender }) => void (sender === "order/slow" && (await opened)));
			await running(brew);

			const sent = ["order/slow", "order/fast"].map((sender) => bus.publish(envelope(sender, 1)));

			await eventually(() => expect(brew.ids).toEqual(["order/fast/1"]));
			open();
			await Promise.all(sent);
		});

		it("tries again after a failure, waiting longer each time", async () => {
			const brew = new Listener(
				"brew",
				failing((attempt) => attempt < 4 && new Error("not now")),
			);
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			expect(retryPolicy.waits).toEqual([1, 2, 3]);
			expect(brew.deadLettered).toEqual([]);
		});

		it("buries a poisoned message after its last attempt, while all others go on", async () => {
			const poisoned = envelope("order/a", 1);
			const brew = new Listener(
				"brew",
				failing((attempt, { id }) => id === poisoned.id && new Error(`broken ${attempt}`)),
			);
			const payment = new Listener("payment");
			await running(brew, payment);

			await Promise.all([poisoned, envelope("order/a", 2), envelope("order/b", 1)].map((one) => bus.publish(one)));

			await eventually(() => expect(brew.ids).toEqual(["order/b/1", "order/a/2"]));
			const { firstAt, at, ...dead } = brew.deadLettered[0]!;
			expect(dead).toEqual({ id: poisoned.id, group: "brew", type: "order.placed", raw: poisoned.json, attempts: 6, error: "broken 6" });
			expect(at).toBeGreaterThanOrEqual(firstAt);
			expect(brew.deadLettered).toHaveLength(1);
			await eventually(() => expect(payment.of("order/a")).toEqual([1, 2]));
			expect(bus.figures().brew).toMatchObject({ deadLettered: 1, handled: 2 });
		});

		it("keeps a message that cannot be dead-lettered", async () => {
			const brew = new Listener(
				"brew",
				failing(() => new Error("broken")),
			);
			const { deadLetter } = brew;
			let refusals = 3;
			brew.deadLetter = async (dead) => (refusals-- > 0 ? Promise.reject(new Error("the store is away")) : deadLetter(dead));
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.deadLettered).toMatchObject([{ id: "order/a/1" }]));
			expect(refusals).toBe(-1);
		});

		it("lets a message that could not be dead-lettered be handled after all", async () => {
			const brew = new Listener(
				"brew",
				failing((attempt) => (attempt <= 6 ? new Error("broken") : attempt === 7 && new StoreUnavailable("the store is away"))),
			);
			let refusals = 0;
			brew.deadLetter = async () => Promise.reject(new Error(`the store is away ${++refusals}`));
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			expect(refusals).toBe(1);
		});

		it("never buries what may be tried again", async () => {
			const brew = new Listener(
				"brew",
				failing((attempt) => attempt < 20 && new StoreUnavailable("the store is away")),
			);
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			expect(brew.deadLettered).toEqual([]);
		});

		it("does not count the store's failures towards burying a message", async () => {
			const storeThenMessage = (attempt: number) => (attempt <= 5 ? new StoreUnavailable("the store is away") : new Error("broken"));
			const brew = new Listener(
				"brew",
				failing((attempt) => attempt <= 10 && storeThenMessage(attempt)),
			);
			await running(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			expect(brew.deadLettered).toEqual([]);
		});

		it("brings a message that came too early again soon", async () => {
			let paid = false;
			const store = new Listener("store", async ({ sender }) => {
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

		it("buries what it cannot read at once, and goes on", async () => {
			const brew = new Listener("brew");
			await running(brew);

			await bus.publish({ ...envelope("order/a", 1), json: '{"id": "order/' });
			await bus.publish({ ...envelope("order/a", 2), json: "null" });
			await bus.publish(envelope("order/a", 3));

			await eventually(() => expect(brew.ids).toEqual(["order/a/3"]));
			await eventually(() => expect(brew.deadLettered).toHaveLength(2));
			expect(brew.deadLettered[0]).toMatchObject({ id: "order/a/1", attempts: 1, raw: '{"id": "order/' });
			expect(retryPolicy.waits).toEqual([]);
		});

		it("takes messages that nobody listens to", async () => {
			await running(new Listener("brew"));

			await bus.publish(envelope("order/a", 1, "order.ready"));
		});

		it("refuses a second subscription of the same group", async () => {
			await running(new Listener("brew"));

			await expect(bus.subscribe(new Listener("brew"))).rejects.toThrow("brew");
		});

		it("hears a group that subscribes after the start", async () => {
			await bus.start();
			const brew = new Listener("brew");
			await bus.subscribe(brew);

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		});

		it("waits on a drain for what is in hand, and starts nothing more", async () => {
			const { opened, open } = gate();
			const begun: string[] = [];
			const brew = new Listener("brew", async ({ id }) => {
				begun.push(id);
				await opened;
			});
			await running(brew);
			const turnedAway = () => undefined; // what is not begun before a drain stays with its sender
			const sent = versions(2).map((version) => bus.publish(envelope("order/a", version)).catch(turnedAway));
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

		it("brings 2,000 messages of 200 senders in order to 4 groups", async () => {
			const listeners = ["brew", "payment", "mypage", "store"].map((group) => new Listener(group));
			const senders = versions(200).map((number) => `order/${number}`);
			await running(...listeners);

			await Promise.all(versions(10).flatMap((version) => senders.map((sender) => bus.publish(envelope(sender, version)))));

			// A busy machine acknowledges late, and late ones come again.
			const distinct = ({ received }: Listener) => [...new Map(received.map((message) => [message.id, message])).values()];
			await eventually(() => expect(listeners.map((listener) => distinct(listener).length)).toEqual([2000, 2000, 2000, 2000]));
			for (const listener of listeners) {
				const received = Map.groupBy(distinct(listener), ({ sender }) => sender);
				for (const sender of senders) expect(received.get(sender)!.map(({ version }) => version)).toEqual(versions(10));
			}
		});

		it("counts what waits and what is in hand as the backlog", async () => {
			const { opened, open } = gate();
			const brew = new Listener("brew", () => opened);
			await running(brew);
			const sent = versions(5).map((version) => bus.publish(envelope("order/a", version)));

			await eventually(() => expect(bus.backlog()).toBe(5));
			open();
			await Promise.all(sent);

			await eventually(() => expect(bus.backlog()).toBe(0));
			expect(bus.figures().brew).toMatchObject({ handled: 5, pending: 0, inHand: 0 });
		});

		it("refuses messages after it is closed", async () => {
			await running(new Listener("brew"));
			await bus.close();

			await expect(bus.publish(envelope("order/a", 1))).rejects.toMatchObject({ retryable: true });
		});
	});
};
