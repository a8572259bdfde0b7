import { kmBetween, type Spot } from "../../shared/geo.ts";

/** Where the rider was, and when. */
export interface Reading extends Spot {
	at: number;
}

export const EVERY_MS = 5_000;
export const EVERY_METRES = 20;

/** Whether a customer is to be told: of the first place, then of one that is far from the last or much newer. */
export const isDue = (newest: Reading, told: Reading | undefined, now: number): boolean =>
	told === undefined || (newest.at > told.at && (now - told.at >= EVERY_MS || kmBetween(told, newest) * 1_000 >= EVERY_METRES));

/** Tells the newest place only: while it cannot, it forgets the older ones. */
export class PlaceSender {
	#send: (spot: Spot) => Promise<unknown>;
	#time: () => number;
	#newest: Reading | undefined;
	#told: Reading | undefined;
	#isSending = false;
	#notBefore = 0;

	constructor(send: (spot: Spot) => Promise<unknown>, time: () => number) {
		this.#send = send;
		this.#time = time;
	}

	/** When it was last told, or never. */
	get toldAt(): number | undefined {
		return this.#told?.at;
	}

	note(reading: Reading): void {
		this.#newest = reading;
	}

	/** At once, whatever has failed before. */
	again(): Promise<void> {
		this.#notBefore = 0;
		return this.turn();
	}

	/** To be called now and then. */
	async turn(): Promise<void> {
		const newest = this.#newest;
		const now = this.#time();
		if (!newest || this.#isSending || now < this.#notBefore || !isDue(newest, this.#told, now)) return;
		this.#isSending = true;
		try {
			await this.#send({ lat: newest.lat, lng: newest.lng });
			this.#told = newest;
		} catch {
			this.#notBefore = this.#time() + EVERY_MS;
		} finally {
			this.#isSending = false;
		}
	}
}
