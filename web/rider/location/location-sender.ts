import { kmBetween, type Spot } from "../../shared/geo.ts";

/** A position of the rider, and when it was measured. */
export interface Reading extends Spot {
	at: number;
}

export const EVERY_MS = 5_000;
export const EVERY_METRES = 20;

/** Whether to send a reading: the first one, then one that is far enough from the last sent or late enough after it. */
export const isDue = (newest: Reading, sent: Reading | undefined, now: number): boolean =>
	sent === undefined || (newest.at > sent.at && (now - sent.at >= EVERY_MS || kmBetween(sent, newest) * 1_000 >= EVERY_METRES));

/** Sends only the newest reading. Readings that could not be sent are dropped when a newer one exists. */
export class LocationSender {
	#send: (spot: Spot) => Promise<unknown>;
	#time: () => number;
	#newest: Reading | undefined;
	#sent: Reading | undefined;
	#isSending = false;
	#notBefore = 0;

	constructor(send: (spot: Spot) => Promise<unknown>, time: () => number) {
		this.#send = send;
		this.#time = time;
	}

	/** When the last sent reading was measured. */
	get lastSentAt(): number | undefined {
		return this.#sent?.at;
	}

	record(reading: Reading): void {
		this.#newest = reading;
	}

	/** Retries at once, without the pause that follows a failure. */
	retry(): Promise<void> {
		this.#notBefore = 0;
		return this.sendIfDue();
	}

	/** Call it often: it sends at most one reading at a time, and only when one is due. */
	async sendIfDue(): Promise<void> {
		const newest = this.#newest;
		const now = this.#time();
		if (!newest || this.#isSending || now < this.#notBefore || !isDue(newest, this.#sent, now)) return;
		this.#isSending = true;
		try {
			await this.#send({ lat: newest.lat, lng: newest.lng });
			this.#sent = newest;
		} catch {
			this.#notBefore = this.#time() + EVERY_MS;
		} finally {
			this.#isSending = false;
		}
	}
}
