import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { nkeys } from "nats";
import { readConfig } from "../../../lib/config/config.ts";
import { JetStreamBus } from "../../../lib/messaging/jetstream/jetstream-bus.ts";
import { natsConnection } from "../../../lib/messaging/jetstream/nats-connection.ts";
import { RefusedByNats } from "../../../lib/messaging/jetstream/nats-refusal.ts";
import { available, startNats } from "../../../scripts/servers/nats.ts";
import { freePort, type RunningServer } from "../../../scripts/servers/server.ts";
import { type Certificates, makeCertificates, available as openssl } from "../../support/certificates.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { envelope, RecordingSubscriber } from "./bus.suite.ts";

type Environment = Record<string, string>;

const NODE = join(import.meta.dirname, "../../../scripts/node.ts");
const PASSWORD = "pa55-of-nats";
const WRONG = "wr0ng-of-nats";
const KNOWN = nkeys.createUser();
const seedOf = (user: ReturnType<typeof nkeys.createUser>): string => new TextDecoder().decode(user.getSeed());

let folder: string;
let port: number;
let streams = 0;
const servers = new Set<RunningServer>();
const buses = new Set<JetStreamBus>();

/** Starts a server with these settings for authorization and TLS, in nats-server.conf format. */
const startGuarded = async (settings: string): Promise<RunningServer> => {
	const file = join(folder, "nats.conf");
	await writeFile(file, settings);
	const server = await startNats({ port, dir: join(folder, "streams") }, ["--config", file]);
	servers.add(server);
	return server;
};
const byPassword = (password: string): string => `authorization { user: cortado, password: "${password}" }`;

const busAt = (env: Environment, warn: (text: string) => void = () => {}): JetStreamBus => {
	const place = `guarded-${++streams}`;
	const bus = new JetStreamBus({ connection: natsConnection(readConfig(env)), stream: place, prefix: place, warn });
	buses.add(bus);
	return bus;
};

const expectToWork = async (bus: JetStreamBus): Promise<void> => {
	const brew = new RecordingSubscriber("brew");
	await bus.subscribe(brew);
	await bus.start();
	await bus.publish(envelope("order/a", 1));
	await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
};

const refusalBy = async (env: Environment): Promise<string> => {
	const refused = await busAt(env)
		.connect()
		.catch((error: Error) => error);
	expect(refused).toBeInstanceOf(RefusedByNats);
	return (refused as Error).message;
};

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "guarded-"));
	port = await freePort();
});
afterEach(async () => {
	await Promise.all([...buses].map((bus) => bus.close()));
	buses.clear();
	await Promise.all([...servers].map((server) => server.stop()));
	servers.clear();
});
afterAll(() => rm(folder, { recursive: true }));

needs(await available(), "nats-server ≥ 2.10")("a NATS server with authentication", () => {
	it.each([
		["a user and password", byPassword(PASSWORD), () => ({ NATS_USER: "cortado", NATS_PASSWORD: PASSWORD })],
		["credentials in the URL", byPassword(PASSWORD), () => ({ NATS_URL: `nats://cortado:${PASSWORD}@127.0.0.1:${port}` })],
		["a token", `authorization { token: "${PASSWORD}" }`, () => ({ NATS_URL: `nats://${PASSWORD}@127.0.0.1:${port}` })],
		["an NKey", `authorization { users: [{ nkey: ${KNOWN.getPublicKey()} }] }`, () => ({ NATS_NKEY_SEED: seedOf(KNOWN) })],
	])("accepts %s", async (_, settings, env) => {
		await startGuarded(settings);

		await expectToWork(busAt({ NATS_URL: `nats://127.0.0.1:${port}`, ...env() }));
	});

	it.each([
		["no credentials", () => ({})],
		["a wrong password", () => ({ NATS_USER: "cortado", NATS_PASSWORD: WRONG })],
		["a wrong password in the URL", () => ({ NATS_URL: `nats://cortado:${WRONG}@127.0.0.1:${port}` })],
		["an unknown NKey", () => ({ NATS_NKEY_SEED: seedOf(nkeys.createUser()) })],
	])("rejects %s, naming the settings only", async (_, env) => {
		await startGuarded(byPassword(PASSWORD));

		expect(await refusalBy({ NATS_URL: `nats://127.0.0.1:${port}`, ...env() })).toBe(
			"NATS rejected the credentials of this process: check NATS_USER and NATS_PASSWORD, NATS_NKEY_SEED, or the credentials in NATS_URL.",
		);
	});

	it("ends a rejected node with one log line, without the password", async () => {
		await startGuarded(byPassword(PASSWORD));
		const env = { NATS_URL: `nats://cortado:${WRONG}@127.0.0.1:${port}`, SERVICES: "brew", STORE_URL: "sqlite::memory:" };
		const node = spawn(process.execPath, [NODE], { env: { ...process.env, ...env, LOG_LEVEL: "info", LOG_FORMAT: "text" } });
		let output = "";
		for (const stream of [node.stdout, node.stderr]) stream.on("data", (chunk) => (output += chunk));

		const [code] = await once(node, "close");

		expect(code).toBe(1);
		expect(output.match(/.*rejected.*/g)).toHaveLength(1);
		expect(output).not.toMatch(/^\s+at /m);
		expect(output).not.toContain(WRONG);
	});

	it("is retried after an authorization change, with one warning", async () => {
		const warnings: string[] = [];
		const { stop } = await startGuarded(byPassword(PASSWORD));
		const bus = busAt({ NATS_URL: `nats://cortado:${PASSWORD}@127.0.0.1:${port}` }, (text) => warnings.push(text));
		await bus.start();

		await stop();
		const changed = await startGuarded(byPassword("another"));
		await eventually(() => expect(warnings).toEqual([expect.stringContaining("rejected the credentials of this process")]));
		await changed.stop();
		await startGuarded(byPassword(PASSWORD));

		await eventually(() => bus.publish(envelope("order/a", 1)));
		expect(warnings.filter((text) => text.includes("rejected"))).toHaveLength(1);
	});

	it("is reached at the next URL if the first is unavailable", async () => {
		await startGuarded(byPassword(PASSWORD));

		await expectToWork(busAt({ NATS_URL: `nats://cortado:${PASSWORD}@127.0.0.1:1,nats://127.0.0.1:${port}` }));
	});

	it("rejects more replicas than there are servers", async () => {
		await startGuarded(byPassword(PASSWORD));
		const connection = natsConnection(readConfig({ NATS_URL: `nats://cortado:${PASSWORD}@127.0.0.1:${port}` }));
		const bus = new JetStreamBus({ connection, stream: "copies", prefix: "copies", replicas: 3 });
		buses.add(bus);

		await expect(bus.start()).rejects.toThrow("NATS_REPLICAS is 3, but this NATS server is not part of a cluster.");
	});
});

needs((await available()) && (await openssl()), "nats-server ≥ 2.10, or openssl,")("a NATS server with TLS", () => {
	let own: Certificates;
	let url: string;
	let settings: string;
	let trusted: Environment;

	beforeAll(async () => {
		own = await makeCertificates();
		url = `tls://localhost:${port}`;
		settings = `tls { cert_file: "${own.cert}", key_file: "${own.key}", ca_file: "${own.ca}", verify: true }
			authorization { users: [{ nkey: ${KNOWN.getPublicKey()}, permissions: {
				publish: ["MOL-guarded.>", "guarded.events.>", "$JS.API.>", "$JS.ACK.guarded-events.>"]
				subscribe: ["MOL-guarded.>", "_INBOX.>"]
			} }] }`;
		trusted = {
			NATS_URL: url,
			NATS_NKEY_SEED: seedOf(KNOWN),
			NATS_TLS_CA: own.ca,
			NATS_TLS_CERT: own.cert,
			NATS_TLS_KEY: own.key,
		};
	});
	afterAll(() => own.remove());

	it("is not trusted without its CA certificate", async () => {
		await startGuarded(settings);

		expect(await refusalBy({ NATS_URL: url })).toMatch(/^The TLS certificate of NATS is not trusted: .+ Check NATS_TLS_CA and NATS_URL\.$/);
	});

	it("is not used without TLS", async () => {
		await startGuarded("");

		expect(await refusalBy(trusted)).toBe("The NATS server does not support TLS, which NATS_URL (tls://) or NATS_TLS_CA requires.");
	});

	it("suggests a client certificate when it rejects a connection without one", async () => {
		await startGuarded(settings);
		const warnings: string[] = [];
		const { NATS_TLS_CERT, NATS_TLS_KEY, ...without } = trusted;
		const waiting = expect(busAt(without, (text) => warnings.push(text)).connect()).rejects.toThrow("the bus was closed");

		await eventually(() => expect(warnings).toEqual([expect.stringContaining("set NATS_TLS_CERT and NATS_TLS_KEY")]));
		await Promise.all([...buses].map((bus) => bus.close()));
		await waiting;
	});

	it("connects two nodes that exchange a call and a message with minimal permissions", async () => {
		await startGuarded(settings);
		Object.assign(process.env, trusted, { CORTADO_NAMESPACE: "guarded", LOG_LEVEL: "fatal" });
		const { brokerOptions } = await import("../../../moleculer.config.ts");
		const [one, other] = ["one", "other"].map((nodeID) => new ServiceBroker({ ...brokerOptions(), nodeID })) as [
			ServiceBroker,
			ServiceBroker,
		];
		const brew = new RecordingSubscriber("brew");
		const ask = { guard: "internal", params: { $$strict: true }, handler: () => "response of one" };
		one.createService({ name: "brew", actions: { ask }, started: () => one.bus.subscribe(brew) } as ServiceSchema);

		await Promise.all([one.start(), other.start()]);
		await other.waitForServices("brew", 10_000);
		await other.bus.publish(envelope("order/a", 1));

		expect(await other.call("brew.ask")).toBe("response of one");
		await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		await Promise.all([one.stop(), other.stop()]);
	});
});
