import { inspect } from "node:util";
import { nkeys } from "nats";
import { readConfig } from "../../config/config.ts";
import { natsConnection } from "./nats-connection.ts";

const connectionFor = (env: Record<string, string>) => natsConnection(readConfig(env));

/** What a connection made with these settings would say to the server about itself. */
const introductionOf = (env: Record<string, string>, nonce?: string): object => {
	const { authenticator } = connectionFor(env);
	return (authenticator as ((nonce?: string) => object) | undefined)?.(nonce) ?? {};
};

const FILE = import.meta.filename;

describe("the connection to NATS", () => {
	it("is tried at every address, and lasts", () => {
		expect(connectionFor({ NATS_URL: "nats://one:4222, nats://[::1]:4333" })).toMatchObject({
			servers: ["one:4222", "[::1]:4333"],
			maxReconnectAttempts: -1,
			ignoreAuthErrorAbort: true,
		});
	});

	it("needs no credentials and no TLS", () => {
		const options = connectionFor({ NATS_URL: "nats://one" });

		expect(options).not.toHaveProperty("authenticator");
		expect(options).not.toHaveProperty("tls");
	});

	it.each([
		["in the address", { NATS_URL: "nats://one,nats://cortado:p%40ss@two" }, { user: "cortado", pass: "p@ss" }],
		["a token there", { NATS_URL: "nats://t0k%2Fen@one" }, { auth_token: "t0k/en" }],
		["in settings", { NATS_URL: "nats://a:b@one", NATS_USER: "cortado", NATS_PASSWORD: "p@ss" }, { user: "cortado", pass: "p@ss" }],
	])("takes credentials %s", (_, env, introduction) => {
		expect(introductionOf(env)).toEqual(introduction);
	});

	it("proves by an NKey who it is", () => {
		const user = nkeys.createUser();
		const seed = new TextDecoder().decode(user.getSeed());

		const said = introductionOf({ NATS_URL: "nats://one", NATS_NKEY_SEED: seed }, "nonce") as { nkey: string; sig: string };

		expect(said.nkey).toBe(user.getPublicKey());
		expect(user.verify(new TextEncoder().encode("nonce"), nkeys.decode(said.sig))).toBe(true);
	});

	it.each([
		["tls:// says so", { NATS_URL: "nats://one,tls://two" }, {}],
		["an authority is named", { NATS_URL: "nats://one", NATS_TLS_CA: FILE }, { caFile: FILE }],
		["it has a certificate", { NATS_URL: "nats://one", NATS_TLS_CERT: FILE, NATS_TLS_KEY: FILE }, { certFile: FILE, keyFile: FILE }],
	])("insists on TLS where %s", (_, env, tls) => {
		expect(connectionFor(env).tls).toEqual(tls);
	});

	it("does not show what it knows when it is printed", () => {
		const options = connectionFor({ NATS_URL: "tls://u:hunter2@one", NATS_USER: "cortado", NATS_PASSWORD: "hunter2" });

		expect(inspect(options, { depth: null, showHidden: true }) + JSON.stringify(options)).not.toContain("hunter2");
	});
});
