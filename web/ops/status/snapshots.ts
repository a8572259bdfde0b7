import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Overview } from "../../../contracts/ops.ts";
import { now } from "../../shared/clock.ts";
import { Resource } from "../../shared/resource.ts";
import { remember, type WatchedQueue, watched } from "./watch.ts";

const EVERY_MS = 3_000;
const STALE_AFTER_MS = 10_000;

const resource = new Resource<Overview>("/v1/ops/overview");
const kept = signal<Overview[]>([]);

export const overview: ReadonlySignal<Overview | undefined> = resource.value;
export const problem = resource.problem;
export const queues: ReadonlySignal<WatchedQueue[]> = computed(() => watched(kept.value));
/** How old what is shown is. */
export const age: ReadonlySignal<number> = computed(() =>
	overview.value === undefined ? 0 : Math.max(0, now.value - Date.parse(overview.value.asOf)),
);
export const isStale: ReadonlySignal<boolean> = computed(() => age.value > STALE_AFTER_MS);

resource.value.subscribe((next) => {
	if (next) kept.value = remember(kept.peek(), next);
});

/** Again and again while somebody looks, and as soon as they look again; never twice at a time. */
export function useEvery(ms: number, load: () => Promise<void>): void {
	useEffect(() => {
		let isLooking = false;
		const look = async () => {
			if (document.hidden || isLooking) return;
			isLooking = true;
			await load().finally(() => {
				isLooking = false;
			});
		};
		const timer = setInterval(look, ms);
		document.addEventListener("visibilitychange", look);
		return () => {
			clearInterval(timer);
			document.removeEventListener("visibilitychange", look);
		};
	}, [ms, load]);
}

export function useSnapshots(): void {
	useEffect(() => void resource.load(), []);
	useEvery(EVERY_MS, resource.load);
}

/** After a command, for its effect. */
export const lookAgain = resource.load;
