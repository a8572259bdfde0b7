import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { describeRedisError, openRedis } from "../../lib/clients/redis.ts";
import { config } from "../../lib/config/config.ts";

/** Limits how stale a cached result can be if Redis missed an invalidation. */
const TTL_SECONDS = 2;
/** Well above Redis's usual latency; beyond it, reading from storage is faster. */
export const COMMAND_TIMEOUT_MS = 50;
const PAUSE_AFTER_FAILURE_MS = 1_000;
const CONNECTION_TIMEOUT_MS = 500;

const OPTIONS = {
	enableOfflineQueue: false,
	maxRetriesPerRequest: 0,
	commandTimeout: COMMAND_TIMEOUT_MS,
	socketTimeout: CONNECTION_TIMEOUT_MS,
	connectTimeout: CONNECTION_TIMEOUT_MS,
	disconnectTimeout: CONNECTION_TIMEOUT_MS,
};

/** Caches frequent reads in Redis for all nodes. Without Redis, or while it is unavailable, every call loads from storage. */
export class ReadCache {
	/** Resolves when the last invalidation has reached Redis, or has failed. */
	invalidated: Promise<unknown> = Promise.resolve();
	#redis: Redis | undefined;
	#prefix = `${config.namespace}:store`;
	#warn: (text: string) => void;
	#pausedUntil = 0;

	constructor(warn: (text: string) => void, url = config.redisUrl) {
		this.#warn = warn;
		if (!url) return;
		this.#redis = openRedis(url, OPTIONS);
		this.#redis.on("error", (error) => this.#pause(error));
		this.#redis.on("ready", () => this.#resume());
	}

	/**
	 * A result is stored under the generation that was current before it was loaded, and every change starts a new
	 * generation. So a slow load that started before a change is never served after it.
	 */
	async get<Result>(key: string, load: () => Promise<Result>): Promise<Result> {
		const cached = await this.#find(key);
		if (cached?.json !== undefined) return JSON.parse(cached.json);
		const result = await load();
		if (cached) void this.#run((redis) => redis.set(this.#keyOf(key), cached.generation + JSON.stringify(result), "EX", TTL_SECONDS));
		return result;
	}

	/** Call after every change, and await `invalidated` before answering the caller. */
	invalidate(): void {
		this.invalidated = this.#run((redis) => redis.set(this.#generationKey, randomUUID()));
	}

	close(): void {
		this.#redis?.disconnect();
	}

	get #generationKey(): string {
		return `${this.#prefix}:generation`;
	}

	#keyOf(key: string): string {
		return `${this.#prefix}:read:${key}`;
	}

	async #find(key: string): Promise<{ generation: string; json?: string } | undefined> {
		const found = await this.#run((redis) => redis.mget(this.#generationKey, this.#keyOf(key)));
		if (!found) return undefined;
		const [generation, cached] = found;
		if (!generation) {
			this.invalidate();
			return undefined;
		}
		return cached?.startsWith(generation) ? { generation, json: cached.slice(generation.length) } : { generation };
	}

	/** Invalidations may have been lost while Redis was unavailable. */
	#resume(): void {
		this.#pausedUntil = 0;
		this.invalidate();
	}

	/** Undefined if Redis fails. Later calls skip Redis for a while, so that they do not wait for its timeout as well. */
	async #run<Result>(command: (redis: Redis) => Promise<Result>): Promise<Result | undefined> {
		if (this.#redis?.status !== "ready" || Date.now() < this.#pausedUntil) return undefined;
		try {
			return await command(this.#redis);
		} catch (error) {
			this.#pause(error as Error);
			return undefined;
		}
	}

	#pause(error: Error): void {
		if (this.#pausedUntil === 0) this.#warn(`Redis is unavailable, menus are not cached: ${describeRedisError(error)}`);
		this.#pausedUntil = Date.now() + PAUSE_AFTER_FAILURE_MS;
	}
}
