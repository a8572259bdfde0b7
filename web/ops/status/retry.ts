import { signal } from "@preact/signals";
import type { DeadLetter } from "../../../contracts/ops.ts";
import { newKey, post } from "../../shared/api.ts";
import { Problem } from "../../shared/problem.ts";
import { reloadOverview } from "./overview.ts";

export const MOST_AT_ONCE = 50;

export interface Retried {
	id: string;
	what: string;
	/** Undefined while the retry is in progress. */
	isDone: boolean | undefined;
	problem?: Problem;
}

/** The results of retries, the latest first. They stay when the dead letters leave the list. */
export const results = signal<Retried[]>([]);
export const selected = signal<ReadonlySet<string>>(new Set());

export const whatOf = ({ group, type }: DeadLetter): string => `${group} ← ${type}`;

const record = (retried: Retried): void => {
	results.value = [retried, ...results.value.filter(({ id }) => id !== retried.id)];
};

async function retry(dead: DeadLetter): Promise<void> {
	const { id } = dead;
	const what = whatOf(dead);
	record({ id, what, isDone: undefined });
	try {
		await post(`/v1/ops/dead-letters/${encodeURIComponent(id)}/retry`, undefined, newKey());
		record({ id, what, isDone: true });
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		record({ id, what, isDone: false, problem: error });
	}
}

/** Retries one after another, and goes on after a failure. */
export async function retryAll(deadLetters: DeadLetter[]): Promise<void> {
	for (const dead of deadLetters.slice(0, MOST_AT_ONCE)) await retry(dead);
	selected.value = new Set();
	await reloadOverview();
}

export const select = (ids: string[], isWanted: boolean): void => {
	const next = new Set(selected.value);
	for (const id of ids)
		if (isWanted) next.add(id);
		else next.delete(id);
	selected.value = new Set([...next].slice(0, MOST_AT_ONCE));
};
