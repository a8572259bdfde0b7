import { type Signal, signal } from "@preact/signals";

const UNDO_MS = 3_000;

/** A command that is sent unless it is undone in time. */
export interface PendingCommand {
	orderId: string;
	label: string;
	send: () => unknown;
}

/** Delays a command for three seconds. Only one can be pending: holding the next sends the previous one. */
export class Undo {
	readonly pending: Signal<PendingCommand | undefined> = signal(undefined);
	#timer: ReturnType<typeof setTimeout> | undefined;

	hold(command: PendingCommand): void {
		this.flush();
		this.pending.value = command;
		this.#timer = setTimeout(this.flush, UNDO_MS);
	}

	/** Sends the pending command now. */
	flush = (): void => {
		this.#clear()?.send();
	};

	/** Drops the pending command and returns the id of its order. */
	undo(): string | undefined {
		return this.#clear()?.orderId;
	}

	#clear(): PendingCommand | undefined {
		clearTimeout(this.#timer);
		const command = this.pending.value;
		this.pending.value = undefined;
		return command;
	}
}
