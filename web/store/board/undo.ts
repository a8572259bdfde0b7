import { type Signal, signal } from "@preact/signals";

const UNDO_MS = 3_000;

/** Something that is sent unless it is taken back. */
export interface Waiting {
	orderId: string;
	what: string;
	send: () => unknown;
}

/** Three seconds for second thoughts, of one command at a time: the next one sends it. */
export class Undo {
	readonly waiting: Signal<Waiting | undefined> = signal(undefined);
	#timer: ReturnType<typeof setTimeout> | undefined;

	hold(waiting: Waiting): void {
		this.flush();
		this.waiting.value = waiting;
		this.#timer = setTimeout(this.flush, UNDO_MS);
	}

	/** Sends what waits. */
	flush = (): void => {
		this.#take()?.send();
	};

	/** Nothing is sent; whose it was. */
	undo(): string | undefined {
		return this.#take()?.orderId;
	}

	#take(): Waiting | undefined {
		clearTimeout(this.#timer);
		const waiting = this.waiting.value;
		this.waiting.value = undefined;
		return waiting;
	}
}
