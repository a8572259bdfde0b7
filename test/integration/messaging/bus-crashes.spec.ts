import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PoisonGuard, TooEarly } from "../../../lib/messaging/bus.ts";
import { JetStreamBus } from "../../../lib/messaging/jetstream/jetstream-bus.ts";
import { StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import { available, startNats } from "../../../scripts/servers/nats.ts";
import type { RunningServer } from "../../../scripts/servers/server.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { envelope, failing, fastRetries, RecordingSubscriber } from "./bus.suite.ts";

const ACK_WAIT = 1_000;
const ROOT = join(import.meta.dirname, "../../..");

needs(await available(), "nats-server ≥ 2.10")("JetStreamBus with a poison guard", () => {
	let server: RunningServer;
	let dir: string;
	const open: JetStreamBus[] = [];

	const running = async (stream: string, ...subscribers: RecordingSubscriber[]): Promise<JetStreamBus> => {
		const bus = new JetStreamBus({
			connection: { servers: server.url },
			stream,
			prefix: stream,
			ackWait: ACK_WAIT,
			retryPolicy: fastRetries(),
		});
		open.push(bus);
		for (const subscriber of subscribers) await bus.subscribe(subscriber);
		await bus.start();
		return bus;
	};

	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), "bus-crashes-"));
		server = await startNats({ dir: join(dir, "nats") });
	});
	afterAll(async () => {
		await Promise.all(open.map((bus) => bus.close()));
		await server.stop();
		await rm(dir, { recursive: true });
	});

	/** Runs a member of the group brew that one message kills. Collects what it handled and dead-lettered; resolves with its exit signal. */
	const runMember = async (output: Set<string>): Promise<NodeJS.Signals | null> => {
		const options = { connection: { servers: server.url }, stream: "deaths", prefix: "deaths", ackWait: ACK_WAIT };
		const code = `
			import { JetStreamBus } from "./lib/messaging/jetstream/jetstream-bus.ts";
			import { openAdapter } from "./lib/storage/open.ts";
			import { poisonGuardIn } from "./lib/messaging/poison-guard.ts";
			const adapter = openAdapter("sqlite:${dir}/poison-guard.db");
			await adapter.connect();
			const marks = await adapter.table({ name: "poison_guard" });
			const retryPolicy = { attempts: 6, deliveries: 2, crashes: 2, backoff: () => 5, earlyBackoff: () => 5 };
			const bus = new JetStreamBus({ ...${JSON.stringify(options)}, retryPolicy });
			const handler = async ({ id }) => {
				if (id === "order/poison/1") process.kill(process.pid, "SIGKILL");
				process.stdout.write(id + "\\n");
			};
			const deadLetter = async ({ id }) => {
				process.stdout.write("deadLettered " + id + "\\n");
				setTimeout(() => bus.close(), 100);
			};
			await bus.subscribe({ group: "brew", types: ["order.placed"], handler, deadLetter, poisonGuard: poisonGuardIn(marks) });
			await bus.start();
		`;
		const child = spawn(process.execPath, ["--input-type=module", "--eval", code], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
		child.stdout.on("data", (chunk) => {
			for (const line of String(chunk).trim().split("\n")) output.add(line);
		});
		const [, signal] = await once(child, "close");
		return signal;
	};

	it("dead-letters the message that crashes every process, and none of the messages in progress beside it", async () => {
		const sender = await running("deaths");
		const harmless = ["order/a/1", "order/b/1", "order/c/1"];
		for (const one of ["order/a", "order/poison", "order/b", "order/c"]) await sender.publish(envelope(one, 1));

		const output = new Set<string>();
		let crashes = 0;
		for (let members = 0; members < 8 && !output.has("deadLettered order/poison/1"); members++) {
			const signal = await runMember(output);
			if (signal === "SIGKILL") crashes++;
		}

		expect(crashes).toBe(4);
		await eventually(() => expect([...output].sort()).toEqual(["deadLettered order/poison/1", ...harmless]));
	});

	it("does not dead-letter messages redelivered because of outages or early arrival", async () => {
		const begun = new Map<string, number>();
		const poisonGuard: PoisonGuard = {
			begin: async (id) => begun.set(id, (begun.get(id) ?? 0) + 1).get(id)!,
			end: async (id) => void begun.delete(id),
		};
		const fault = (attempt: number) => (attempt % 2 ? new StoreUnavailable("the storage is unavailable") : new TooEarly("later"));
		const brew = new RecordingSubscriber(
			"brew",
			failing((attempt) => attempt < 40 && fault(attempt)),
		);
		const bus = await running("outages", Object.assign(brew, { poisonGuard }));

		await Promise.all(["order/a", "order/b"].map((one) => bus.publish(envelope(one, 1))));

		await eventually(() => expect(brew.ids.toSorted()).toEqual(["order/a/1", "order/b/1"]));
		expect(brew.deadLettered).toEqual([]);
		expect(begun.size).toBe(0);
	});
});
