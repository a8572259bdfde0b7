import { type Signal, signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { newKey } from "./api.ts";
import { now, serverTime } from "./clock.ts";
import { Problem } from "./problem.ts";

/**
 * Something that a person wants done once. While it is under way a second click does nothing; a repetition after
 * an answer that never came carries the same key, so the server does it once.
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

	/** What it does now, with what its view knows now. */
	set act(act: (key: string, ...args: Args) => Promise<unknown>) {
		this.#act = act;
	}

	/** So many seconds it is pointless to try again. */
	get waitSeconds(): number {
		if (this.#notBefore.value === 0) return 0; // and nobody counts
		return Math.max(0, Math.ceil((this.#notBefore.value - now.value) / 1_000));
	}

	/** Whether it was done. */
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

	forget(): void {
		this.problem.value = undefined;
		this.#key = undefined;
	}

	#settle(problem: Problem | undefined): void {
		this.problem.value = problem;
		if (!problem?.mayPass) this.#key = undefined;
		now.value = serverTime();
		this.#notBefore.value = problem?.retryAfterMs ? serverTime() + problem.retryAfterMs : 0;
	}
}

/** One for as long as its view is shown. */
export function useCommand<Args extends unknown[] = []>(act: (key: string, ...args: Args) => Promise<unknown>): Command<Args> {
	const command = useMemo(() => new Command(act), []);
	command.act = act;
	return command;
}
