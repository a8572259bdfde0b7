import { randomInt, randomUUID } from "node:crypto";
import { CannotRun, type Credentials } from "../options.ts";
import { outcomeOf } from "../tally.ts";
import type { Client } from "./client.ts";
import { type Account, newAccount, prepare } from "./session.ts";

/** A node hashes four passwords at the same time. */
const AT_ONCE = 4;

export type Say = (text: string) => void;

const waitingFor = (what: string, say: Say) => (ms: number, outcome: string) => {
	if (ms >= 2_000) say(`${what}: ${outcome}, trying again in ${Math.ceil(ms / 1000)} s`);
};

/** Undefined: there is no such account, or its password is another. */
export async function signIn(client: Client, credentials: Credentials, say: Say, registered = false): Promise<Account | undefined> {
	const { password, phone } = credentials;
	const answer = await prepare(client, "POST", "/v1/sessions", { body: { phone, password } }, waitingFor("signing in", say));
	if (answer.status === 401) return undefined;
	if (answer.status !== 201) throw new CannotRun(`${phone} cannot sign in: ${outcomeOf(answer)}`);
	return newAccount(phone, password, answer.body.token, registered);
}

export async function signInAll(client: Client, all: Credentials[], say: Say): Promise<Account[]> {
	const accounts: Account[] = [];
	for (const credentials of all) {
		const account = await signIn(client, credentials, say);
		if (!account) throw new CannotRun(`${credentials.phone} cannot sign in: the phone number or the password is wrong.`);
		accounts.push(account);
	}
	return accounts;
}

async function register(client: Client, say: Say): Promise<Account> {
	for (;;) {
		const credentials = { phone: `010${String(randomInt(1e8)).padStart(8, "0")}`, password: randomUUID() };
		const body = { ...credentials, name: "Load test" };
		const answer = await prepare(client, "POST", "/v1/accounts", { body }, waitingFor("registering", say));
		if (answer.code === "phone_taken") continue;
		if (answer.status !== 201) throw new CannotRun(`A customer cannot be registered: ${outcomeOf(answer)}. Give one by --customer.`);
		const account = await signIn(client, credentials, say, true);
		if (!account) throw new CannotRun(`${credentials.phone} was registered and cannot sign in.`);
		return account;
	}
}

export async function registerAll(client: Client, count: number, say: Say): Promise<Account[]> {
	const accounts: Account[] = [];
	let left = count;
	const lane = async () => {
		while (left-- > 0) {
			accounts.push(await register(client, say));
			if (accounts.length % 10 === 0) say(`${accounts.length} of ${count} customers registered`);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, lane));
	return accounts;
}

/** Returns how many of them could not be erased. */
export async function eraseAll(client: Client, accounts: Account[]): Promise<number> {
	let kept = 0;
	for (const { token } of accounts) {
		const { status } = await prepare(client, "DELETE", "/v1/me", { token }).catch(() => ({ status: 0 }));
		if (status !== 204) kept++;
	}
	return kept;
}
