import { useEffect } from "preact/hooks";
import type { Problem } from "../../shared/problem.ts";

const AGAIN_MS = 5_000;

/** What could not be read is asked for again, for as long as it is looked at and that may help. */
export function useAgain(problem: Problem | undefined, load: () => Promise<void>): void {
	useEffect(() => {
		if (!problem?.isRetryable) return;
		const again = setTimeout(load, Math.max(AGAIN_MS, problem.retryAfterMs ?? 0));
		return () => clearTimeout(again);
	}, [problem, load]);
}
