import { type Signal, signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { newKey } from "./api.ts";
import { now, serverTime } from "./clock.ts";
import { Problem } from "./problem.ts";

/**
 * A user's action that must happen once. A second click while it runs does nothing, and a retry after a lost
 * response sends the same idempotency key.
 */
export class Command<Args extends unknown[] = []> {
	readonly isSending: Signal<boolean> = signal(false);
	readonly problem: Signal<Problem | undefined> = signal(undefined);
	#act: (key: string, ...args: Args) => Promise<unknown>;
	#key: string | undefined;
	#notBefore = signal(0);

	constructor(act: (key: string, ...args: Args) => Promise<unknown>) {
		this.#act = act;
	}

	/** Replaces the action, so that it uses the latest values of its view. */
	set act(act: (key: string, ...args: Args) => Promise<unknown>) {
		this.#act = act;
	}

	/** Seconds until a retry is allowed. */
	get waitSeconds(): number {
		if (this.#notBefore.value === 0) return 0; // without subscribing to the clock
		return Math.max(0, Math.ceil((this.#notBefore.value - now.value) / 1_000));
	}

	/** Resolves to whether the action succeeded. */
	run = async (...args: Args): Promise<boolean> => {
		if (this.isSending.value || this.#notBefore.value > serverTime()) return false;
		this.isSending.value = true;
		this.#key ??= newKey();
		try {
			await this.#act(this.#key, ...args);
			this.#settle(undefined);
			return true;
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			this.#settle(error);
			return false;
		} finally {
			this.isSending.value = false;
		}
	};

	reset(): void {
		this.problem.value = undefined;
		this.#key = undefined;
	}

	#settle(problem: Problem | undefined): void {
		this.problem.value = problem;
		if (!problem?.isRetryable) this.#key = undefined;
		now.value = serverTime();
		this.#notBefore.value = problem?.retryAfterMs ? serverTime() + problem.retryAfterMs : 0;
	}
}

/** Creates one command for the lifetime of the component. */
export function useCommand<Args extends unknown[] = []>(act: (key: string, ...args: Args) => Promise<unknown>): Command<Args> {
	const command = useMemo(() => new Command(act), []);
	command.act = act;
	return command;
}
