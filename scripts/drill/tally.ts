import type { Reply } from "./balancer.ts";

/** What a client could not have meant: the server's fault, or no answer at all. */
export const isFailure = ({ status }: Pick<Reply, "status">): boolean => status === 0 || status >= 500;

export const quantile = (sorted: readonly number[], share: number): number =>
	sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const ms = (time: number): string => time.toFixed(time < 10 ? 1 : 0);

const row = ([phase = "", what = "", answer = ""]: string[], times: readonly number[]): string[] => [
	phase,
	what,
	answer,
	String(times.length),
	...[0.5, 0.99, 1].map((share) => ms(quantile(times, share))),
];

/** Until the drill begins. */
export const WARMING_UP = "warming up";

/** Counts answers and how long they took, by phase and by what was asked. */
export class Tally {
	phase = WARMING_UP;
	#times = new Map<string, number[]>();

	note(phase: string, what: string, { code, status, took }: Pick<Reply, "code" | "status" | "took">): void {
		const key = JSON.stringify([phase, what, `${status === 0 ? "none" : status}${code ? ` ${code}` : ""}`]);
		const times = this.#times.get(key) ?? [];
		if (times.push(took) === 1) this.#times.set(key, times);
	}

	/** How many answers there were. */
	count(wanted: { phase?: string; what?: string; failed?: true } = {}): number {
		return this.#entries()
			.filter(([[phase, what, answer]]) => {
				const isWanted = (!wanted.phase || phase === wanted.phase) && (!wanted.what || what === wanted.what);
				return isWanted && (!wanted.failed || isFailure({ status: Number.parseInt(answer!, 10) || 0 }));
			})
			.reduce((sum, [, times]) => sum + times.length, 0);
	}

	/** Phases in the order they came, the rest by name. */
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
