import { parseArgs } from "node:util";
import { signIn, signInAll } from "../load/customers/accounts.ts";
import { Client } from "../load/customers/client.ts";
import { type Account, prepare } from "../load/customers/session.ts";
import { CannotRun, DEMO_PASSWORD } from "../load/options.ts";
import { outcomeOf } from "../load/tally.ts";
import { Barista } from "./barista.ts";
import { pauseBetweenOrders, pick } from "./choices.ts";
import { Customer } from "./customer.ts";
import { Rider } from "./rider.ts";
import { Scene } from "./scene.ts";

const HELP = `Usage: npm run simulate:shop -- [--url <address>] [options]

Keeps customers, baristas and riders at work at a running demo, over HTTP only, until Ctrl-C.

    --url <address>       address of the system; default http://127.0.0.1:3000
    --pace <n>            orders per minute; default 6, at most 60
    --no-baristas         nobody works at the stores: do it on the store's page
    --no-riders           nobody delivers: do it on the rider's page
    --help                show this help

The first Ctrl-C takes no new orders and waits up to a minute for those that are open; the second one stops at once.
It signs in the demo's staff and operator, who creates customers and riders of its own.
Exit codes: 0 ended by Ctrl-C; 2 it could not run.`;

const STAFF = { gangnam: "01000000002", hongdae: "01000000005" };
const OPERATOR = "01000000004";
const STORES = ["gangnam", "gangnam", "hongdae"];
const CUSTOMERS = ["김서윤", "이도현", "박지우", "최하준", "정서아", "강시우", "조유나", "윤지호"];
const RIDERS = [
	{ name: "오세훈", at: { lat: 37.5, lng: 127.03 } },
	{ name: "한소라", at: { lat: 37.556, lng: 126.924 } },
	{ name: "신동욱", at: { lat: 37.52, lng: 127.0 } },
];
/** Ours by these numbers, so that another run signs the same people in. */
const phoneOf = (first: number, index: number): string => `0109000${first}${String(index).padStart(3, "0")}`;
const CLOSING_SECONDS = 60;
const SAME_SIGNAL_MS = 300;

const log = (text: string): void => console.log(text);

interface Team {
	role: "customer" | "rider";
	firstPhone: number;
	names: string[];
}

/** Signs the people in. The operator creates those that do not exist yet, who then need no code by SMS. */
async function personnel(client: Client, operator: Account, { firstPhone, names, role }: Team): Promise<Account[]> {
	const accounts: Account[] = [];
	for (const [index, name] of names.entries()) {
		const credentials = { phone: phoneOf(firstPhone, index), password: DEMO_PASSWORD };
		const body = { ...credentials, name, roles: [role] };
		const answer = await prepare(client, "POST", "/v1/accounts", { token: operator.token, body });
		if (answer.status !== 201 && answer.code !== "phone_taken") throw new CannotRun(`${name} cannot be registered: ${outcomeOf(answer)}`);
		const account = await signIn(client, credentials, log);
		if (!account) throw new CannotRun(`${credentials.phone} exists with another password.`);
		accounts.push(account);
	}
	return accounts;
}

/** The first Ctrl-C closes the shop, the second one sends everybody home. A terminal may send one twice. */
const closeOnSignal = (scene: Scene): void => {
	let last = 0;
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.on(signal, () => {
			if (performance.now() - last < SAME_SIGNAL_MS) return;
			last = performance.now();
			if (scene.closing.signal.aborted) return scene.over.abort();
			console.log(`No new orders. ${scene.customers.size} are open; Ctrl-C again stops at once.`);
			scene.closing.abort();
		});
};

async function takeOrders(scene: Scene, customers: Customer[], pace: number): Promise<void> {
	while (!scene.closing.signal.aborted) {
		void pick(customers, scene.random)!.order(pick(STORES, scene.random)!);
		await scene.pause(pauseBetweenOrders(pace, scene.random), scene.closing.signal);
	}
	for (let left = CLOSING_SECONDS; left > 0 && scene.customers.size > 0 && !scene.over.signal.aborted; left--) await scene.pause(1);
	scene.over.abort();
}

interface Options {
	url: URL;
	pace: number;
	baristas: boolean;
	riders: boolean;
}

async function run({ baristas, pace, riders, url }: Options): Promise<void> {
	const client = new Client(url, { timeoutMs: 10_000 });
	try {
		const credentials = (phone: string) => ({ phone, password: DEMO_PASSWORD });
		const [operator, ...staff] = await signInAll(client, [OPERATOR, ...Object.values(STAFF)].map(credentials), log);
		const customerAccounts = await personnel(client, operator!, { role: "customer", firstPhone: 1, names: CUSTOMERS });
		const couriers: Team = { role: "rider", firstPhone: 2, names: riders ? RIDERS.map(({ name }) => name) : [] };
		const riderAccounts = await personnel(client, operator!, couriers);
		const scene = new Scene(client);
		closeOnSignal(scene);
		const counter = baristas ? Object.keys(STAFF).map((storeId, index) => new Barista(scene, staff[index]!, storeId)) : [];
		const onShift = riderAccounts.map((account, index) => new Rider(scene, account, RIDERS[index]!.name, RIDERS[index]!.at));
		const customers = customerAccounts.map((account, index) => new Customer(scene, account, CUSTOMERS[index]!));
		console.log(
			`${customers.length} customers, ${counter.length} baristas and ${onShift.length} riders at ${url.href}, ${pace} orders a minute. Ctrl-C ends it.`,
		);
		await Promise.all([takeOrders(scene, customers, pace), ...[...counter, ...onShift].map((person) => person.work())]);
		for (const rider of onShift) await rider.endShift();
		const { cancelled, completed, placed } = scene.counts;
		console.log(`${placed} orders placed: ${completed} completed, ${cancelled} cancelled or rejected, ${scene.customers.size} still open.`);
	} finally {
		client.close();
	}
}

const MAX_PACE = 60;

function readOptions(args: string[]): Options | undefined {
	const options = {
		url: { type: "string", default: "http://127.0.0.1:3000" },
		pace: { type: "string", default: "6" },
		"no-baristas": { type: "boolean", default: false },
		"no-riders": { type: "boolean", default: false },
		help: { type: "boolean", short: "h", default: false },
	} as const;
	const { values } = parseArgs({ args, options });
	if (values.help) return undefined;
	const pace = Number(values.pace);
	const url = URL.parse(values.url);
	if (!(pace > 0 && pace <= MAX_PACE)) throw new CannotRun(`--pace ${values.pace} must be a number above 0, and at most ${MAX_PACE}.`);
	if (!url || !/^https?:$/.test(url.protocol))
		throw new CannotRun(`--url ${values.url} must be an address that starts with http:// or https://.`);
	return { url, pace, baristas: !values["no-baristas"], riders: !values["no-riders"] };
}

try {
	const options = readOptions(process.argv.slice(2));
	if (options) await run(options);
	else console.log(HELP);
} catch (error) {
	const isOurs = error instanceof CannotRun || String((error as { code?: string }).code).startsWith("ERR_PARSE_ARGS");
	console.error(isOurs ? (error as Error).message : error);
	process.exitCode = 2;
}
