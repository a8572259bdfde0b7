import { createHmac } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { config } from "../../../lib/config/config.ts";
import { TooManyRequests } from "../gateway.errors.ts";
import { rateLimited } from "../gateway.metrics.ts";
import { type Count, type RateLimit, RateLimits } from "./rate-limit.ts";

const DELAY_PER_FAILURE_MS = 250;
const MAX_DELAY_MS = 5_000;

/** The rate limits of the API. */
export class Limits {
	#limits = new RateLimits();
	#requests: RateLimit;
	#signIns: RateLimit;
	#signInsFromAddress: RateLimit;
	#failures: RateLimit;
	#messages: RateLimit;

	constructor() {
		const { rateLimitPerSecond: perSecond, rateLimitSessionsPerMinute: perMinute } = config;
		this.#requests = this.#limits.of({ name: "requests", points: 2 * perSecond, seconds: 2 });
		this.#signIns = this.#limits.of({ name: "sessions", points: perMinute, seconds: 60 });
		this.#signInsFromAddress = this.#limits.of({ name: "sessions-from-address", points: 10 * perMinute, seconds: 60 });
		this.#failures = this.#limits.of({ name: "failures", points: perMinute, seconds: 60 });
		this.#messages = this.#limits.of({ name: "messages", points: config.codesPerAddress, seconds: 3_600 });
	}

	/** Counts one request of an account or address; throws if it exceeds the limit. */
	async admit(clientId: string, response: ServerResponse): Promise<void> {
		enforce(await this.#requests.count(clientId), response);
	}

	/** Counts a message that an address lets us send. */
	async admitMessage(address: string, response: ServerResponse): Promise<void> {
		enforce(await this.#messages.count(address), response);
	}

	/**
	 * Limits attempts to guess a phone's password from one address. Attempts from many addresses are delayed but not
	 * refused, because otherwise strangers could lock out the account's owner.
	 */
	async limitGuesses<Result>(phone: string, address: string, response: ServerResponse, signIn: () => Promise<Result>): Promise<Result> {
		const key = createHmac("sha256", config.secret).update(phone).digest("base64url");
		enforce(await this.#signInsFromAddress.count(address), response);
		enforce(await this.#signIns.count(`${key} ${address}`), response);
		const { policy, used } = await this.#failures.count(key, 0);
		if (used > policy.points) await sleep(Math.min((used - policy.points) * DELAY_PER_FAILURE_MS, MAX_DELAY_MS));
		return signIn().catch(async (error) => {
			if (error.type === "bad_credentials") await this.#failures.count(key);
			throw error;
		});
	}

	close(): void {
		this.#limits.close();
	}
}

/** Sets the headers of draft-ietf-httpapi-ratelimit-headers; throws if the limit is exceeded. */
const enforce = ({ isOver, policy, remaining, resetSeconds }: Count, response: ServerResponse): void => {
	response.setHeader("RateLimit-Policy", `"${policy.name}";q=${policy.points};w=${policy.seconds}`);
	response.setHeader("RateLimit", `"${policy.name}";r=${remaining};t=${resetSeconds}`);
	if (!isOver) return;
	rateLimited.inc({ limit: policy.name });
	throw new TooManyRequests(policy.name, resetSeconds);
};
