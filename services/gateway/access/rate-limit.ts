import type { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { openRedis } from "../../../lib/clients/redis.ts";
import { config } from "../../../lib/config/config.ts";

/** So many points in so many seconds, counted from the first. */
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
	/** Until the count begins anew. */
	resetSeconds: number;
}

/** Longer than Redis ever takes, shorter than anyone notices; then this process counts alone. */
const REDIS_ANSWERS_WITHIN_MS = 200;
const GIVE_UP_CONNECTION_MS = 500;

/** What becomes of an outage is decided by whoever counts, and lib/auth/revocation.ts tells of it. */
const connect = (url: string): Redis =>
	openRedis(url, {
		enableOfflineQueue: false,
		maxRetriesPerRequest: 0,
		commandTimeout: REDIS_ANSWERS_WITHIN_MS,
		socketTimeout: GIVE_UP_CONNECTION_MS,
		connectTimeout: GIVE_UP_CONNECTION_MS,
		disconnectTimeout: GIVE_UP_CONNECTION_MS,
	}).on("error", () => undefined);

/** Counts in Redis for all gateways together; in memory without one, or while it is away. */
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
		const insured = redis && { storeClient: redis, insuranceLimiter: inMemory, rejectIfRedisNotReady: true };
		return new RateLimit(policy, insured ? new RateLimiterRedis({ ...options, ...insured }) : inMemory);
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

	/** Adds to the count of this key, over the limit or not; 0 only looks. */
	async count(key: string, points = 1): Promise<Count> {
		const { policy } = this;
		const { consumedPoints: used, msBeforeNext } = await this.#limiter.penalty(key, points);
		const resetSeconds = Math.ceil(Math.max(msBeforeNext, 0) / 1000);
		return { policy, used, remaining: Math.max(0, policy.points - used), isOver: used > policy.points, resetSeconds };
	}
}
