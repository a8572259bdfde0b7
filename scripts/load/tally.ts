import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import type { Answer } from "./customers/client.ts";

/** Latencies of one kind in milliseconds. */
export interface Spread {
	count: number;
	p50: number;
	p90: number;
	p99: number;
	p999: number;
	max: number;
}

/** Unsuccessful answers of one kind and outcome. */
export interface Unsuccessful extends Spread {
	kind: string;
	/** `503 unavailable`, `connection refused`, … */
	outcome: string;
	failed: boolean;
}

/** A server error or no answer at all. Failures reduce the availability. */
export const isFailure = ({ status }: Pick<Answer, "status">): boolean => status === 0 || status >= 500;

/** The server is overloaded, or the caller exceeds its rate limit. */
export const isRefusal = ({ retryAfter, status }: Pick<Answer, "retryAfter" | "status">): boolean =>
	status === 429 || (status === 503 && retryAfter !== undefined);

export const outcomeOf = ({ code, error, status }: Pick<Answer, "code" | "error" | "status">): string =>
	status === 0 ? error : `${status} ${code}`.trimEnd();

/** In percent; 100 without any request. */
export const availability = (requests: number, failed: number): number => (requests === 0 ? 100 : (100 * (requests - failed)) / requests);

/** A histogram with an error of at most 0.1 % and constant memory. */
export class Latencies {
	#histogram: RecordableHistogram = createHistogram({ figures: 3 });

	record(ms: number): void {
		this.#histogram.record(Math.max(1, Math.round(ms * 1000)));
	}

	spread(): Spread {
		const histogram = this.#histogram;
		const at = (percent: number) => (histogram.count === 0 ? 0 : Math.min(histogram.percentile(percent), histogram.max) / 1000);
		return { count: histogram.count, p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: at(100) };
	}
}

interface Outcome {
	kind: string;
	outcome: string;
	failed: boolean;
	latencies: Latencies;
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Counts requests by kind and outcome. */
export class Tally {
	requests = 0;
	failed = 0;
	/** Refusals by status. */
	readonly refused: Record<string, number> = { 429: 0, 503: 0 };
	/** Latencies of requests that were neither failures nor refusals. */
	#served = new Map<string, Latencies>();
	#outcomes = new Map<string, Outcome>();

	note(kind: string, answer: Answer, tookMs: number): void {
		this.requests++;
		if (isFailure(answer)) this.failed++;
		if (isRefusal(answer)) this.refused[answer.status]!++;
		if (!isFailure(answer) && !isRefusal(answer)) this.#latenciesOf(kind).record(tookMs);
		if (!isSuccess(answer.status)) this.#outcomeOf(kind, answer).latencies.record(tookMs);
	}

	latencies(): ({ kind: string } & Spread)[] {
		return [...this.#served].map(([kind, latencies]) => ({ kind, ...latencies.spread() }));
	}

	/** Failures first, then by frequency. */
	unsuccessful(): Unsuccessful[] {
		return [...this.#outcomes.values()]
			.map(({ latencies, ...outcome }) => ({ ...outcome, ...latencies.spread() }))
			.sort((one, other) => Number(other.failed) - Number(one.failed) || other.count - one.count);
	}

	#latenciesOf(kind: string): Latencies {
		const latencies = this.#served.get(kind) ?? new Latencies();
		this.#served.set(kind, latencies);
		return latencies;
	}

	#outcomeOf(kind: string, answer: Answer): Outcome {
		const outcome = outcomeOf(answer);
		const key = `${kind} ${outcome}`;
		const entry = this.#outcomes.get(key) ?? { kind, outcome, failed: isFailure(answer), latencies: new Latencies() };
		this.#outcomes.set(key, entry);
		return entry;
	}
}
