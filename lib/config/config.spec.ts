import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { settingsPage } from "../../scripts/docs/settings.ts";
import { BadSetting, type Config, config, readConfig } from "./config.ts";
import { DEMO_SECRET } from "./settings.ts";

const PRODUCTION = { NODE_ENV: "production", SECRET: "x".repeat(32) };

const complaintsAbout = (env: Record<string, string>): string[] => {
	try {
		readConfig(env);
	} catch (error) {
		if (error instanceof BadSetting) return error.lines;
		throw error;
	}
	return [];
};

describe("when nothing is set", () => {
	it("is a demo in one process with a file under data", () => {
		const { demo, host, natsUrl, port, production, services, storeUrl } = readConfig({});

		expect({ demo, host, natsUrl, port, production, services }).toEqual({
			demo: true,
			host: "127.0.0.1",
			natsUrl: undefined,
			port: 3000,
			production: false,
			services: [],
		});
		expect(storeUrl("order")).toBe("sqlite:data/cortado.db");
	});

	it("takes an empty variable for one that is not set", () => {
		expect(readConfig({ PORT: "", NATS_URL: " ", STORE_URL_ORDER: "" })).toMatchObject({ port: 3000, natsUrl: undefined });
	});
});

describe("when variables are set", () => {
	it("reads each by its kind", () => {
		const read = readConfig({ PORT: "0", SERVICES: "order, brew", METRICS: "false", LOG_LEVEL: "debug", PAYMENT_SIM_FAILURE_RATE: "0.25" });

		expect(read).toMatchObject({ port: 0, services: ["order", "brew"], metrics: false, logLevel: "debug", paymentSimFailureRate: 0.25 });
	});

	it("is frozen", () => {
		const read: { port: number } = readConfig({});

		expect(() => {
			read.port = 1;
		}).toThrow(TypeError);
	});

	it.each([
		["PORT", "70000", "a whole number from 0 to 65535"],
		["PORT", "80.5", "a whole number from 0 to 65535"],
		["PORT", "0x50", "a whole number from 0 to 65535"],
		["METRICS", "constructor", "true or false"],
		["SERVICES", "order,,brew", "a name of small letters, digits and dashes"],
		["NODE_ENV", "prod", "one of development, test, production"],
		["NATS_URL", "localhost:4222", "an address that begins with nats:// or tls://"],
		["NATS_URL", "nats://one,http://two", "a comma-separated list, each an address that begins with nats:// or tls://"],
		["NATS_TLS_CA", "/nowhere/ca.pem", "a file that this process may read"],
		["STORE_URL", "postgres://db", "sqlite:<file> or mongodb://…"],
		["STORE_URL_CUSTOMER_LEVEL", "data/x.db", "sqlite:<file> or mongodb://…"],
		["CORS_ORIGINS", "https://shop.example/", "* or an origin like https://shop.example"],
		["OIDC_ROLES", "admins=emperor", "admins=operator"],
		["OIDC_ROLES", "couriers=rider,store-*=operator", "store-*=staff:*"],
		["OIDC_ROLES", "*=staff:*", "store-*=staff:*"],
		["PAYMENT_SIM_FAILURE_RATE", "1.5", "a number from 0 to 1"],
	])("refuses %s=%s, and says what is allowed", (name, value, allowed) => {
		const [line, ...others] = complaintsAbout({ [name]: value });

		expect(others).toEqual([]);
		expect(line).toMatch(new RegExp(`^${name} is "${value.replaceAll(/[.*+?]/g, "\\$&")}", but must be `));
		expect(line).toContain(allowed);
	});

	it("names all that is wrong at once", () => {
		expect(
			complaintsAbout({ PORT: "x", SESSION_HOURS: "0" })
				.map((line) => line.split(" ")[0])
				.sort(),
		).toEqual(["PORT", "SESSION_HOURS"]);
	});

	it("reads a secret from the file that is named instead, and says so when it cannot", () => {
		const path = join(mkdtempSync(join(tmpdir(), "config-")), "secret");
		writeFileSync(path, `${"s".repeat(32)}\n`);

		expect(readConfig({ SECRET_FILE: path }).secret).toBe("s".repeat(32));
		rmSync(dirname(path), { recursive: true });
		expect(complaintsAbout({ SECRET_FILE: path })).toEqual([`SECRET_FILE is "${path}", but must be a file that this process may read.`]);
	});

	it.each([
		[{ NATS_USER: "cortado" }, "NATS_USER and NATS_PASSWORD must be set together."],
		[{ OIDC_ISSUER: "https://id.example" }, "OIDC_ISSUER and OIDC_AUDIENCE must be set together."],
		[{ NATS_TLS_KEY: import.meta.filename }, "NATS_TLS_CERT and NATS_TLS_KEY must be set together."],
		[
			{ NATS_USER: "cortado", NATS_PASSWORD: "hunter2", NATS_NKEY_SEED: `SU${"A".repeat(56)}` },
			"NATS_USER must not be set beside NATS_NKEY_SEED: it says twice who this process is.",
		],
		[
			{ ALIMTALK_KEY: "key", ALIMTALK_SECRET: "hunter2", ALIMTALK_CHANNEL: "channel", SMS_FALLBACK: "true" },
			"ALIMTALK_KEY, ALIMTALK_SECRET, ALIMTALK_CHANNEL and ALIMTALK_SENDER must be set together, or none of them.",
		],
	])("refuses what does not go together", (env, line) => {
		expect(complaintsAbout(env as Record<string, string>)).toEqual([line]);
	});

	it("never repeats a secret, nor a password within an address", () => {
		const said = complaintsAbout({
			SECRET: "hunter2",
			SIGNING_KEY: "hunter2",
			NATS_NKEY_SEED: "hunter2",
			NATS_URL: "http://user:hunter2@host",
		}).join();

		expect(said).toContain("SECRET");
		expect(said).toContain("NATS_URL");
		expect(said).not.toContain("hunter2");
	});
});

describe("in production", () => {
	it("is no demo and logs JSON", () => {
		expect(readConfig(PRODUCTION)).toMatchObject({ production: true, demo: false, logFormat: "json" });
	});

	it.each([
		["a secret of its own", { NODE_ENV: "production" }, "SECRET"],
		["another secret than the demo's", { NODE_ENV: "production", SECRET: DEMO_SECRET }, "SECRET"],
		["no accepted secret that is the demo's", { ...PRODUCTION, SECRETS_ACCEPTED: DEMO_SECRET }, "SECRETS_ACCEPTED"],
		["an identity provider over TLS", { ...PRODUCTION, OIDC_ISSUER: "http://id.example", OIDC_AUDIENCE: "us" }, "OIDC_ISSUER"],
		["no demo accounts", { ...PRODUCTION, DEMO: "true" }, "DEMO"],
		["the operator's password with the phone", { ...PRODUCTION, OPERATOR_PHONE: "01012345678" }, "OPERATOR_PHONE"],
		["Stripe's keys with Stripe", { ...PRODUCTION, PAYMENT_PROVIDER: "stripe", STRIPE_WEBHOOK_SECRET: "whsec" }, "STRIPE_SECRET_KEY"],
	])("wants %s", (_, env, variable) => {
		expect(complaintsAbout(env)).toEqual([expect.stringMatching(`^${variable} `)]);
	});
});

describe("where a service keeps its documents", () => {
	it("follows DATA_DIR", () => {
		expect(readConfig({ DATA_DIR: "/var/lib/cortado" }).storeUrl("order")).toBe("sqlite:/var/lib/cortado/cortado.db");
	});

	it("puts its name in the place of {service}", () => {
		expect(readConfig({ STORE_URL: "sqlite:data/{service}.db" }).storeUrl("customer-level")).toBe("sqlite:data/customer-level.db");
	});

	it("is its own address when it has one", () => {
		const { storeUrl } = readConfig({ STORE_URL_CUSTOMER_LEVEL: "mongodb://db/level" });

		expect(storeUrl("customer-level")).toBe("mongodb://db/level");
		expect(storeUrl("order")).toBe("sqlite:data/cortado.db");
	});
});

describe("this process's configuration", () => {
	it("has every field that reading gives", () => {
		const fields = (of: Config) => Object.keys(of).sort();

		expect(fields(config)).toEqual(fields(readConfig({})));
	});
});

describe("docs/settings.md", () => {
	it("says what the table says (else: npm run docs)", () => {
		expect(readFileSync(new URL("../../docs/settings.md", import.meta.url), "utf8")).toBe(settingsPage());
	});
});
