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
import { envelope, failing, impatient, Listener } from "./bus.suite.ts";

const ACK_WAIT = 1_000;
const ROOT = join(import.meta.dirname, "../../..");

needs(await available(), "nats-server ≥ 2.10")("JetStreamBus", () => {
	let server: RunningServer;
	let dir: string;
	const open: JetStreamBus[] = [];

	const running = async (stream: string, ...listeners: Listener[]): Promise<JetStreamBus> => {
		const bus = new JetStreamBus({
			connection: { servers: server.url },
			stream,
			prefix: stream,
			ackWait: ACK_WAIT,
			retryPolicy: impatient(),
		});
		open.push(bus);
		for (const listener of listeners) await bus.subscribe(listener);
		await bus.start();
		return bus;
	};

	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), "bus-deaths-"));
		server = await startNats({ dir: join(dir, "nats") });
	});
	afterAll(async () => {
		await Promise.all(open.map((bus) => bus.close()));
		await server.stop();
		await rm(dir, { recursive: true });
	});

	/** A member of the group brew that dies of one message; resolves with how it ended, having noted what it handled and dead-lettered. */
	const dyingMember = async (said: Set<string>): Promise<NodeJS.Signals | null> => {
		const options = { connection: { servers: server.url }, stream: "deaths", prefix: "deaths", ackWait: ACK_WAIT };
		const code = `
			import { JetStreamBus } from "./lib/messaging/jetstream/jetstream-bus.ts";
			import { openAdapter } from "./lib/storage/open.ts";
			import { poisonGuardIn } from "./lib/messaging/poison-guard.ts";
			const adapter = openAdapter("sqlite:${dir}/poisonGuard.db");
			await adapter.connect();
			const marks = await adapter.table({ name: "poisonGuard" });
			const retryPolicy = { attempts: 6, deliveries: 2, deaths: 2, backoff: () => 5, earlyBackoff: () => 5 };
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
			for (const line of String(chunk).trim().split("\n")) said.add(line);
		});
		const [, signal] = await once(child, "close");
		return signal;
	};

	it("buries what ends every process that begins it, and nothing that was in hand beside it", async () => {
		const sender = await running("deaths");
		const innocent = ["order/a/1", "order/b/1", "order/c/1"];
		for (const one of ["order/a", "order/poison", "order/b", "order/c"]) await sender.publish(envelope(one, 1));

		const said = new Set<string>();
		let deaths = 0;
		for (let members = 0; members < 8 && !said.has("deadLettered order/poison/1"); members++) {
			const signal = await dyingMember(said);
			if (signal === "SIGKILL") deaths++;
		}

		expect(deaths).toBe(4);
		await eventually(() => expect([...said].sort()).toEqual(["deadLettered order/poison/1", ...innocent]));
	});

	it("does not dead-letter what an outage had delivered ever so often, nor what comes too early", async () => {
		const begun = new Map<string, number>();
		const poisonGuard: PoisonGuard = {
			begin: async (id) => begun.set(id, (begun.get(id) ?? 0) + 1).get(id)!,
			end: async (id) => void begun.delete(id),
		};
		const fault = (attempt: number) => (attempt % 2 ? new StoreUnavailable("the store is away") : new TooEarly("later"));
		const brew = new Listener(
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
