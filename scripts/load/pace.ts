/** Shares of the limit: at a steady pace, and in a burst. The rest is for requests that bunch up on their way. */
const STEADY = 0.8;
const BURST = 0.15;

export interface Policy {
	points: number;
	seconds: number;
}

/** From `RateLimit-Policy: "requests";q=100;w=2`. Limits on anything else, such as sign-ins, are not for every request. */
export const policyOf = (header: string): Policy | undefined => {
	const [, points, seconds] = /^"requests";q=(\d+);w=(\d+)/.exec(header) ?? [];
	return points && seconds ? { points: Number(points), seconds: Number(seconds) } : undefined;
};

/**
 * Keeps one account below its own rate limit: a bucket of tokens, so that no window of the limit holds more than it admits.
 * Without a known limit it never waits.
 */
export class Pace {
	#policy: Policy | undefined;
	#tokens = 0;
	#at = 0;

	learn(policy: Policy | undefined, now: number): void {
		if (!policy || (policy.points === this.#policy?.points && policy.seconds === this.#policy.seconds)) return;
		this.#policy = policy;
		this.#tokens = this.#burst;
		this.#at = now;
	}

	/** How long the next request has to wait; it is counted as sent then. */
	take(now: number): number {
		if (!this.#policy) return 0;
		const perMs = (STEADY * this.#policy.points) / this.#policy.seconds / 1000;
		this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * perMs) - 1;
		this.#at = now;
		return this.#tokens >= 0 ? 0 : -this.#tokens / perMs;
	}

	get #burst(): number {
		return Math.max(1, Math.floor(this.#policy!.points * BURST));
	}
}
