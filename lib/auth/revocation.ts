import type { Redis } from "ioredis";
import { openRedis, trouble } from "../clients/redis.ts";
import { config } from "../config/config.ts";

/** Sessions that ended before their token expires. Asked on every request, so asking never leaves the process. */
export interface RevokedSessions {
	/** Resolves when those that ended before this process started are known. */
	ready(): Promise<void>;
	/** `until`: when the token expires by itself, and the session can be forgotten. */
	add(jti: string, until: number): Promise<void>;
	has(jti: string): boolean;
	close(): Promise<void>;
}

const FORGET_EVERY = 60_000;

export class RevokedInMemory implements RevokedSessions {
	#until = new Map<string, number>();
	#forgetting = setInterval(() => this.#forget(), FORGET_EVERY).unref();

	async ready(): Promise<void> {}

	async add(jti: string, until: number): Promise<void> {
		this.#until.set(jti, until);
	}

	has(jti: string): boolean {
		return this.#until.has(jti);
	}

	entries(): Iterable<[jti: string, until: number]> {
		return this.#until;
	}

	async close(): Promise<void> {
		clearInterval(this.#forgetting);
	}

	#forget(): void {
		const now = Date.now();
		for (const [jti, until] of this.#until) if (until <= now) this.#until.delete(jti);
	}
}

const ALL = "cortado:revoked";
const NEWS = "cortado:revoked:news";

/** Every node holds a copy: filled when it connects, kept up to date by what the others announce. */
export class RevokedInRedis implements RevokedSessions {
	#copy = new RevokedInMemory();
	#redis: Redis;
	#news: Redis;
	#ready: Promise<void>;
	#trouble: string | undefined;

	constructor(url: string, warn: (message: string) => void) {
		this.#redis = openRedis(url, { maxRetriesPerRequest: 1 });
		this.#news = openRedis(url, { maxRetriesPerRequest: null });
		for (const connection of [this.#redis, this.#news]) connection.on("error", (error: Error) => this.#complain(trouble(error), warn));
		this.#news.on("message", (_channel, news: string) => this.#hear(news));
		this.#ready = new Promise((resolve) => this.#news.on("ready", () => void this.#catchUp().then(resolve, () => undefined)));
	}

	ready(): Promise<void> {
		return this.#ready;
	}

	async add(jti: string, until: number): Promise<void> {
		await this.#copy.add(jti, until);
		// While Redis is away the copy keeps it: all of that is said when Redis is back.
		await this.#share(jti, until).catch(() => undefined);
	}

	has(jti: string): boolean {
		return this.#copy.has(jti);
	}

	async close(): Promise<void> {
		this.#redis.disconnect();
		this.#news.disconnect();
		await this.#copy.close();
	}

	/** Each attempt to connect fails anew; its reason is told once. */
	#complain(reason: string, warn: (message: string) => void): void {
		if (reason !== this.#trouble) warn(`Redis is away, revoked sessions are shared later: ${reason}`);
		this.#trouble = reason;
	}

	#hear(news: string): void {
		const [until = "", jti = ""] = news.split(" ");
		void this.#copy.add(jti, Number(until));
	}

	async #share(jti: string, until: number): Promise<void> {
		await this.#redis.multi().zadd(ALL, until, jti).publish(NEWS, `${until} ${jti}`).exec();
	}

	/** Listens first and reads then, so that nothing falls between; and says what could not be said while Redis was away. */
	async #catchUp(): Promise<void> {
		this.#trouble = undefined;
		await this.#news.subscribe(NEWS);
		for (const [jti, until] of this.#copy.entries()) await this.#share(jti, until);
		await this.#redis.zremrangebyscore(ALL, 0, Date.now());
		const all = await this.#redis.zrange(ALL, 0, -1, "WITHSCORES");
		for (let i = 0; i < all.length; i += 2) await this.#copy.add(all[i]!, Number(all[i + 1]));
	}
}

let shared: RevokedSessions | undefined;

/** The ones of this process: whoever ends a session adds to them, the gateway asks them. */
export const revokedSessions = (): RevokedSessions => {
	shared ??= config.redisUrl ? new RevokedInRedis(config.redisUrl, (message) => process.emitWarning(message)) : new RevokedInMemory();
	return shared;
};

export const closeRevokedSessions = async (): Promise<void> => {
	await shared?.close();
	shared = undefined;
};
