import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Overview } from "../../../contracts/ops.ts";
import { now } from "../../shared/clock.ts";
import { Resource } from "../../shared/resource.ts";
import { addToHistory, type WatchedQueue, watchQueues } from "./watched-queues.ts";

const POLL_MS = 3_000;
const STALE_AFTER_MS = 10_000;

const resource = new Resource<Overview>("/v1/ops/overview");
const history = signal<Overview[]>([]);

export const overview: ReadonlySignal<Overview | undefined> = resource.value;
export const problem = resource.problem;
export const queues: ReadonlySignal<WatchedQueue[]> = computed(() => watchQueues(history.value));
/** The age of the overview that is shown. */
export const age: ReadonlySignal<number> = computed(() =>
	overview.value === undefined ? 0 : Math.max(0, now.value - Date.parse(overview.value.asOf)),
);
export const isStale: ReadonlySignal<boolean> = computed(() => age.value > STALE_AFTER_MS);

resource.value.subscribe((next) => {
	if (next) history.value = addToHistory(history.peek(), next);
});

/** Loads at an interval while the page is visible, and when it becomes visible again. Loads never overlap. */
export function usePolling(ms: number, load: () => Promise<void>): void {
	useEffect(() => {
		let isLoading = false;
		const poll = async () => {
			if (document.hidden || isLoading) return;
			isLoading = true;
			await load().finally(() => {
				isLoading = false;
			});
		};
		const timer = setInterval(poll, ms);
		document.addEventListener("visibilitychange", poll);
		return () => {
			clearInterval(timer);
			document.removeEventListener("visibilitychange", poll);
		};
	}, [ms, load]);
}

export function useOverview(): void {
	useEffect(() => void resource.load(), []);
	usePolling(POLL_MS, resource.load);
}

/** Shows the effect of a command without waiting for the next poll. */
export const reloadOverview = resource.load;
