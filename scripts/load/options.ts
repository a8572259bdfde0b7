import { parseArgs } from "node:util";

export const MODES = ["order", "read", "mixed"] as const;
export type Mode = (typeof MODES)[number];

export interface Credentials {
	phone: string;
	password: string;
}

export interface Options {
	url: URL;
	mode: Mode;
	clients: number;
	seconds: number;
	/** Visits a second; undefined: each client begins the next visit when its last one is over. */
	rate: number | undefined;
	store: string;
	/** Undefined: the one that is prepared most quickly. */
	product: string | undefined;
	timing: "prepaid" | "on_receipt";
	paymentToken: string;
	/** Empty: accounts are registered for the run. */
	customers: Credentials[];
	/** Undefined: the demo's, where it exists. */
	staff: Credentials[] | undefined;
	accounts: number;
	keepAccounts: boolean;
	keepStock: boolean;
	settleSeconds: number;
	timeoutSeconds: number;
	/** In percent. */
	atLeast: number | undefined;
	insecure: boolean;
	json: string | undefined;
}

/** Wrong on the command line, or a target that cannot be tested. */
export class CannotRun extends Error {}

export const DEMO_PASSWORD = "demo-1234";
/** A node admits 100 sign-ins a minute from one address by default. */
export const MOST_ACCOUNTS = 80;

export const HELP = `Usage: npm run load -- [--url] <address> [options]

Places orders at a running Cortado over HTTP, follows each to its end, and checks that none is lost.

Target
  --url <address>          where it answers; http://127.0.0.1:3000
  --insecure               accept any TLS certificate
  --timeout <s>            give up on a request after; 15

Load
  --clients <n>            how many at the same time; 20
  --seconds <s>            for how long; 60
  --rate <n>               visits a second, however slow the answers are (open loop); latencies then
                           count from the intended start. Without it, a client begins its next visit
                           when its last one is over (closed loop)
  --order                  each visit places an order, pays it and follows it to its end (default)
  --read                   each visit reads stores, a menu, an order and my page
  --mixed                  one visit in five orders, four read

Orders
  --store <id>             hongdae
  --product <id>           default: the one on its menu that is prepared most quickly
  --payment <timing>       prepaid (default) or on_receipt
  --payment-token <text>   what the provider charges; sim_ok
  --staff <phone:password> who accepts, brews and hands over what the store does not do by itself; may be
                           repeated. Default: the demo's 01000000005, where it exists. Without staff, a
                           pick-up ends for the test when it is ready
  --keep-stock             leave the product's stock as it is. Otherwise staff raise it to 1,000,000 for
                           the run, and set it back

Accounts
  --accounts <n>           customers to register for the run; one for each client, ${MOST_ACCOUNTS} at most
  --customer <phone:password>  use this account instead; may be repeated
  --keep-accounts          do not erase registered accounts after the run
  A phone alone has the password $LOAD_PASSWORD, or ${DEMO_PASSWORD}.

Result
  --settle <s>             how long after the run an order may take to end; 60
  --at-least <percent>     exit with 1 when the availability is lower
  --json <file>            write the report as JSON, too
  --help                   show this

Availability: requests that were answered, and not by 5xx, of all requests of the run.
Ctrl-C ends the run early, with the report; once more, and what has not ended is not waited for.
Exit code: 0 good; 1 an acknowledged order is missing, has not ended or was placed twice, or the availability is
too low; 2 could not run.`;

const OPTIONS = {
	url: { type: "string" },
	clients: { type: "string", default: "20" },
	seconds: { type: "string", default: "60" },
	rate: { type: "string" },
	order: { type: "boolean", default: false },
	read: { type: "boolean", default: false },
	mixed: { type: "boolean", default: false },
	store: { type: "string", default: "hongdae" },
	product: { type: "string" },
	payment: { type: "string", default: "prepaid" },
	"payment-token": { type: "string", default: "sim_ok" },
	customer: { type: "string", multiple: true },
	staff: { type: "string", multiple: true },
	accounts: { type: "string" },
	"keep-accounts": { type: "boolean", default: false },
	"keep-stock": { type: "boolean", default: false },
	settle: { type: "string", default: "60" },
	timeout: { type: "string", default: "15" },
	"at-least": { type: "string" },
	insecure: { type: "boolean", default: false },
	json: { type: "string" },
	help: { type: "boolean", short: "h", default: false },
} as const;

const number = (name: string, text: string, { least = 0, most = Number.MAX_SAFE_INTEGER, whole = false } = {}): number => {
	const value = Number(text);
	const isGood = text.trim() !== "" && value >= least && value <= most && (!whole || Number.isInteger(value));
	if (isGood) return value;
	const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
	throw new CannotRun(`--${name} ${text} must be a ${whole ? "whole " : ""}number ${range}.`);
};

const count = (name: string, text: string) => number(name, text, { least: 1, most: 100_000, whole: true });

const address = (text: string): URL => {
	const url = URL.parse(text);
	if (!url || !/^https?:$/.test(url.protocol))
		throw new CannotRun(`--url ${text} must be an address that begins with http:// or https://.`);
	return url;
};

const modeOf = (given: Record<Mode, boolean>): Mode => {
	const [mode = "order", ...more] = MODES.filter((name) => given[name]);
	if (more.length > 0) throw new CannotRun(`--${[mode, ...more].join(" and --")} exclude each other.`);
	return mode;
};

const timingOf = (text: string): Options["timing"] => {
	if (text === "prepaid" || text === "on_receipt") return text;
	throw new CannotRun(`--payment ${text} must be prepaid or on_receipt.`);
};

const parse = (args: string[]) => {
	try {
		return parseArgs({ args, options: OPTIONS, allowPositionals: true });
	} catch (error) {
		throw new CannotRun(`${(error as Error).message}\nnpm run load -- --help lists the options.`);
	}
};

/** Undefined: the help is wanted. */
export function readOptions(args: string[], env: { LOAD_PASSWORD?: string } = {}): Options | undefined {
	const { positionals, values } = parse(args);
	if (values.help) return undefined;
	const [place, ...more] = [...(values.url ? [values.url] : []), ...positionals];
	if (more.length > 0) throw new CannotRun(`There is one address to test, and not also ${more.join(", ")}.`);
	const credentials = (text: string): Credentials => {
		const [phone = "", ...password] = text.split(":");
		return { phone, password: password.join(":") || env.LOAD_PASSWORD || DEMO_PASSWORD };
	};
	const clients = count("clients", values.clients);
	return {
		url: address(place ?? "http://127.0.0.1:3000"),
		mode: modeOf(values),
		clients,
		seconds: number("seconds", values.seconds, { least: 0.1 }),
		rate: values.rate === undefined ? undefined : number("rate", values.rate, { least: 0.01, most: 100_000 }),
		store: values.store,
		product: values.product,
		timing: timingOf(values.payment),
		paymentToken: values["payment-token"],
		customers: values.customer?.map(credentials) ?? [],
		staff: values.staff?.map(credentials),
		accounts: values.accounts === undefined ? Math.min(clients, MOST_ACCOUNTS) : count("accounts", values.accounts),
		keepAccounts: values["keep-accounts"],
		keepStock: values["keep-stock"],
		settleSeconds: number("settle", values.settle),
		timeoutSeconds: number("timeout", values.timeout, { least: 0.1 }),
		atLeast: values["at-least"] === undefined ? undefined : number("at-least", values["at-least"], { most: 100 }),
		insecure: values.insecure,
		json: values.json,
	};
}
