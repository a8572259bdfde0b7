import type { ProblemCode } from "../../../contracts/catalogue/problems.ts";

const SUMMARY_INTERVAL_MS = 10_000;

/** Rejections come in bursts: logs the first of each problem code at once, and then only the number of further ones. */
export class RejectionLog {
	#warn: (text: string) => void;
	#further = new Map<ProblemCode, number>();
	#timer: NodeJS.Timeout;

	constructor(warn: (text: string) => void) {
		this.#warn = warn;
		this.#timer = setInterval(() => this.#summarize(), SUMMARY_INTERVAL_MS).unref();
	}

	record(code: ProblemCode, request: string, reason: string | undefined): void {
		const further = this.#further.get(code);
		if (further === undefined) this.#warn(`${request} rejected with ${code}: ${reason}`);
		this.#further.set(code, further === undefined ? 0 : further + 1);
	}

	close(): void {
		clearInterval(this.#timer);
		this.#summarize();
	}

	/** Forgets a code without further rejections, so that its next one is logged at once again. */
	#summarize(): void {
		for (const [code, further] of this.#further) {
			if (further === 0) this.#further.delete(code);
			else this.#further.set(code, 0);
			if (further > 0) this.#warn(`Further requests rejected with ${code}: ${further}`);
		}
	}
}
