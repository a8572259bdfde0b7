import { inspect } from "node:util";
import { nkeys } from "nats";
import { readConfig } from "../../config/config.ts";
import { natsConnection } from "./nats-connection.ts";

const connectionFor = (env: Record<string, string>) => natsConnection(readConfig(env));

/** The credentials that a connection with these settings sends. */
const credentialsFor = (env: Record<string, string>, nonce?: string): object => {
	const { authenticator } = connectionFor(env);
	return (authenticator as ((nonce?: string) => object) | undefined)?.(nonce) ?? {};
};

const FILE = import.meta.filename;

describe("the connection to NATS", () => {
	it("uses all servers and reconnects forever", () => {
		expect(connectionFor({ NATS_URL: "nats://one:4222, nats://[::1]:4333" })).toMatchObject({
			servers: ["one:4222", "[::1]:4333"],
			maxReconnectAttempts: -1,
			ignoreAuthErrorAbort: true,
		});
	});

	it("requires neither credentials nor TLS", () => {
		const options = connectionFor({ NATS_URL: "nats://one" });

		expect(options).not.toHaveProperty("authenticator");
		expect(options).not.toHaveProperty("tls");
	});

	it.each([
		["from the URL", { NATS_URL: "nats://one,nats://cortado:p%40ss@two" }, { user: "cortado", pass: "p@ss" }],
		["as a token from the URL", { NATS_URL: "nats://t0k%2Fen@one" }, { auth_token: "t0k/en" }],
		["from settings", { NATS_URL: "nats://a:b@one", NATS_USER: "cortado", NATS_PASSWORD: "p@ss" }, { user: "cortado", pass: "p@ss" }],
	])("takes credentials %s", (_, env, expected) => {
		expect(credentialsFor(env)).toEqual(expected);
	});

	it("authenticates with an NKey", () => {
		const user = nkeys.createUser();
		const seed = new TextDecoder().decode(user.getSeed());

		const credentials = credentialsFor({ NATS_URL: "nats://one", NATS_NKEY_SEED: seed }, "nonce") as { nkey: string; sig: string };

		expect(credentials.nkey).toBe(user.getPublicKey());
		expect(user.verify(new TextEncoder().encode("nonce"), nkeys.decode(credentials.sig))).toBe(true);
	});

	it.each([
		["a URL starts with tls://", { NATS_URL: "nats://one,tls://two" }, {}],
		["a CA certificate is set", { NATS_URL: "nats://one", NATS_TLS_CA: FILE }, { caFile: FILE }],
		["a client certificate is set", { NATS_URL: "nats://one", NATS_TLS_CERT: FILE, NATS_TLS_KEY: FILE }, { certFile: FILE, keyFile: FILE }],
	])("requires TLS if %s", (_, env, tls) => {
		expect(connectionFor(env).tls).toEqual(tls);
	});

	it("hides its credentials when printed", () => {
		const options = connectionFor({ NATS_URL: "tls://u:hunter2@one", NATS_USER: "cortado", NATS_PASSWORD: "hunter2" });

		expect(inspect(options, { depth: null, showHidden: true }) + JSON.stringify(options)).not.toContain("hunter2");
	});
});
