import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AckPolicy, connect, type JetStreamManager, type NatsConnection, nanos } from "nats";
import { type Bus, TooEarly } from "../../../lib/messaging/bus.ts";
import { consumerOf } from "../../../lib/messaging/jetstream/declare-consumer.ts";
import { JetStreamBus, type JetStreamOptions } from "../../../lib/messaging/jetstream/jetstream-bus.ts";
import { StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import { available, startNats } from "../../../scripts/servers/nats.ts";
import { freePort, type RunningServer } from "../../../scripts/servers/server.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { busSuite, envelope, failing, fastRetries, gate, RecordingSubscriber, versions } from "./bus.suite.ts";

const ACK_WAIT = 1_000;
const WEEK = 7 * 24 * 3_600_000;
const ROOT = join(import.meta.dirname, "../../..");

needs(await available(), "nats-server ≥ 2.10")("with a NATS server", () => {
	let server: RunningServer;
	let dir: string;
	let port: number;
	let place: { stream: string; prefix: string };
	let streams = 0;
	const open = new Set<Bus>();

	const busAt = (options: Partial<JetStreamOptions> = {}): JetStreamBus => {
		const connection = { servers: server.url };
		const bus = new JetStreamBus({ connection, ...place, ackWait: ACK_WAIT, retryPolicy: fastRetries(), ...options });
		open.add(bus);
		return bus;
	};

	const running = async (bus: JetStreamBus, ...listeners: RecordingSubscriber[]): Promise<JetStreamBus> => {
		for (const listener of listeners) await bus.subscribe(listener);
		await bus.start();
		return bus;
	};

	const restart = async (): Promise<void> => {
		server = await startNats({ port, dir });
	};

	/** Accesses the server directly, without the bus. */
	const withServer = async <T>(task: (manager: JetStreamManager, connection: NatsConnection) => Promise<T>): Promise<T> => {
		const connection = await connect({ servers: server.url });
		try {
			return await task(await connection.jetstreamManager(), connection);
		} finally {
			await connection.close();
		}
	};

	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), "bus-"));
		port = await freePort();
		await restart();
	});

	beforeEach(() => {
		streams++;
		place = { stream: `EVENTS_${streams}`, prefix: `events_${streams}` };
	});

	afterEach(async () => {
		await Promise.all([...open].map((bus) => bus.close()));
		open.clear();
	});

	afterAll(async () => {
		await server.stop();
		await rm(dir, { recursive: true });
	});

	busSuite("JetStreamBus", (retryPolicy) => busAt({ retryPolicy }));

	describe("JetStreamBus between processes", () => {
		it("distributes a group's messages among its members", async () => {
			const members = [new RecordingSubscriber("brew"), new RecordingSubscriber("brew")];
			for (const member of members) await running(busAt(), member);
			const sender = await running(busAt());

			let sent = 0;
			await eventually(async () => {
				await Promise.all(versions(50).map(() => sender.publish(envelope(`order/${++sent}`, 1))));
				for (const { received } of members) expect(received.length).toBeGreaterThan(0);
			});

			await eventually(() => expect(members[0]!.received.length + members[1]!.received.length).toBe(sent));
			expect(new Set(members.flatMap(({ ids }) => ids)).size).toBe(sent);
		});

		it("knows how many bytes the server keeps", async () => {
			const bus = await running(busAt());
			const empty = await bus.streamBytes();

			await bus.publish(envelope("order/a", 1));

			expect(empty).toBe(0);
			expect(await bus.streamBytes()).toBeGreaterThan(100);
		});

		it("keeps messages for a group that subscribes later", async () => {
			await (await running(busAt())).publish(envelope("order/a", 1));

			const brew = new RecordingSubscriber("brew");
			await running(busAt(), brew);

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		});

		it("drops duplicate publishes", async () => {
			const brew = new RecordingSubscriber("brew");
			const bus = await running(busAt(), brew);

			for (const version of [1, 1, 2, 1]) await bus.publish(envelope("order/a", version));

			await eventually(() => expect(brew.of("order/a")).toEqual([1, 2]));
			expect(await withServer(async (manager) => (await manager.streams.info(place.stream)).state.messages)).toBe(2);
		});

		it("runs a handler once even if it takes longer than the ack deadline", async () => {
			const { opened, open } = gate();
			const begun: string[] = [];
			const brew = new RecordingSubscriber("brew", async ({ id }) => {
				begun.push(id);
				await opened;
			});
			const bus = await running(busAt(), brew);
			const since = Date.now();
			await Promise.all([1, 2].map((version) => bus.publish(envelope("order/a", version))));

			await eventually(() => expect(Date.now() - since).toBeGreaterThan(2.5 * ACK_WAIT));
			open();

			await eventually(() => expect(brew.ids).toEqual(["order/a/1", "order/a/2"]));
			await eventually(() => expect(bus.figures().brew).toMatchObject({ handled: 2, redelivered: 0 }));
			await eventually(() => expect(bus.backlog()).toBe(0));
			expect(begun).toEqual(["order/a/1", "order/a/2"]);
		});

		it("handles a later message of the sender first if an early one depends on it", async () => {
			const begun: number[] = [];
			const store = new RecordingSubscriber("store", async ({ version }) => {
				begun.push(version);
				if (version === 1 && store.received.length === 0) throw new TooEarly("needs the second message first");
			});
			const bus = await running(busAt(), store);

			await Promise.all([1, 2].map((version) => bus.publish(envelope("order/a", version))));

			await eventually(() => expect(store.of("order/a")).toEqual([2, 1]));
			expect(begun).toEqual([1, 2, 1]);
		});

		it("redelivers to other members what a failing member cannot handle", async () => {
			const failingMember = new RecordingSubscriber(
				"brew",
				failing(() => new StoreUnavailable("the storage is unavailable")),
			);
			const bus = await running(busAt(), failingMember);
			await Promise.all(versions(20).map((number) => bus.publish(envelope(`order/${number}`, 1))));
			await eventually(() => expect(bus.figures().brew!.redelivered).toBeGreaterThan(20));

			const healthyMember = new RecordingSubscriber("brew");
			await running(busAt(), healthyMember);

			await eventually(() => expect(healthyMember.received).toHaveLength(20));
			expect(failingMember.deadLettered).toEqual([]);
		});

		it("leaves messages that have not started to its successor when drained", async () => {
			const { opened, open } = gate();
			const leaving = new RecordingSubscriber("brew", () => opened);
			const bus = await running(busAt(), leaving);
			await Promise.all(versions(50).map((version) => bus.publish(envelope("order/a", version))));
			await eventually(() => expect(bus.figures().brew).toMatchObject({ inHand: 50 }));

			const drained = bus.drain();
			open();
			await drained;
			await bus.publish(envelope("order/a", 51));
			await bus.close();
			const successor = new RecordingSubscriber("brew");
			await running(busAt(), successor);

			await eventually(() => expect(successor.of("order/a").toSorted((a, b) => a - b)).toEqual(versions(51).slice(1)));
			expect(leaving.of("order/a")).toEqual([1]);
		});

		it("redelivers the messages of a crashed process to another one", async () => {
			const crashing = await memberProcess();
			const sender = await running(busAt());
			const printed = once(crashing.stdout!, "data");
			await sender.publish(envelope("order/a", 1));
			expect(String((await printed)[0])).toBe("order/a/1");

			crashing.kill("SIGKILL");
			const survivor = new RecordingSubscriber("brew");
			const bus = await running(busAt(), survivor);

			await eventually(() => expect(survivor.ids).toEqual(["order/a/1"]));
			expect(bus.figures().brew!.redelivered).toBe(1);
		});

		it("updates the configuration of an existing stream and group", async () => {
			await withServer(async (manager) => {
				await manager.streams.add({ name: place.stream, subjects: [`${place.prefix}.>`], duplicate_window: nanos(5_000) });
			});
			const subjects = [`${place.prefix}.order.placed`, `${place.prefix}.order.ready`];
			const before = await running(busAt(), new RecordingSubscriber("brew", undefined, ["order.placed", "order.ready"]));
			await before.close();

			const brew = new RecordingSubscriber("brew", undefined, ["order.placed", "order.ready"]);
			const bus = await running(busAt({ ackWait: 2_000 }), brew);
			await bus.publish(envelope("order/a", 1, "order.ready"));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			const { stream, consumer } = await withServer(async ({ streams, consumers }) => ({
				stream: (await streams.info(place.stream)).config,
				consumer: (await consumers.info(place.stream, consumerOf("brew", subjects))).config,
			}));
			expect(stream.duplicate_window).toBe(nanos(120_000));
			expect(consumer.ack_wait).toBe(nanos(2_000));
			expect(consumer.filter_subjects).toEqual(subjects);
		});

		it("declares a group again after it was deleted", async () => {
			const brew = new RecordingSubscriber("brew");
			const bus = await running(busAt(), brew);
			await withServer(({ consumers }) => consumers.delete(place.stream, consumerOf("brew", [`${place.prefix}.order.placed`])));

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		});

		it("dead-letters invalid messages that others put into the stream", async () => {
			const brew = new RecordingSubscriber("brew");
			await running(busAt(), brew);

			await withServer(async (_, connection) => {
				connection.publish(`${place.prefix}.order.placed`, "hello");
				await connection.flush();
			});

			await eventually(() => expect(brew.deadLettered).toMatchObject([{ id: `${place.stream}/1`, raw: "hello", attempts: 1 }]));
		});

		it("does not count the messages of an inactive group as backlog", async () => {
			const slow = gate();
			const busy = await running(busAt(), new RecordingSubscriber("brew", () => slow.opened));
			const inactive = await running(busAt(), new RecordingSubscriber("stock"));
			await inactive.close();

			await Promise.all(versions(7).map((version) => busy.publish(envelope("order/a", version))));

			await eventually(() => expect(busy.figures().brew).toMatchObject({ inHand: 7 }));
			await eventually(() => expect(busy.backlog()).toBe(7));
			slow.open();
			await eventually(() => expect(busy.backlog()).toBe(0));
		});
	});

	describe("JetStreamBus during an upgrade", () => {
		const TYPES = ["order.placed", "order.ready"];
		const publishAll = (bus: Bus, type: string, from: number) =>
			Promise.all(versions(100).map((number) => bus.publish(envelope(`order/${type}-${from + number}`, 1, type))));
		const sendersOf = ({ received }: RecordingSubscriber, type: string) =>
			new Set(received.filter((message) => message.type === type).map(({ sender }) => sender)).size;

		it("delivers a new type to the members that know it, whichever member restarts", async () => {
			const current = new RecordingSubscriber("brew");
			const next = new RecordingSubscriber("brew", undefined, TYPES);
			const currentBus = await running(busAt(), current);
			const nextBus = await running(busAt(), next);

			await publishAll(nextBus, "order.ready", 0);
			await eventually(() => expect(sendersOf(next, "order.ready")).toBe(100));
			await currentBus.close();
			await running(busAt(), new RecordingSubscriber("brew"));
			await publishAll(nextBus, "order.ready", 100);

			await eventually(() => expect(sendersOf(next, "order.ready")).toBe(200));
			expect(sendersOf(current, "order.ready")).toBe(0);
		});

		it("keeps messages of a new type until a member knows it, and those of known types while no member runs", async () => {
			const currentBus = await running(busAt(), new RecordingSubscriber("brew"));
			const sender = await running(busAt());
			await publishAll(sender, "order.ready", 0);
			await publishAll(sender, "order.placed", 0);
			await eventually(() => expect(currentBus.figures().brew).toMatchObject({ handled: 100, pending: 0, inHand: 0 }));
			await currentBus.close();
			await publishAll(sender, "order.placed", 100);

			const next = new RecordingSubscriber("brew", undefined, TYPES);
			await running(busAt(), next);

			await eventually(() => expect([sendersOf(next, "order.ready"), sendersOf(next, "order.placed")]).toEqual([100, 200]));
		});

		it("continues where the previous set of subscriptions stopped, also that of version 0.2.0", async () => {
			const sender = await running(busAt());
			await withServer(async ({ consumers }, connection) => {
				const filter_subjects = [`${place.prefix}.order.placed`];
				await consumers.add(place.stream, { durable_name: "brew", ack_policy: AckPolicy.Explicit, filter_subjects });
				await publishAll(sender, "order.placed", 0);
				const consumer = await connection.jetstream().consumers.get(place.stream, "brew");
				for await (const message of await consumer.fetch({ max_messages: 90 })) await message.ackAck();
			});
			const current = new RecordingSubscriber("brew");
			const currentBus = await running(busAt(), current);
			await eventually(() => expect(current.received).toHaveLength(10));
			await currentBus.close();

			const next = new RecordingSubscriber("brew", undefined, TYPES);
			await running(busAt(), next);
			await sender.publish(envelope("order/last", 1));

			await eventually(() => expect(next.of("order/last")).toEqual([1]));
			expect(next.received).toHaveLength(1);
		});

		it("does not handle again, after a rollback, what the other set of subscriptions has handled", async () => {
			const current = new RecordingSubscriber("brew");
			const before = await running(busAt(), current);
			await publishAll(before, "order.placed", 0);
			await eventually(() => expect(before.figures().brew).toMatchObject({ handled: 100, pending: 0, inHand: 0 }));
			await before.close();
			const next = await running(busAt(), new RecordingSubscriber("brew", undefined, TYPES));
			await publishAll(next, "order.placed", 100);
			await eventually(() => expect(next.figures().brew).toMatchObject({ handled: 100, pending: 0, inHand: 0 }));
			await next.close();

			const rolledBack = new RecordingSubscriber("brew");
			const bus = await running(busAt(), rolledBack);
			await publishAll(bus, "order.placed", 200);

			await eventually(() => expect(bus.figures().brew).toMatchObject({ pending: 0, inHand: 0 }));
			await eventually(() => expect(rolledBack.received).toHaveLength(100));
		});

		it("lets the server remove a set of subscriptions that no member has any more", async () => {
			await withServer(async ({ consumers, streams }) => {
				await streams.add({ name: place.stream, subjects: [`${place.prefix}.>`] });
				await consumers.add(place.stream, { durable_name: "brew", ack_policy: AckPolicy.Explicit });
			});

			await running(busAt(), new RecordingSubscriber("brew"));

			const found = await withServer(({ consumers }) => consumers.list(place.stream).next());
			expect(found.map(({ config }) => (config.inactive_threshold ?? 0) > nanos(WEEK))).toEqual([true, true]);
		});
	});

	describe("JetStreamBus when the server crashes", () => {
		it("rejects messages, and notifies when they can be published again", async () => {
			const brew = new RecordingSubscriber("brew");
			const bus = await running(busAt(), brew);
			let reconnects = 0;
			bus.onReconnect(() => reconnects++);
			await server.kill();

			const results = await Promise.allSettled(versions(5).map((version) => bus.publish(envelope("order/a", version))));

			expect(results.map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
			await restart();
			await eventually(() => expect(reconnects).toBe(1));
			for (const version of versions(5)) await publishReliably(bus, version);
			await eventually(() => expect(brew.of("order/a")).toEqual(versions(5)));
		});

		it("loses no message and keeps the order of each sender", async () => {
			const brew = new RecordingSubscriber("brew");
			const bus = await running(busAt(), brew);
			const senders = versions(20).map((number) => `order/${number}`);

			const sending = senders.map(async (sender) => {
				for (const version of versions(40)) await publishReliably(bus, version, sender);
			});
			await eventually(() => expect(brew.received.length).toBeGreaterThan(100));
			await server.kill();
			await restart();
			await Promise.all(sending);

			await eventually(() => expect(new Set(brew.ids).size).toBe(800));
			for (const sender of senders) expect([...new Set(brew.of(sender))]).toEqual(versions(40));
		});

		it("can start before the server", async () => {
			await server.kill();
			const brew = new RecordingSubscriber("brew");
			const started = running(busAt(), brew);

			await restart();
			await (await started).publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		});

		it("closes while it waits for a server or after losing it", async () => {
			const connected = await running(busAt(), new RecordingSubscriber("brew"));
			await server.kill();
			const waiting = busAt();
			const started = waiting.start();

			await Promise.all([connected.close(), waiting.close()]);

			await expect(started).rejects.toMatchObject({ name: "BusClosed" });
			await restart();
		});
	});

	/** Publishes until it succeeds, like the outbox relay. */
	const publishReliably = async (bus: Bus, version: number, sender = "order/a"): Promise<void> => {
		await eventually(() => bus.publish(envelope(sender, version)));
	};

	/** Starts a member of the group brew that never finishes a message. */
	const memberProcess = async (): Promise<ChildProcess> => {
		const options = { connection: { servers: server.url }, ...place, ackWait: ACK_WAIT };
		const code = `
			import { JetStreamBus } from "./lib/messaging/jetstream/jetstream-bus.ts";
			const bus = new JetStreamBus(${JSON.stringify(options)});
			const handler = ({ id }) => { process.stdout.write(id); return new Promise(() => {}); };
			await bus.subscribe({ group: "brew", types: ["order.placed"], handler, deadLetter: async () => {} });
			await bus.start();
			process.stdout.write("listening");
		`;
		const child = spawn(process.execPath, ["--input-type=module", "--eval", code], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
		const [output] = await once(child.stdout, "data");
		expect(String(output)).toBe("listening");
		return child;
	};
});
