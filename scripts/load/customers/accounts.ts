import { randomInt, randomUUID } from "node:crypto";
import { CONSENT } from "../../../contracts/account.ts";
import { CannotRun, type Credentials } from "../options.ts";
import { outcomeOf } from "../tally.ts";
import type { Client } from "./client.ts";
import { type Account, newAccount, prepare } from "./session.ts";

/** A node hashes four passwords concurrently. */
const CONCURRENCY = 4;

export type Log = (text: string) => void;

const logWait = (what: string, log: Log) => (ms: number, outcome: string) => {
	if (ms >= 2_000) log(`${what}: ${outcome}, trying again in ${Math.ceil(ms / 1000)} s`);
};

/** Undefined if the phone number or the password is wrong. */
export async function signIn(client: Client, credentials: Credentials, log: Log, registered = false): Promise<Account | undefined> {
	const { password, phone } = credentials;
	const answer = await prepare(client, "POST", "/v1/sessions", { body: { phone, password } }, logWait("signing in", log));
	if (answer.status === 401) return undefined;
	if (answer.status !== 201) throw new CannotRun(`${phone} cannot sign in: ${outcomeOf(answer)}`);
	return newAccount(phone, password, answer.body.token, registered);
}

export async function signInAll(client: Client, all: Credentials[], log: Log): Promise<Account[]> {
	const accounts: Account[] = [];
	for (const credentials of all) {
		const account = await signIn(client, credentials, log);
		if (!account) throw new CannotRun(`${credentials.phone} cannot sign in: the phone number or the password is wrong.`);
		accounts.push(account);
	}
	return accounts;
}

async function register(client: Client, log: Log): Promise<Account> {
	for (;;) {
		const credentials = { phone: `010${String(randomInt(1e8)).padStart(8, "0")}`, password: randomUUID() };
		const { phone } = credentials;
		const sent = await prepare(client, "POST", "/v1/codes", { body: { phone, purpose: "sign_up" } }, logWait("requesting a code", log));
		if (!sent.body?.code) throw new CannotRun(`No code is answered: ${outcomeOf(sent)}. Name customers with --customer.`);
		const body = { ...credentials, name: "Load test", code: sent.body.code, consent: CONSENT };
		const answer = await prepare(client, "POST", "/v1/accounts", { body }, logWait("registering", log));
		if (answer.code === "phone_taken") continue;
		if (answer.status !== 201) throw new CannotRun(`A customer cannot be registered: ${outcomeOf(answer)}. Name one with --customer.`);
		const account = await signIn(client, credentials, log, true);
		if (!account) throw new CannotRun(`${credentials.phone} was registered but cannot sign in.`);
		return account;
	}
}

export async function registerAll(client: Client, count: number, log: Log): Promise<Account[]> {
	const accounts: Account[] = [];
	let left = count;
	const lane = async () => {
		while (left-- > 0) {
			accounts.push(await register(client, log));
			if (accounts.length % 10 === 0) log(`${accounts.length} of ${count} customers registered`);
		}
	};
	await Promise.all(Array.from({ length: CONCURRENCY }, lane));
	return accounts;
}

/** Returns how many accounts could not be erased. */
export async function eraseAll(client: Client, accounts: Account[]): Promise<number> {
	let failed = 0;
	for (const { token } of accounts) {
		const { status } = await prepare(client, "DELETE", "/v1/me", { token }).catch(() => ({ status: 0 }));
		if (status !== 204) failed++;
	}
	return failed;
}
