import { readFileSync } from "node:fs";
import { redacted } from "../observability/redact.ts";
import { file } from "./setting-kinds.ts";
import { type Basis, DEMO_SECRET, SETTINGS, type Setting } from "./settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Values = { readonly [Field in keyof typeof SETTINGS]: (typeof SETTINGS)[Field] extends Setting<infer T> ? T : never };

export interface Config extends Values {
	readonly production: boolean;
	/** The storage URL of a service. */
	storeUrl(service: string): string;
}

/** All invalid settings, one line each. */
export class BadSetting extends Error {
	override name = "BadSetting";
	readonly lines: string[];

	constructor(lines: string[]) {
		super(lines.join("\n"));
		this.lines = lines;
	}
}

const problemLine = ({ env, kind, secret }: Pick<Setting<unknown>, "env" | "kind" | "secret">, value: string): string =>
	`${env} is ${secret ? "invalid" : JSON.stringify(redacted(value))}, but must be ${kind.allowed}.`;

/** An empty variable counts as not set: Compose files and ConfigMaps leave variables out this way. */
const read = <T>(setting: Setting<T>, env: Environment, basis: Basis, problems: string[]): T => {
	const value = env[setting.env]?.trim() || (setting.secret && fromFile(setting.env, env, problems));
	if (!value) return setting.fallback(basis);
	const result = setting.kind.read(value);
	if (result === undefined) problems.push(problemLine(setting as Setting<unknown>, value));
	return result ?? setting.fallback(basis);
};

/** Docker and Kubernetes provide secrets as files. */
const fromFile = (secret: string, env: Environment, problems: string[]): string | undefined => {
	const name = `${secret}_FILE`;
	const path = env[name]?.trim();
	if (!path) return undefined;
	const value = file.read(path) && readFileSync(path, "utf8").trim();
	if (!value) problems.push(problemLine({ env: name, kind: file }, path));
	return value;
};

const STORE_PREFIX = "STORE_URL_";

const readStores = (env: Environment, problems: string[]): Map<string, string> => {
	const { kind } = SETTINGS.storeTemplate;
	const stores = new Map<string, string>();
	for (const [name, given] of Object.entries(env)) {
		const value = given?.trim();
		if (!name.startsWith(STORE_PREFIX) || !value) continue;
		if (kind.read(value) === undefined) problems.push(problemLine({ env: name, kind }, value));
		stores.set(name, value);
	}
	return stores;
};

/** Conflicts between variables. */
const conflicts = (values: Values, production: boolean): string[] => {
	const { demo, operatorPassword, operatorPhone, paymentProvider, secret, stripeSecretKey, stripeWebhookSecret } = values;
	const { oidcAudience, oidcIssuer, secretsAccepted } = values;
	const { natsNkeySeed, natsPassword, natsTlsCert, natsTlsKey, natsUser } = values;
	const alimtalk = [values.alimtalkKey, values.alimtalkSecret, values.alimtalkChannel, values.alimtalkSender];
	const rules: [boolean, string][] = [
		[production && secret === DEMO_SECRET, "SECRET must be set to your own string of at least 32 characters when NODE_ENV is production."],
		[production && demo, "DEMO must not be true when NODE_ENV is production: its passwords are public."],
		[production && values.allowMessageLoss, "ALLOW_MESSAGE_LOSS must not be true when NODE_ENV is production."],
		[
			production && secretsAccepted?.includes(DEMO_SECRET) === true,
			"SECRETS_ACCEPTED must not contain the demo secret when NODE_ENV is production.",
		],
		[
			values.orderDays <= values.deadLetterDays,
			"ORDER_DAYS must be greater than DEAD_LETTER_DAYS: a retried dead letter could create an order's ticket or delivery anew.",
		],
		[!oidcIssuer !== !oidcAudience, "OIDC_ISSUER and OIDC_AUDIENCE must be set together."],
		[
			production && oidcIssuer?.startsWith("http:") === true,
			"OIDC_ISSUER must start with https:// when NODE_ENV is production: over http://, responses can be forged to sign in as any user.",
		],
		[!operatorPhone !== !operatorPassword, "OPERATOR_PHONE and OPERATOR_PASSWORD must be set together."],
		[
			alimtalk.some(Boolean) && !alimtalk.every(Boolean),
			"ALIMTALK_KEY, ALIMTALK_SECRET, ALIMTALK_CHANNEL and ALIMTALK_SENDER must be set together.",
		],
		[
			values.smsProvider === "solapi" && !values.alimtalkKey,
			"ALIMTALK_KEY, ALIMTALK_SECRET, ALIMTALK_CHANNEL and ALIMTALK_SENDER must be set when SMS_PROVIDER is solapi.",
		],
		[!natsUser !== !natsPassword, "NATS_USER and NATS_PASSWORD must be set together."],
		[!natsTlsCert !== !natsTlsKey, "NATS_TLS_CERT and NATS_TLS_KEY must be set together."],
		[!!natsUser && !!natsNkeySeed, "NATS_USER and NATS_NKEY_SEED must not both be set: only one can identify this process."],
		[paymentProvider === "stripe" && !stripeSecretKey, "STRIPE_SECRET_KEY must be set when PAYMENT_PROVIDER is stripe."],
		[paymentProvider === "stripe" && !stripeWebhookSecret, "STRIPE_WEBHOOK_SECRET must be set when PAYMENT_PROVIDER is stripe."],
	];
	return rules.filter(([broken]) => broken).map(([, line]) => line);
};

export function readConfig(env: Environment): Config {
	const problems: string[] = [];
	const production = env.NODE_ENV?.trim() === "production";
	const basis: Basis = { production, dataDir: env.DATA_DIR?.trim() || "data" };
	const values = Object.fromEntries(
		Object.entries(SETTINGS).map(([field, setting]) => [field, read(setting as Setting<unknown>, env, basis, problems)]),
	) as Values;
	const stores = readStores(env, problems);
	if (problems.length === 0) problems.push(...conflicts(values, production));
	if (problems.length > 0) throw new BadSetting(problems);

	const storeUrl = (service: string): string => {
		const own = stores.get(STORE_PREFIX + service.toUpperCase().replaceAll("-", "_"));
		return (own ?? values.storeTemplate).replaceAll("{service}", service);
	};
	return Object.freeze({ ...values, production, storeUrl });
}

let current: Config | undefined;
const ofThisProcess = (): Config => {
	current ??= readConfig(process.env);
	return current;
};

const getter = (field: keyof Config): PropertyDescriptor => ({ enumerable: true, get: () => ofThisProcess()[field] });

/** This process's configuration. Read on first use, so that the start script can report invalid settings. */
export const config: Config = Object.freeze(
	Object.defineProperties(
		{} as Config,
		Object.fromEntries([...Object.keys(SETTINGS), "production", "storeUrl"].map((field) => [field, getter(field as keyof Config)])),
	),
);
