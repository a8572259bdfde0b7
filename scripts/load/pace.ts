/** Shares of the limit for the steady rate and for a burst. The rest allows for requests that bunch up on their way. */
const STEADY = 0.8;
const BURST = 0.15;

export interface Policy {
	points: number;
	seconds: number;
}

/** Parses `RateLimit-Policy: "requests";q=100;w=2`. Ignores other limits, such as the one on sign-ins. */
export const policyOf = (header: string): Policy | undefined => {
	const [, points, seconds] = /^"requests";q=(\d+);w=(\d+)/.exec(header) ?? [];
	return points && seconds ? { points: Number(points), seconds: Number(seconds) } : undefined;
};

/**
 * A token bucket that keeps one account below its rate limit in every window. Never waits while no limit is known.
 */
export class Pacer {
	#policy: Policy | undefined;
	#tokens = 0;
	#at = 0;

	update(policy: Policy | undefined, now: number): void {
		if (!policy || (policy.points === this.#policy?.points && policy.seconds === this.#policy.seconds)) return;
		this.#policy = policy;
		this.#tokens = this.#burst;
		this.#at = now;
	}

	/** Returns how long the next request must wait, and counts it. */
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
