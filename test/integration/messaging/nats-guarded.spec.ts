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
import { envelope, Listener } from "./bus.suite.ts";

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

/** Authorization and TLS as a nats-server.conf says them. */
const guarded = async (settings: string): Promise<RunningServer> => {
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
	const brew = new Listener("brew");
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

needs(await available(), "nats-server ≥ 2.10")("a NATS that wants to know who comes", () => {
	it.each([
		["a user and password", byPassword(PASSWORD), () => ({ NATS_USER: "cortado", NATS_PASSWORD: PASSWORD })],
		["them in the address", byPassword(PASSWORD), () => ({ NATS_URL: `nats://cortado:${PASSWORD}@127.0.0.1:${port}` })],
		["a token", `authorization { token: "${PASSWORD}" }`, () => ({ NATS_URL: `nats://${PASSWORD}@127.0.0.1:${port}` })],
		["an NKey", `authorization { users: [{ nkey: ${KNOWN.getPublicKey()} }] }`, () => ({ NATS_NKEY_SEED: seedOf(KNOWN) })],
	])("carries messages for %s", async (_, settings, env) => {
		await guarded(settings);

		await expectToWork(busAt({ NATS_URL: `nats://127.0.0.1:${port}`, ...env() }));
	});

	it.each([
		["no credentials", () => ({})],
		["a wrong password", () => ({ NATS_USER: "cortado", NATS_PASSWORD: WRONG })],
		["a wrong one in the address", () => ({ NATS_URL: `nats://cortado:${WRONG}@127.0.0.1:${port}` })],
		["an unknown NKey", () => ({ NATS_NKEY_SEED: seedOf(nkeys.createUser()) })],
	])("refuses %s, by the names of the settings alone", async (_, env) => {
		await guarded(byPassword(PASSWORD));

		expect(await refusalBy({ NATS_URL: `nats://127.0.0.1:${port}`, ...env() })).toBe(
			"NATS refuses this process's credentials: check NATS_USER and NATS_PASSWORD, NATS_NKEY_SEED, or what NATS_URL says before the @.",
		);
	});

	it("ends a node that it refuses, with one line that does not show the password", async () => {
		await guarded(byPassword(PASSWORD));
		const env = { NATS_URL: `nats://cortado:${WRONG}@127.0.0.1:${port}`, SERVICES: "brew", STORE_URL: "sqlite::memory:" };
		const node = spawn(process.execPath, [NODE], { env: { ...process.env, ...env, LOG_LEVEL: "info", LOG_FORMAT: "text" } });
		let said = "";
		for (const stream of [node.stdout, node.stderr]) stream.on("data", (chunk) => (said += chunk));

		const [code] = await once(node, "close");

		expect(code).toBe(1);
		expect(said.match(/.*refuses.*/g)).toHaveLength(1);
		expect(said).not.toMatch(/^\s+at /m);
		expect(said).not.toContain(WRONG);
	});

	it("is waited for when it changes its mind about who may come, and said so once", async () => {
		const warnings: string[] = [];
		const { stop } = await guarded(byPassword(PASSWORD));
		const bus = busAt({ NATS_URL: `nats://cortado:${PASSWORD}@127.0.0.1:${port}` }, (text) => warnings.push(text));
		await bus.start();

		await stop();
		const changed = await guarded(byPassword("another"));
		await eventually(() => expect(warnings).toEqual([expect.stringContaining("refuses this process's credentials")]));
		await changed.stop();
		await guarded(byPassword(PASSWORD));

		await eventually(() => bus.publish(envelope("order/a", 1)));
		expect(warnings.filter((text) => text.includes("refuses"))).toHaveLength(1);
	});

	it("is found at the next address when the first is away", async () => {
		await guarded(byPassword(PASSWORD));

		await expectToWork(busAt({ NATS_URL: `nats://cortado:${PASSWORD}@127.0.0.1:1,nats://127.0.0.1:${port}` }));
	});

	it("says what it is when it is to keep more copies than there are servers", async () => {
		await guarded(byPassword(PASSWORD));
		const connection = natsConnection(readConfig({ NATS_URL: `nats://cortado:${PASSWORD}@127.0.0.1:${port}` }));
		const bus = new JetStreamBus({ connection, stream: "copies", prefix: "copies", replicas: 3 });
		buses.add(bus);

		await expect(bus.start()).rejects.toThrow("NATS_REPLICAS is 3, but this NATS server is alone.");
	});
});

needs((await available()) && (await openssl()), "nats-server ≥ 2.10, or openssl,")("a NATS behind TLS", () => {
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

	it("is distrusted when nobody known vouches for it", async () => {
		await guarded(settings);

		expect(await refusalBy({ NATS_URL: url })).toMatch(/^NATS is not trusted: .+ Check NATS_TLS_CA and NATS_URL\.$/);
	});

	it("is not spoken to without TLS", async () => {
		await guarded("");

		expect(await refusalBy(trusted)).toBe("NATS does not speak TLS, which NATS_URL (by tls://) or NATS_TLS_CA asks for.");
	});

	it("says what it may want when it has turned away one without a certificate", async () => {
		await guarded(settings);
		const warnings: string[] = [];
		const { NATS_TLS_CERT, NATS_TLS_KEY, ...without } = trusted;
		const waiting = expect(busAt(without, (text) => warnings.push(text)).connect()).rejects.toThrow("no longer waited for");

		await eventually(() => expect(warnings).toEqual([expect.stringContaining("set NATS_TLS_CERT and NATS_TLS_KEY")]));
		await Promise.all([...buses].map((bus) => bus.close()));
		await waiting;
	});

	it("joins two nodes, which exchange a call and a message and may do no more than that", async () => {
		await guarded(settings);
		Object.assign(process.env, trusted, { CORTADO_NAMESPACE: "guarded", LOG_LEVEL: "fatal" });
		const { brokerOptions } = await import("../../../moleculer.config.ts");
		const [one, other] = ["one", "other"].map((nodeID) => new ServiceBroker({ ...brokerOptions(), nodeID })) as [
			ServiceBroker,
			ServiceBroker,
		];
		const brew = new Listener("brew");
		const ask = { guard: "internal", params: { $$strict: true }, handler: () => "answered by one" };
		one.createService({ name: "brew", actions: { ask }, started: () => one.bus.subscribe(brew) } as ServiceSchema);

		await Promise.all([one.start(), other.start()]);
		await other.waitForServices("brew", 10_000);
		await other.bus.publish(envelope("order/a", 1));

		expect(await other.call("brew.ask")).toBe("answered by one");
		await eventually(() => expect(brew.ids).toEqual(["order/a/1"]));
		await Promise.all([one.stop(), other.stop()]);
	});
});
