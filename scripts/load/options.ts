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
	/** Visits per second. Undefined: each client starts its next visit when its last one is over. */
	rate: number | undefined;
	store: string;
	/** Undefined: the product with the shortest preparation time. */
	product: string | undefined;
	timing: "prepaid" | "on_receipt";
	paymentToken: string;
	/** If empty, accounts are registered for the run. */
	customers: Credentials[];
	/** Undefined: the demo's staff, if it exists. */
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

/** An invalid option, or a target that cannot be tested. */
export class CannotRun extends Error {}

export const DEMO_PASSWORD = "demo-1234";
/** Below the default limit of 100 sign-ins per minute and address. */
export const MAX_ACCOUNTS = 80;

export const HELP = `Usage: npm run load -- [--url] <address> [options]

Places orders at a running Cortado system over HTTP, follows each one to its end and checks that none is lost.

Target
    --url <address>          address of the system; default http://127.0.0.1:3000
    --insecure               accept any TLS certificate
    --timeout <s>            request timeout; default 15

Load
    --clients <n>            number of concurrent clients; default 20
    --seconds <s>            duration; default 60
    --rate <n>               visits per second, however slow the responses are (open loop). Latencies then
                             count from the intended start. Without it, a client starts its next visit
                             when its last one is over (closed loop)
    --order                  each visit places an order, pays and follows it to its end (default)
  --read                   each visit reads stores, a menu, an order and my page
    --mixed                  one in five visits places an order, the others read

Orders
    --store <id>             default hongdae
    --product <id>           default: the product with the shortest preparation time
  --payment <timing>       prepaid (default) or on_receipt
    --payment-token <text>   payment token for the provider; default sim_ok
    --staff <phone:password> staff account for the steps that the store does not automate; may be repeated.
                             Default: the demo's 01000000005, if it exists. Without staff, an order counts
                             as ended when it is ready
    --keep-stock             do not change the product's stock. Otherwise staff raise it to 1,000,000 for
                             the run and restore it afterwards

Accounts
    --accounts <n>           customers to register for the run; default one per client, at most ${MAX_ACCOUNTS}
    --customer <phone:password>  use this account instead of registering; may be repeated
  --keep-accounts          do not erase registered accounts after the run
    A phone number without a password uses $LOAD_PASSWORD, or ${DEMO_PASSWORD}.

Result
    --settle <s>             time for orders to end after the run; default 60
    --at-least <percent>     exit with 1 if the availability is lower
    --json <file>            also write the report as JSON
    --help                   show this help

Availability is the share of requests that received a response other than 5xx.
Ctrl-C ends the run early and prints the report. A second Ctrl-C stops waiting for open orders.
Exit codes: 0 passed; 1 an acknowledged order is missing, has not ended or was placed twice, or the availability
is too low; 2 the test could not run.`;

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
	const isValid = text.trim() !== "" && value >= least && value <= most && (!whole || Number.isInteger(value));
	if (isValid) return value;
	const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
	throw new CannotRun(`--${name} ${text} must be a ${whole ? "whole " : ""}number ${range}.`);
};

const count = (name: string, text: string) => number(name, text, { least: 1, most: 100_000, whole: true });

const address = (text: string): URL => {
	const url = URL.parse(text);
	if (!url || !/^https?:$/.test(url.protocol))
		throw new CannotRun(`--url ${text} must be an address that starts with http:// or https://.`);
	return url;
};

const modeOf = (given: Record<Mode, boolean>): Mode => {
	const [mode = "order", ...more] = MODES.filter((name) => given[name]);
	if (more.length > 0) throw new CannotRun(`--${[mode, ...more].join(" and --")} cannot be combined.`);
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
		throw new CannotRun(`${(error as Error).message}\nSee npm run load -- --help.`);
	}
};

/** Undefined if the help is requested. */
export function readOptions(args: string[], env: { LOAD_PASSWORD?: string } = {}): Options | undefined {
	const { positionals, values } = parse(args);
	if (values.help) return undefined;
	const [place, ...more] = [...(values.url ? [values.url] : []), ...positionals];
	if (more.length > 0) throw new CannotRun(`Only one address can be tested; also given: ${more.join(", ")}.`);
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
		accounts: values.accounts === undefined ? Math.min(clients, MAX_ACCOUNTS) : count("accounts", values.accounts),
		keepAccounts: values["keep-accounts"],
		keepStock: values["keep-stock"],
		settleSeconds: number("settle", values.settle),
		timeoutSeconds: number("timeout", values.timeout, { least: 0.1 }),
		atLeast: values["at-least"] === undefined ? undefined : number("at-least", values["at-least"], { most: 100 }),
		insecure: values.insecure,
		json: values.json,
	};
}
