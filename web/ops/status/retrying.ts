import { signal } from "@preact/signals";
import type { DeadLetter } from "../../../contracts/ops.ts";
import { newKey, post } from "../../shared/api.ts";
import { Problem } from "../../shared/problem.ts";
import { lookAgain } from "./snapshots.ts";

export const MOST_AT_ONCE = 50;

export interface Retried {
	id: string;
	what: string;
	/** Undefined while it is under way. */
	isDone: boolean | undefined;
	problem?: Problem;
}

/** What has become of those that were retried, the latest first; it outlives their rows. */
export const results = signal<Retried[]>([]);
export const selected = signal<ReadonlySet<string>>(new Set());

export const whatOf = ({ group, type }: DeadLetter): string => `${group} ← ${type}`;

const tell = (retried: Retried): void => {
	results.value = [retried, ...results.value.filter(({ id }) => id !== retried.id)];
};

async function retry(dead: DeadLetter): Promise<void> {
	const { id } = dead;
	const what = whatOf(dead);
	tell({ id, what, isDone: undefined });
	try {
		await post(`/v1/ops/dead-letters/${encodeURIComponent(id)}/retry`, undefined, newKey());
		tell({ id, what, isDone: true });
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		tell({ id, what, isDone: false, problem: error });
	}
}

/** One after the other: whatever is wrong with one, the next is tried as well. */
export async function retryAll(letters: DeadLetter[]): Promise<void> {
	for (const dead of letters.slice(0, MOST_AT_ONCE)) await retry(dead);
	selected.value = new Set();
	await lookAgain();
}

export const select = (ids: string[], isWanted: boolean): void => {
	const next = new Set(selected.value);
	for (const id of ids)
		if (isWanted) next.add(id);
		else next.delete(id);
	selected.value = new Set([...next].slice(0, MOST_AT_ONCE));
};
