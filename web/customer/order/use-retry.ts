import { useEffect } from "preact/hooks";
import type { Problem } from "../../shared/problem.ts";

const RETRY_MS = 5_000;

/** Reloads after a retryable problem while the component is mounted. */
export function useRetry(problem: Problem | undefined, load: () => Promise<void>): void {
	useEffect(() => {
		if (!problem?.isRetryable) return;
		const timer = setTimeout(load, Math.max(RETRY_MS, problem.retryAfterMs ?? 0));
		return () => clearTimeout(timer);
	}, [problem, load]);
}
