import { createHmac } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { config } from "../../../lib/config/config.ts";
import { TooManyRequests } from "../gateway.errors.ts";
import { rateLimited } from "../gateway.metrics.ts";
import { type Count, type RateLimit, RateLimits } from "./rate-limit.ts";

const DELAY_PER_FAILURE_MS = 250;
const LONGEST_DELAY_MS = 5_000;

/** How much each caller may ask of this backend. */
export class Limits {
	#limits = new RateLimits();
	#requests: RateLimit;
	#guesses: RateLimit;
	#guessesFromAddress: RateLimit;
	#failures: RateLimit;

	constructor() {
		const { rateLimitPerSecond: perSecond, rateLimitSessionsPerMinute: perMinute } = config;
		this.#requests = this.#limits.of({ name: "requests", points: 2 * perSecond, seconds: 2 });
		this.#guesses = this.#limits.of({ name: "sessions", points: perMinute, seconds: 60 });
		this.#guessesFromAddress = this.#limits.of({ name: "sessions-from-address", points: 10 * perMinute, seconds: 60 });
		this.#failures = this.#limits.of({ name: "failures", points: perMinute, seconds: 60 });
	}

	/** One request of this account or address; throws when it is one too many. */
	async admit(who: string, response: ServerResponse): Promise<void> {
		insist(await this.#requests.count(who), response);
	}

	/**
	 * Few guesses at a phone's password from one address. From many addresses guesses become slow but are not refused,
	 * or strangers could lock out whoever knows the password.
	 */
	async guess<Result>(phone: string, address: string, response: ServerResponse, signIn: () => Promise<Result>): Promise<Result> {
		const hidden = createHmac("sha256", config.secret).update(phone).digest("base64url");
		insist(await this.#guessesFromAddress.count(address), response);
		insist(await this.#guesses.count(`${hidden} ${address}`), response);
		const { policy, used } = await this.#failures.count(hidden, 0);
		if (used > policy.points) await sleep(Math.min((used - policy.points) * DELAY_PER_FAILURE_MS, LONGEST_DELAY_MS));
		return signIn().catch(async (error) => {
			if (error.type === "bad_credentials") await this.#failures.count(hidden);
			throw error;
		});
	}

	close(): void {
		this.#limits.close();
	}
}

/** The headers of draft-ietf-httpapi-ratelimit-headers. */
const insist = ({ isOver, policy, remaining, resetSeconds }: Count, response: ServerResponse): void => {
	response.setHeader("RateLimit-Policy", `"${policy.name}";q=${policy.points};w=${policy.seconds}`);
	response.setHeader("RateLimit", `"${policy.name}";r=${remaining};t=${resetSeconds}`);
	if (!isOver) return;
	rateLimited.inc({ limit: policy.name });
	throw new TooManyRequests(policy.name, resetSeconds);
};
