import { setTimeout as sleep } from "node:timers/promises";
import { CannotRun } from "../options.ts";
import { Pace, policyOf } from "../pace.ts";
import { isFailure, outcomeOf, Tally } from "../tally.ts";
import type { Answer, Client, Question } from "./client.ts";

/** Where the server does not say when to try again. */
const RETRY_AFTER_MS = 500;
/** Longer than a limit on sign-ins lasts, and than nodes need to find each other. */
const PREPARED_WITHIN_MS = 180_000;

export interface Account {
	phone: string;
	password: string;
	token: string;
	pace: Pace;
	/** For this run alone. */
	registered: boolean;
}

export interface Asked extends Question {
	/** When the request should have been sent, if that was earlier. */
	since?: number;
}

/** Worth trying again with the same key. */
export const mayRetry = (answer: Answer): boolean =>
	isFailure(answer) || answer.status === 429 || answer.code === "idempotency_key_in_flight";

export const newAccount = (phone: string, password: string, token: string, registered: boolean): Account => ({
	phone,
	password,
	token,
	registered,
	pace: new Pace(),
});

/** One run: its clock, its accounts' pace and what is counted. */
export class Session {
	readonly client: Client;
	/** Requests of the run, and those that end its orders afterwards. */
	readonly tally = new Tally();
	readonly afterwards = new Tally();
	/** On the clock of `performance.now()`. */
	endsAt = 0;
	beganAt = 0;
	heldBackMs = 0;
	readonly settleMs: number;
	readonly #ended = new AbortController();
	readonly #settled = new AbortController();

	constructor(client: Client, settleMs: number) {
		this.client = client;
		this.settleMs = settleMs;
	}

	begin(ms: number): void {
		this.beganAt = performance.now();
		this.endsAt = this.ended.aborted ? this.beganAt : this.beganAt + ms;
	}

	get ended(): AbortSignal {
		return this.#ended.signal;
	}

	/** The run first; the second time, waiting for what has not ended. */
	interrupt(): void {
		if (this.ended.aborted) this.#settled.abort();
		this.endsAt = Math.min(this.endsAt, performance.now());
		this.#ended.abort();
	}

	/** What has not ended is no longer waited for. */
	get isCut(): boolean {
		return this.#settled.signal.aborted;
	}

	/** Until then, orders are followed and placings repeated. */
	get settledBy(): number {
		return this.isCut ? 0 : this.endsAt + this.settleMs;
	}

	async pause(ms: number, until = this.settledBy): Promise<void> {
		const left = Math.max(0, Math.min(ms, until - performance.now()));
		await sleep(left, undefined, { signal: this.#settled.signal }).catch(() => undefined);
	}

	/** One request, counted. */
	async ask(kind: string, account: Account, method: string, path: string, { since, ...question }: Asked = {}): Promise<Answer> {
		const wait = account.pace.take(performance.now());
		if (wait > 0) await sleep(wait);
		const sentAt = performance.now();
		const isOfRun = sentAt < this.endsAt;
		if (isOfRun) this.heldBackMs += wait;
		const answer = await this.client.send(method, path, { ...question, token: account.token });
		const answeredAt = performance.now();
		account.pace.learn(policyOf(answer.policy), answeredAt);
		(isOfRun ? this.tally : this.afterwards).note(kind, answer, answeredAt - (since ?? sentAt));
		return answer;
	}

	/** Again until the answer is final, or the time is up: then the last answer. */
	async insist(kind: string, account: Account, method: string, path: string, asked: Asked = {}, until?: number): Promise<Answer> {
		let answer = await this.ask(kind, account, method, path, asked);
		const { since: _, ...again } = asked;
		while (mayRetry(answer)) {
			await this.pause(answer.retryAfter ?? RETRY_AFTER_MS, until);
			if (performance.now() >= (until ?? this.settledBy)) break;
			answer = await this.ask(kind, account, method, path, again);
		}
		return answer;
	}
}

/** Of what has to go well before the run, and is not counted. */
export async function prepare(
	client: Client,
	method: string,
	path: string,
	question: Question,
	waiting?: (ms: number, outcome: string) => void,
): Promise<Answer> {
	let answer = await client.send(method, path, question);
	for (const until = performance.now() + PREPARED_WITHIN_MS; mayRetry(answer); answer = await client.send(method, path, question)) {
		const isAway = answer.error !== "" && answer.error !== "timeout" && answer.error !== "connection reset";
		const wait = answer.retryAfter ?? RETRY_AFTER_MS;
		if (isAway) throw new CannotRun(`Nobody answers at ${client.base.href}: ${outcomeOf(answer)}.`);
		if (performance.now() + wait > until) throw new CannotRun(`${method} ${path}: ${outcomeOf(answer)}`);
		waiting?.(wait, outcomeOf(answer));
		await sleep(wait);
	}
	return answer;
}
