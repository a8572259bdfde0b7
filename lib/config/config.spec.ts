import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { settingsPage } from "../../scripts/docs/settings.ts";
import { BadSetting, type Config, config, readConfig } from "./config.ts";
import { DEMO_SECRET } from "./settings.ts";

const PRODUCTION = { NODE_ENV: "production", SECRET: "x".repeat(32) };

const problemsOf = (env: Record<string, string>): string[] => {
	try {
		readConfig(env);
	} catch (error) {
		if (error instanceof BadSetting) return error.lines;
		throw error;
	}
	return [];
};

describe("with no variables set", () => {
	it("runs the demo in one process with a SQLite file under data", () => {
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

	it("treats an empty variable as not set", () => {
		expect(readConfig({ PORT: "", NATS_URL: " ", STORE_URL_ORDER: "" })).toMatchObject({ port: 3000, natsUrl: undefined });
	});
});

describe("with variables set", () => {
	it("parses each variable by its kind", () => {
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
		["SERVICES", "order,,brew", "a name of lowercase letters, digits and hyphens"],
		["NODE_ENV", "prod", "one of development, test, production"],
		["NATS_URL", "localhost:4222", "a URL that starts with nats:// or tls://"],
		["NATS_URL", "nats://one,http://two", "a comma-separated list, each item a URL that starts with nats:// or tls://"],
		["NATS_TLS_CA", "/nowhere/ca.pem", "a file that this process can read"],
		["STORE_URL", "postgres://db", "sqlite:<file> or mongodb://…"],
		["STORE_URL_CUSTOMER_LEVEL", "data/x.db", "sqlite:<file> or mongodb://…"],
		["CORS_ORIGINS", "https://shop.example/", "* or an origin such as https://shop.example"],
		["OIDC_ROLES", "admins=emperor", "admins=operator"],
		["OIDC_ROLES", "couriers=rider,store-*=operator", "store-*=staff:*"],
		["OIDC_ROLES", "*=staff:*", "store-*=staff:*"],
		["PAYMENT_SIM_FAILURE_RATE", "1.5", "a number from 0 to 1"],
	])("rejects %s=%s and names the allowed values", (name, value, allowed) => {
		const [line, ...others] = problemsOf({ [name]: value });

		expect(others).toEqual([]);
		expect(line).toMatch(new RegExp(`^${name} is "${value.replaceAll(/[.*+?]/g, "\\$&")}", but must be `));
		expect(line).toContain(allowed);
	});

	it("reports all invalid variables at once", () => {
		expect(
			problemsOf({ PORT: "x", SESSION_HOURS: "0" })
				.map((line) => line.split(" ")[0])
				.sort(),
		).toEqual(["PORT", "SESSION_HOURS"]);
	});

	it("reads a secret from the file named by *_FILE, and reports an unreadable file", () => {
		const path = join(mkdtempSync(join(tmpdir(), "config-")), "secret");
		writeFileSync(path, `${"s".repeat(32)}\n`);

		expect(readConfig({ SECRET_FILE: path }).secret).toBe("s".repeat(32));
		rmSync(dirname(path), { recursive: true });
		expect(problemsOf({ SECRET_FILE: path })).toEqual([`SECRET_FILE is "${path}", but must be a file that this process can read.`]);
	});

	it.each<[string, Record<string, string>]>([
		["NATS_USER and NATS_PASSWORD must be set together.", { NATS_USER: "cortado" }],
		[
			"ORDER_DAYS must be greater than DEAD_LETTER_DAYS: a retried dead letter could create an order's ticket or delivery anew.",
			{ ORDER_DAYS: "365" },
		],
		["OIDC_ISSUER and OIDC_AUDIENCE must be set together.", { OIDC_ISSUER: "https://id.example" }],
		["NATS_TLS_CERT and NATS_TLS_KEY must be set together.", { NATS_TLS_KEY: import.meta.filename }],
		[
			"NATS_USER and NATS_NKEY_SEED must not both be set: only one can identify this process.",
			{ NATS_USER: "cortado", NATS_PASSWORD: "hunter2", NATS_NKEY_SEED: `SU${"A".repeat(56)}` },
		],
		[
			"ALIMTALK_KEY, ALIMTALK_SECRET, ALIMTALK_CHANNEL and ALIMTALK_SENDER must be set together.",
			{ ALIMTALK_KEY: "key", ALIMTALK_SECRET: "hunter2", ALIMTALK_CHANNEL: "channel", SMS_FALLBACK: "true" },
		],
	])("rejects conflicting settings: %s", (line, env) => {
		expect(problemsOf(env)).toEqual([line]);
	});

	it("never repeats a secret or a password in a URL", () => {
		const output = problemsOf({
			SECRET: "hunter2",
			SIGNING_KEY: "hunter2",
			NATS_NKEY_SEED: "hunter2",
			NATS_URL: "http://user:hunter2@host",
		}).join();

		expect(output).toContain("SECRET");
		expect(output).toContain("NATS_URL");
		expect(output).not.toContain("hunter2");
	});
});

describe("in production", () => {
	it("disables the demo and logs JSON", () => {
		expect(readConfig(PRODUCTION)).toMatchObject({ production: true, demo: false, logFormat: "json" });
	});

	it.each([
		["a SECRET", { NODE_ENV: "production" }, "SECRET"],
		["all messages", { ...PRODUCTION, ALLOW_MESSAGE_LOSS: "true" }, "ALLOW_MESSAGE_LOSS"],
		["a secret other than the demo's", { NODE_ENV: "production", SECRET: DEMO_SECRET }, "SECRET"],
		["the demo secret not to be accepted", { ...PRODUCTION, SECRETS_ACCEPTED: DEMO_SECRET }, "SECRETS_ACCEPTED"],
		["TLS for the identity provider", { ...PRODUCTION, OIDC_ISSUER: "http://id.example", OIDC_AUDIENCE: "us" }, "OIDC_ISSUER"],
		["the demo to be off", { ...PRODUCTION, DEMO: "true" }, "DEMO"],
		["the operator's password along with the phone number", { ...PRODUCTION, OPERATOR_PHONE: "01012345678" }, "OPERATOR_PHONE"],
		["Stripe's keys for Stripe", { ...PRODUCTION, PAYMENT_PROVIDER: "stripe", STRIPE_WEBHOOK_SECRET: "whsec" }, "STRIPE_SECRET_KEY"],
	])("requires %s", (_, env, variable) => {
		expect(problemsOf(env)).toEqual([expect.stringMatching(`^${variable} `)]);
	});
});

describe("the storage URL of a service", () => {
	it("follows DATA_DIR", () => {
		expect(readConfig({ DATA_DIR: "/var/lib/cortado" }).storeUrl("order")).toBe("sqlite:/var/lib/cortado/cortado.db");
	});

	it("replaces {service} with the service's name", () => {
		expect(readConfig({ STORE_URL: "sqlite:data/{service}.db" }).storeUrl("customer-level")).toBe("sqlite:data/customer-level.db");
	});

	it("is overridden by the service's own URL", () => {
		const { storeUrl } = readConfig({ STORE_URL_CUSTOMER_LEVEL: "mongodb://db/level" });

		expect(storeUrl("customer-level")).toBe("mongodb://db/level");
		expect(storeUrl("order")).toBe("sqlite:data/cortado.db");
	});
});

describe("the configuration of this process", () => {
	it("has every field that readConfig returns", () => {
		const fields = (of: Config) => Object.keys(of).sort();

		expect(fields(config)).toEqual(fields(readConfig({})));
	});
});

describe("docs/reference/settings.md", () => {
	it("matches the settings table (otherwise: npm run docs)", () => {
		expect(readFileSync(new URL("../../docs/reference/settings.md", import.meta.url), "utf8")).toBe(settingsPage());
	});
});
