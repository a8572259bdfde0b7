import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { openRedis, trouble } from "../../lib/clients/redis.ts";
import { config } from "../../lib/config/config.ts";

/** How old an answer may be when a change could not be told to Redis. */
const KEPT_SECONDS = 2;
/** Longer than Redis takes; whoever reads would rather have waited for the store. */
export const ANSWERS_WITHIN_MS = 50;
const REST_AFTER_FAILURE_MS = 1_000;
const GIVE_UP_CONNECTION_MS = 500;

const OPTIONS = {
	enableOfflineQueue: false,
	maxRetriesPerRequest: 0,
	commandTimeout: ANSWERS_WITHIN_MS,
	socketTimeout: GIVE_UP_CONNECTION_MS,
	connectTimeout: GIVE_UP_CONNECTION_MS,
	disconnectTimeout: GIVE_UP_CONNECTION_MS,
};

/** What is read often and changes seldom, kept in Redis for all nodes. Without Redis, or while it is away, everything is read anew. */
export class Reads {
	forgotten: Promise<unknown> = Promise.resolve();
	#redis: Redis | undefined;
	#prefix = `${config.namespace}:store`;
	#warn: (text: string) => void;
	#restsUntil = 0;

	constructor(warn: (text: string) => void, url = config.redisUrl) {
		this.#warn = warn;
		if (!url) return;
		this.#redis = openRedis(url, OPTIONS);
		this.#redis.on("error", (error) => this.#rest(error));
		this.#redis.on("ready", () => this.#begin());
	}

	/**
	 * An answer counts in the generation in which it was looked for, and a change begins the next one. So whoever read
	 * before a change, however slowly, keeps nothing that is found after it.
	 */
	async of<Answer>(what: string, read: () => Promise<Answer>): Promise<Answer> {
		const found = await this.#find(what);
		if (found?.json !== undefined) return JSON.parse(found.json);
		const answer = await read();
		if (found) void this.#ask((redis) => redis.set(this.#keyOf(what), found.generation + JSON.stringify(answer), "EX", KEPT_SECONDS));
		return answer;
	}

	/** After every change; `forgotten` is waited for before it is answered. */
	forget(): void {
		this.forgotten = this.#ask((redis) => redis.set(this.#generation, randomUUID()));
	}

	close(): void {
		this.#redis?.disconnect();
	}

	get #generation(): string {
		return `${this.#prefix}:generation`;
	}

	#keyOf(what: string): string {
		return `${this.#prefix}:read:${what}`;
	}

	async #find(what: string): Promise<{ generation: string; json?: string } | undefined> {
		const answer = await this.#ask((redis) => redis.mget(this.#generation, this.#keyOf(what)));
		if (!answer) return undefined;
		const [generation, kept] = answer;
		if (!generation) {
			this.forget();
			return undefined;
		}
		return kept?.startsWith(generation) ? { generation, json: kept.slice(generation.length) } : { generation };
	}

	/** Changes may have gone untold meanwhile. */
	#begin(): void {
		this.#restsUntil = 0;
		this.forget();
	}

	/** Undefined when Redis does not answer, and for a while after that: nobody waits for it twice. */
	async #ask<Answer>(question: (redis: Redis) => Promise<Answer>): Promise<Answer | undefined> {
		if (this.#redis?.status !== "ready" || Date.now() < this.#restsUntil) return undefined;
		try {
			return await question(this.#redis);
		} catch (error) {
			this.#rest(error as Error);
			return undefined;
		}
	}

	#rest(error: Error): void {
		if (this.#restsUntil === 0) this.#warn(`Menus are kept no longer, Redis is away: ${trouble(error)}`);
		this.#restsUntil = Date.now() + REST_AFTER_FAILURE_MS;
	}
}
