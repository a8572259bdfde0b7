import type { Redis } from "ioredis";
import { describeRedisError, openRedis } from "../clients/redis.ts";
import { config } from "../config/config.ts";

/** Sessions that were revoked before their token expires. Checked on every request, so a check never leaves the process. */
export interface RevokedSessions {
	/** Resolves when the sessions revoked before this process started are loaded. */
	ready(): Promise<void>;
	/** `until`: when the token expires and the entry can be removed. */
	add(jti: string, until: number): Promise<void>;
	has(jti: string): boolean;
	close(): Promise<void>;
}

const CLEAN_UP_EVERY = 60_000;

export class RevokedInMemory implements RevokedSessions {
	#until = new Map<string, number>();
	#cleanUpTimer = setInterval(() => this.#removeExpired(), CLEAN_UP_EVERY).unref();

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
		clearInterval(this.#cleanUpTimer);
	}

	#removeExpired(): void {
		const now = Date.now();
		for (const [jti, until] of this.#until) if (until <= now) this.#until.delete(jti);
	}
}

const KEY = "cortado:revoked";
const CHANNEL = "cortado:revoked:news";

/** Every node holds a copy: loaded on connect and updated by the other nodes' messages. */
export class RevokedInRedis implements RevokedSessions {
	#copy = new RevokedInMemory();
	#redis: Redis;
	#subscriber: Redis;
	#ready: Promise<void>;
	#lastFailure: string | undefined;

	constructor(url: string, warn: (message: string) => void) {
		this.#redis = openRedis(url, { maxRetriesPerRequest: 1 });
		this.#subscriber = openRedis(url, { maxRetriesPerRequest: null });
		for (const connection of [this.#redis, this.#subscriber])
			connection.on("error", (error: Error) => this.#reportFailure(describeRedisError(error), warn));
		this.#subscriber.on("message", (_channel, message: string) => this.#receive(message));
		this.#ready = new Promise((resolve) => this.#subscriber.on("ready", () => void this.#catchUp().then(resolve, () => undefined)));
	}

	ready(): Promise<void> {
		return this.#ready;
	}

	async add(jti: string, until: number): Promise<void> {
		await this.#copy.add(jti, until);
		// On failure the copy keeps the entry, and #catchUp shares it when Redis is back.
		await this.#share(jti, until).catch(() => undefined);
	}

	has(jti: string): boolean {
		return this.#copy.has(jti);
	}

	async close(): Promise<void> {
		this.#redis.disconnect();
		this.#subscriber.disconnect();
		await this.#copy.close();
	}

	/** Every connection attempt fails again; each reason is logged once. */
	#reportFailure(reason: string, warn: (message: string) => void): void {
		if (reason !== this.#lastFailure) warn(`Redis is unavailable; revoked sessions will be shared once it is back: ${reason}`);
		this.#lastFailure = reason;
	}

	#receive(message: string): void {
		const [until = "", jti = ""] = message.split(" ");
		void this.#copy.add(jti, Number(until));
	}

	async #share(jti: string, until: number): Promise<void> {
		await this.#redis.multi().zadd(KEY, until, jti).publish(CHANNEL, `${until} ${jti}`).exec();
	}

	/** Subscribes before loading, so that no entry is missed. Then shares the entries of an outage. */
	async #catchUp(): Promise<void> {
		this.#lastFailure = undefined;
		await this.#subscriber.subscribe(CHANNEL);
		for (const [jti, until] of this.#copy.entries()) await this.#share(jti, until);
		await this.#redis.zremrangebyscore(KEY, 0, Date.now());
		const all = await this.#redis.zrange(KEY, 0, -1, "WITHSCORES");
		for (let i = 0; i < all.length; i += 2) await this.#copy.add(all[i]!, Number(all[i + 1]));
	}
}

let shared: RevokedSessions | undefined;

/** The instance of this process, shared by the account service and the gateway. */
export const revokedSessions = (): RevokedSessions => {
	shared ??= config.redisUrl ? new RevokedInRedis(config.redisUrl, (message) => process.emitWarning(message)) : new RevokedInMemory();
	return shared;
};

export const closeRevokedSessions = async (): Promise<void> => {
	await shared?.close();
	shared = undefined;
};
