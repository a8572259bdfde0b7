import { setTimeout as sleep } from "node:timers/promises";
import { CannotRun } from "../options.ts";
import { Pacer, policyOf } from "../pace.ts";
import { isFailure, outcomeOf, Tally } from "../tally.ts";
import type { Answer, Client, RequestOptions } from "./client.ts";

/** Used if the server sends no Retry-After. */
const DEFAULT_RETRY_AFTER_MS = 500;
/** Longer than the window of the sign-in limit, and than nodes need to discover each other. */
const PREPARE_TIMEOUT_MS = 180_000;

export interface Account {
	phone: string;
	password: string;
	token: string;
	pace: Pacer;
	/** Registered for this run. */
	registered: boolean;
}

export interface TimedRequestOptions extends RequestOptions {
	/** The intended start, if it was earlier than the actual one. */
	since?: number;
}

/** Whether to retry with the same idempotency key. */
export const mayRetry = (answer: Answer): boolean =>
	isFailure(answer) || answer.status === 429 || answer.code === "idempotency_key_in_flight";

export const newAccount = (phone: string, password: string, token: string, registered: boolean): Account => ({
	phone,
	password,
	token,
	registered,
	pace: new Pacer(),
});

/** One run: its clock, the pacing of its accounts and its counters. */
export class Session {
	readonly client: Client;
	/** Requests during the run, and those that finish its orders afterwards. */
	readonly tally = new Tally();
	readonly afterwards = new Tally();
	/** On the clock of `performance.now()`. */
	endsAt = 0;
	startedAt = 0;
	heldBackMs = 0;
	readonly settleMs: number;
	readonly #ended = new AbortController();
	readonly #settled = new AbortController();

	constructor(client: Client, settleMs: number) {
		this.client = client;
		this.settleMs = settleMs;
	}

	begin(ms: number): void {
		this.startedAt = performance.now();
		this.endsAt = this.ended.aborted ? this.startedAt : this.startedAt + ms;
	}

	get ended(): AbortSignal {
		return this.#ended.signal;
	}

	/** The first call ends the run; the second one stops waiting for open orders. */
	interrupt(): void {
		if (this.ended.aborted) this.#settled.abort();
		this.endsAt = Math.min(this.endsAt, performance.now());
		this.#ended.abort();
	}

	/** Open orders are no longer waited for. */
	get isCut(): boolean {
		return this.#settled.signal.aborted;
	}

	/** Orders are followed and requests are retried until this time. */
	get settleUntil(): number {
		return this.isCut ? 0 : this.endsAt + this.settleMs;
	}

	async pause(ms: number, until = this.settleUntil): Promise<void> {
		const left = Math.max(0, Math.min(ms, until - performance.now()));
		await sleep(left, undefined, { signal: this.#settled.signal }).catch(() => undefined);
	}

	/** Sends one request, paced and counted. */
	async request(
		kind: string,
		account: Account,
		method: string,
		path: string,
		{ since, ...options }: TimedRequestOptions = {},
	): Promise<Answer> {
		const wait = account.pace.take(performance.now());
		if (wait > 0) await sleep(wait);
		const sentAt = performance.now();
		const isInRun = sentAt < this.endsAt;
		if (isInRun) this.heldBackMs += wait;
		const answer = await this.client.send(method, path, { ...options, token: account.token });
		const answeredAt = performance.now();
		account.pace.update(policyOf(answer.policy), answeredAt);
		(isInRun ? this.tally : this.afterwards).note(kind, answer, answeredAt - (since ?? sentAt));
		return answer;
	}

	/** Retries until the answer is final or the time is up. Returns the last answer. */
	async requestUntilFinal(
		kind: string,
		account: Account,
		method: string,
		path: string,
		options: TimedRequestOptions = {},
		until?: number,
	): Promise<Answer> {
		let answer = await this.request(kind, account, method, path, options);
		const { since: _, ...retryOptions } = options;
		while (mayRetry(answer)) {
			await this.pause(answer.retryAfter ?? DEFAULT_RETRY_AFTER_MS, until);
			if (performance.now() >= (until ?? this.settleUntil)) break;
			answer = await this.request(kind, account, method, path, retryOptions);
		}
		return answer;
	}
}

/** For requests before the run: retried until they succeed, and not counted. */
export async function prepare(
	client: Client,
	method: string,
	path: string,
	options: RequestOptions,
	waiting?: (ms: number, outcome: string) => void,
): Promise<Answer> {
	let answer = await client.send(method, path, options);
	for (const until = performance.now() + PREPARE_TIMEOUT_MS; mayRetry(answer); answer = await client.send(method, path, options)) {
		const isUnreachable = answer.error !== "" && answer.error !== "timeout" && answer.error !== "connection reset";
		const wait = answer.retryAfter ?? DEFAULT_RETRY_AFTER_MS;
		if (isUnreachable) throw new CannotRun(`Cannot reach ${client.base.href}: ${outcomeOf(answer)}.`);
		if (performance.now() + wait > until) throw new CannotRun(`${method} ${path}: ${outcomeOf(answer)}`);
		waiting?.(wait, outcomeOf(answer));
		await sleep(wait);
	}
	return answer;
}
