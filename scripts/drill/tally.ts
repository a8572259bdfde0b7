import type { Reply } from "./balancer.ts";

/** A server error, or no response at all. */
export const isFailure = ({ status }: Pick<Reply, "status">): boolean => status === 0 || status >= 500;

export const quantile = (sorted: readonly number[], share: number): number =>
	sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const ms = (time: number): string => time.toFixed(time < 10 ? 1 : 0);

const row = ([phase = "", request = "", response = ""]: string[], times: readonly number[]): string[] => [
	phase,
	request,
	response,
	String(times.length),
	...[0.5, 0.99, 1].map((share) => ms(quantile(times, share))),
];

/** The phase before the drill starts. */
export const WARMING_UP = "warming up";

/** Counts responses and their durations by phase and request. */
export class Tally {
	phase = WARMING_UP;
	#times = new Map<string, number[]>();

	note(phase: string, request: string, { code, status, took }: Pick<Reply, "code" | "status" | "took">): void {
		const key = JSON.stringify([phase, request, `${status === 0 ? "none" : status}${code ? ` ${code}` : ""}`]);
		const times = this.#times.get(key) ?? [];
		if (times.push(took) === 1) this.#times.set(key, times);
	}

	/** The number of responses that match the filter. */
	count(filter: { phase?: string; request?: string; failed?: true } = {}): number {
		return this.#entries()
			.filter(([[phase, request, response]]) => {
				const matches = (!filter.phase || phase === filter.phase) && (!filter.request || request === filter.request);
				return matches && (!filter.failed || isFailure({ status: Number.parseInt(response!, 10) || 0 }));
			})
			.reduce((sum, [, times]) => sum + times.length, 0);
	}

	/** Sorted by phase in order of time, then by name. */
	rows(): string[][] {
		const counted = this.#entries().filter(([[phase]]) => phase !== WARMING_UP);
		const phases = [...new Set(counted.map(([[phase]]) => phase!))];
		const rows = counted.map(([names, times]) =>
			row(
				names,
				times.toSorted((one, other) => one - other),
			),
		);
		return rows.sort((one, other) => phases.indexOf(one[0]!) - phases.indexOf(other[0]!) || `${one}`.localeCompare(`${other}`));
	}

	#entries(): [string[], number[]][] {
		return [...this.#times].map(([key, times]) => [JSON.parse(key), times]);
	}
}
