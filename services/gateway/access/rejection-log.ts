import type { ProblemCode } from "../../../contracts/problems.ts";

const SAY_EVERY_MS = 10_000;

/** Who is turned away is turned away in crowds: of each reason the first is told at once, the others by their number. */
export class TurnedAway {
	#warn: (text: string) => void;
	#others = new Map<ProblemCode, number>();
	#timer: NodeJS.Timeout;

	constructor(warn: (text: string) => void) {
		this.#warn = warn;
		this.#timer = setInterval(() => this.#sum(), SAY_EVERY_MS).unref();
	}

	note(code: ProblemCode, what: string, why: string | undefined): void {
		const others = this.#others.get(code);
		if (others === undefined) this.#warn(`${what} is turned away, ${code}: ${why}`);
		this.#others.set(code, others === undefined ? 0 : others + 1);
	}

	close(): void {
		clearInterval(this.#timer);
		this.#sum();
	}

	/** A reason that has not come up again is news the next time. */
	#sum(): void {
		for (const [code, others] of this.#others) {
			if (others === 0) this.#others.delete(code);
			else this.#others.set(code, 0);
			if (others > 0) this.#warn(`${others} more turned away since, ${code}`);
		}
	}
}
