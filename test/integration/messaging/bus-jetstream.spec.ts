import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type JetStreamManager, type NatsConnection, nanos } from "nats";
import { type Bus, TooEarly } from "../../../lib/messaging/bus.ts";
import { JetStreamBus, type JetStreamOptions } from "../../../lib/messaging/jetstream/jetstream-bus.ts";
import { StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import { available, startNats } from "../../../scripts/servers/nats.ts";
import { freePort, type RunningServer } from "../../../scripts/servers/server.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { busSuite, envelope, failing, gate, impatient, Listener, versions } from "./bus.suite.ts";

const ACK_WAIT = 1_000;
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
		const bus = new JetStreamBus({ connection, ...place, ackWait: ACK_WAIT, retryPolicy: impatient(), ...options });
		open.add(bus);
		return bus;
	};

	const running = async (bus: JetStreamBus, ...listeners: Listener[]): Promise<JetStreamBus> => {
		for (const listener of listeners) await bus.subscribe(listener);
		await bus.start();
		return bus;
	};

	const restart = async (): Promise<void> => {
		server = await startNats({ port, dir });
	};

	/** Looks at the server past the bus. */
	const looking = async <T>(look: (manager: JetStreamManager, connection: NatsConnection) => Promise<T>): Promise<T> => {
		const connection = await connect({ servers: server.url });
		try {
			return await look(await connection.jetstreamManager(), connection);
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
		it("shares one group's messages between its members", async () => {
			const members = [new Listener("brew"), new Listener("brew")];
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

		it("keeps for a group what was said before it first came", async () => {
			await (await running(busAt())).publish(envelope("order/a", 1));

			const brew = new Listener("brew");
			await running(busAt(), brew);

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		});

		it("drops what is sent twice", async () => {
			const brew = new Listener("brew");
			const bus = await running(busAt(), brew);

			for (const version of [1, 1, 2, 1]) await bus.publish(envelope("order/a", version));

			await eventually(() => expect(brew.of("order/a")).toEqual([1, 2]));
			expect(await looking(async (manager) => (await manager.streams.info(place.stream)).state.messages)).toBe(2);
		});

		it("runs a handler once that takes longer than the server waits for a sign of life", async () => {
			const { opened, open } = gate();
			const begun: string[] = [];
			const brew = new Listener("brew", async ({ id }) => {
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

		it("lets one that came too early wait for one of the same sender behind it", async () => {
			const begun: number[] = [];
			const store = new Listener("store", async ({ version }) => {
				begun.push(version);
				if (version === 1 && store.received.length === 0) throw new TooEarly("the second first");
			});
			const bus = await running(busAt(), store);

			await Promise.all([1, 2].map((version) => bus.publish(envelope("order/a", version))));

			await eventually(() => expect(store.of("order/a")).toEqual([2, 1]));
			expect(begun).toEqual([1, 2, 1]);
		});

		it("leaves to others what a failing member cannot do", async () => {
			const sick = new Listener(
				"brew",
				failing(() => new StoreUnavailable("the store is away")),
			);
			const bus = await running(busAt(), sick);
			await Promise.all(versions(20).map((number) => bus.publish(envelope(`order/${number}`, 1))));
			await eventually(() => expect(bus.figures().brew!.redelivered).toBeGreaterThan(20));

			const well = new Listener("brew");
			await running(busAt(), well);

			await eventually(() => expect(well.received).toHaveLength(20));
			expect(sick.deadLettered).toEqual([]);
		});

		it("leaves to its successor, on a drain, what is not begun", async () => {
			const { opened, open } = gate();
			const leaving = new Listener("brew", () => opened);
			const bus = await running(busAt(), leaving);
			await Promise.all(versions(50).map((version) => bus.publish(envelope("order/a", version))));
			await eventually(() => expect(bus.figures().brew).toMatchObject({ inHand: 50 }));

			const drained = bus.drain();
			open();
			await drained;
			await bus.publish(envelope("order/a", 51));
			await bus.close();
			const successor = new Listener("brew");
			await running(busAt(), successor);

			await eventually(() => expect(successor.of("order/a").toSorted((a, b) => a - b)).toEqual(versions(51).slice(1)));
			expect(leaving.of("order/a")).toEqual([1]);
		});

		it("brings what a dead process had in hand to another", async () => {
			const dying = await memberProcess();
			const sender = await running(busAt());
			const printed = once(dying.stdout!, "data");
			await sender.publish(envelope("order/a", 1));
			expect(String((await printed)[0])).toBe("order/a/1");

			dying.kill("SIGKILL");
			const survivor = new Listener("brew");
			const bus = await running(busAt(), survivor);

			await eventually(() => expect(survivor.ids).toEqual(["order/a/1"]));
			expect(bus.figures().brew!.redelivered).toBe(1);
		});

		it("brings the stream and a group in line with what the code says now", async () => {
			await looking(async (manager) => {
				await manager.streams.add({ name: place.stream, subjects: [`${place.prefix}.>`], duplicate_window: nanos(5_000) });
			});
			const before = await running(busAt(), new Listener("brew"));
			await before.close();

			const brew = new Listener("brew", undefined, ["order.placed", "order.ready"]);
			const bus = await running(busAt({ ackWait: 2_000 }), brew);
			await bus.publish(envelope("order/a", 1, "order.ready"));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
			const { stream, consumer } = await looking(async ({ streams, consumers }) => ({
				stream: (await streams.info(place.stream)).config,
				consumer: (await consumers.info(place.stream, "brew")).config,
			}));
			expect(stream.duplicate_window).toBe(nanos(120_000));
			expect(consumer.ack_wait).toBe(nanos(2_000));
			expect(consumer.filter_subjects).toEqual([`${place.prefix}.order.placed`, `${place.prefix}.order.ready`]);
		});

		it("declares a group again that was deleted under it", async () => {
			const brew = new Listener("brew");
			const bus = await running(busAt(), brew);
			await looking(({ consumers }) => consumers.delete(place.stream, "brew"));

			await bus.publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		});

		it("buries what others put into the stream that is no message", async () => {
			const brew = new Listener("brew");
			await running(busAt(), brew);

			await looking(async (_, connection) => {
				connection.publish(`${place.prefix}.order.placed`, "hello");
				await connection.flush();
			});

			await eventually(() => expect(brew.deadLettered).toMatchObject([{ id: `${place.stream}/1`, raw: "hello", attempts: 1 }]));
		});

		it("does not count what is kept for a group that is away, for nobody is to wait for that", async () => {
			const slow = gate();
			const busy = await running(busAt(), new Listener("brew", () => slow.opened));
			const away = await running(busAt(), new Listener("stock"));
			await away.close();

			await Promise.all(versions(7).map((version) => busy.publish(envelope("order/a", version))));

			await eventually(() => expect(busy.figures().brew).toMatchObject({ inHand: 7 }));
			await eventually(() => expect(busy.backlog()).toBe(7));
			slow.open();
			await eventually(() => expect(busy.backlog()).toBe(0));
		});
	});

	describe("JetStreamBus when the server dies", () => {
		it("refuses messages, those of one sender together, and says when they may be sent again", async () => {
			const brew = new Listener("brew");
			const bus = await running(busAt(), brew);
			let reconnects = 0;
			bus.onReconnect(() => reconnects++);
			await server.kill();

			const results = await Promise.allSettled(versions(5).map((version) => bus.publish(envelope("order/a", version))));

			expect(results.map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
			await restart();
			await eventually(() => expect(reconnects).toBe(1));
			for (const version of versions(5)) await resend(bus, version);
			await eventually(() => expect(brew.of("order/a")).toEqual(versions(5)));
		});

		it("loses nothing and keeps the order of each sender", async () => {
			const brew = new Listener("brew");
			const bus = await running(busAt(), brew);
			const senders = versions(20).map((number) => `order/${number}`);

			const sending = senders.map(async (sender) => {
				for (const version of versions(40)) await resend(bus, version, sender);
			});
			await eventually(() => expect(brew.received.length).toBeGreaterThan(100));
			await server.kill();
			await restart();
			await Promise.all(sending);

			await eventually(() => expect(new Set(brew.ids).size).toBe(800));
			for (const sender of senders) expect([...new Set(brew.of(sender))]).toEqual(versions(40));
		});

		it("starts before the server does", async () => {
			await server.kill();
			const brew = new Listener("brew");
			const started = running(busAt(), brew);

			await restart();
			await (await started).publish(envelope("order/a", 1));

			await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		});

		it("closes while it waits for a server or has lost it", async () => {
			const connected = await running(busAt(), new Listener("brew"));
			await server.kill();
			const waiting = busAt();
			const started = waiting.start();

			await Promise.all([connected.close(), waiting.close()]);

			await expect(started).rejects.toMatchObject({ name: "BusClosed" });
			await restart();
		});
	});

	/** As a sender's relay does: again until it is safe, and nothing later before. */
	const resend = async (bus: Bus, version: number, sender = "order/a"): Promise<void> => {
		await eventually(() => bus.publish(envelope(sender, version)));
	};

	/** A member of the group brew that never finishes what it begins. */
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
		const [said] = await once(child.stdout, "data");
		expect(String(said)).toBe("listening");
		return child;
	};
});
