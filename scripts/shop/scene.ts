import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Client, RequestOptions } from "../load/customers/client.ts";
import type { Account } from "../load/customers/session.ts";
import { outcomeOf } from "../load/tally.ts";
import { between, type Random } from "./choices.ts";

/** What the people of the shop share: the server, the clock, what they say, and whose orders these are. */
export class Scene {
	readonly client: Client;
	readonly random: Random = Math.random;
	/** Closing: no new orders, but those that were placed go on. */
	readonly closing = new AbortController();
	/** Everybody goes home. */
	readonly over = new AbortController();
	/** The customers of the orders that have not ended. Only they know the PIN at the door. */
	readonly customers = new Map<string, Account>();
	/** Ours. Without any, baristas ask a rider who is on shift. */
	readonly riders = new Set<string>();
	readonly counts = { placed: 0, completed: 0, cancelled: 0 };
	#lastTrouble = "";

	constructor(client: Client) {
		this.client = client;
	}

	say(who: string, what: string): void {
		console.log(`${new Date().toTimeString().slice(0, 8)}  ${who.padEnd(12)} ${what}`);
	}

	async pause(seconds: number, signal = this.over.signal): Promise<void> {
		await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
	}

	/** The time that people take. */
	linger(least: number, most: number): Promise<void> {
		return this.pause(between(least, most, this.random));
	}

	/** The body of a successful answer. A refusal is part of life; trouble with the server is said once. */
	// biome-ignore lint/suspicious/noExplicitAny: as the client's answers
	async ask(account: Account | undefined, method: string, path: string, options: RequestOptions = {}): Promise<any> {
		const answer = await this.send(account, method, path, options);
		return answer.status >= 200 && answer.status < 300 ? (answer.body ?? {}) : undefined;
	}

	async send(account: Account | undefined, method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
		const answer = await this.client.send(method, path, { ...options, ...(account ? { token: account.token } : undefined) });
		const trouble = answer.status === 0 || answer.status >= 500 || answer.status === 401 ? outcomeOf(answer) : "";
		if (trouble !== "" && trouble !== this.#lastTrouble) this.say("server", `${method} ${path}: ${trouble}`);
		if (trouble !== "" || answer.status < 400) this.#lastTrouble = trouble;
		if (trouble !== "") await this.pause(1);
		return answer;
	}

	/** Repeats somebody's work until everybody goes home. */
	async repeat(everySeconds: number, work: () => Promise<unknown>): Promise<void> {
		while (!this.over.signal.aborted) {
			await work();
			await this.pause(everySeconds);
		}
	}
}

/** Runs one task for each id at a time, and others at the same time. */
export class Hands {
	#busy = new Set<string>();

	take(id: string, work: () => Promise<unknown>): void {
		if (this.#busy.has(id)) return;
		this.#busy.add(id);
		void work().finally(() => this.#busy.delete(id));
	}
}
