import type { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { openRedis } from "../../../lib/clients/redis.ts";
import { config } from "../../../lib/config/config.ts";

/** A fixed window: `points` requests within `seconds` of the first one. */
export interface Policy {
	name: string;
	points: number;
	seconds: number;
}

export interface Count {
	policy: Policy;
	used: number;
	remaining: number;
	isOver: boolean;
	/** Until the window ends. */
	resetSeconds: number;
}

/** Longer than Redis needs, shorter than callers notice; on a timeout this process counts alone. */
const REDIS_TIMEOUT_MS = 200;
const CONNECTION_TIMEOUT_MS = 500;

/** Ignores errors: `RateLimits` falls back to memory, and lib/auth/revocation.ts logs outages of Redis. */
const connect = (url: string): Redis =>
	openRedis(url, {
		enableOfflineQueue: false,
		maxRetriesPerRequest: 0,
		commandTimeout: REDIS_TIMEOUT_MS,
		socketTimeout: CONNECTION_TIMEOUT_MS,
		connectTimeout: CONNECTION_TIMEOUT_MS,
		disconnectTimeout: CONNECTION_TIMEOUT_MS,
	}).on("error", () => undefined);

/** Counts in Redis, shared by all gateways; in memory if Redis is not configured or not available. */
export class RateLimits {
	#redis: Redis | undefined;

	constructor(redisUrl: string | undefined = config.redisUrl) {
		this.#redis = redisUrl ? connect(redisUrl) : undefined;
	}

	of(policy: Policy): RateLimit {
		const { name, points, seconds } = policy;
		const options = { keyPrefix: `${config.namespace}:limit:${name}`, points, duration: seconds };
		const inMemory = new RateLimiterMemory(options);
		const redis = this.#redis;
		const shared = redis && { storeClient: redis, insuranceLimiter: inMemory, rejectIfRedisNotReady: true };
		return new RateLimit(policy, shared ? new RateLimiterRedis({ ...options, ...shared }) : inMemory);
	}

	close(): void {
		this.#redis?.disconnect();
	}
}

export class RateLimit {
	readonly policy: Policy;
	#limiter: RateLimiterAbstract;

	constructor(policy: Policy, limiter: RateLimiterAbstract) {
		this.policy = policy;
		this.#limiter = limiter;
	}

	/** Adds to the count of a key, even above the limit; 0 points only read it. */
	async count(key: string, points = 1): Promise<Count> {
		const { policy } = this;
		const { consumedPoints: used, msBeforeNext } = await this.#limiter.penalty(key, points);
		const resetSeconds = Math.ceil(Math.max(msBeforeNext, 0) / 1000);
		return { policy, used, remaining: Math.max(0, policy.points - used), isOver: used > policy.points, resetSeconds };
	}
}
