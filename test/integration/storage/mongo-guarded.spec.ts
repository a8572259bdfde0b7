import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { createServer, type Server } from "node:tls";
import { Loggers, ServiceBroker, type ServiceSchema } from "moleculer";
import { type LogLevel, logger } from "../../../lib/observability/log.ts";
import { DbService } from "../../../lib/storage/db-service.ts";
import { openAdapter } from "../../../lib/storage/open.ts";
import { available, startMongo } from "../../../scripts/servers/mongo.ts";
import type { RunningServer } from "../../../scripts/servers/server.ts";
import { document } from "../../support/builders/stored.ts";
import { type Certificates, makeCertificates, available as openssl } from "../../support/certificates.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { openStore } from "../../support/open-store.ts";

const PASSWORD = "pa55-of-mongo";

/** Terminates TLS in front of a server without TLS. */
const tlsProxy = async (port: number, { cert, key }: Certificates): Promise<Server> => {
	const proxy = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (client) => {
		const server = connect(port, "127.0.0.1");
		client.pipe(server).pipe(client);
		client.on("error", () => server.destroy());
		server.on("error", () => client.destroy());
	});
	// A client that does not trust the certificate aborts the handshake.
	proxy.on("tlsClientError", () => undefined).listen(0, "127.0.0.1");
	await once(proxy, "listening");
	return proxy;
};

/** Records lines as they would be printed. */
class RecordingLogger extends Loggers.Base<{ level?: LogLevel }> {
	readonly lines: string[] = [];

	override getLogHandler({ mod, nodeID }: Parameters<Loggers.Base<object>["getLogHandler"]>[0]) {
		const { formatter } = logger("warn", "json").options;
		return (level: LogLevel, args: unknown[]) => void this.lines.push(...formatter(level, args, { mod, nodeID }));
	}
}

needs((await available()) && (await openssl()), "MongoDB, or openssl,")("a MongoDB with TLS and authentication", () => {
	let server: RunningServer;
	let own: Certificates;
	let proxy: Server;
	let port: number;

	beforeAll(async () => {
		[server, own] = await Promise.all([startMongo(), makeCertificates()]);
		proxy = await tlsProxy(Number(new URL(server.url).port), own);
		({ port } = proxy.address() as AddressInfo);
	});
	afterAll(async () => {
		proxy.close();
		await Promise.all([server.stop(), own.remove()]);
	});

	it("is reached over TLS with a CA certificate from the URL", async () => {
		const { adapter, store } = await openStore(
			`mongodb://localhost:${port}/guarded?directConnection=true&tls=true&tlsCAFile=${encodeURIComponent(own.ca)}`,
		);

		expect(await store.create(document("a"))).toBe(true);
		expect(await store.load("a")).toStrictEqual(document("a"));
		await adapter.disconnect();
	});

	it.each([
		[
			"with an untrusted certificate",
			() => `mongodb://cortado:${PASSWORD}@localhost:${port}/guarded?directConnection=true&tls=true`,
			"certificate",
		],
		["with wrong credentials", () => `${server.url.replace("//", `//cortado:${PASSWORD}@`)}?authSource=admin`, "saslStart|Authentication"],
	])("%s is retried, with one log line without the password", async (_, url, reason) => {
		const recording = new RecordingLogger();
		let attempts = 0;
		const adapter = openAdapter(url());
		const attempt = adapter.connect.bind(adapter);
		adapter.connect = () => {
			attempts++;
			return attempt();
		};
		const broker = new ServiceBroker({ logger: recording, skipProcessEventRegistration: true });
		broker.createService({ name: "order", mixins: [DbService], adapter } as unknown as ServiceSchema);
		const started = broker.start();

		await eventually(() => expect(attempts).toBe(2));
		await Promise.all([broker.stop(), expect(started).rejects.toThrow()]);

		const lines = recording.lines.filter((line) => /"level":"(warn|error|fatal)"/.test(line));
		expect(lines.length).toBeGreaterThan(0);
		expect(lines.filter((line) => line.includes("retrying"))).toHaveLength(1);
		expect(JSON.parse(lines[0]!).message).toMatch(new RegExp(`^The storage is unavailable; retrying: .*(${reason})`));
		expect(lines.join()).not.toContain(PASSWORD);
	});
});
