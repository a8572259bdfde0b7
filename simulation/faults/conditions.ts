import type { Random } from "../clock/random.ts";

export type StorageCondition = "away" | "slow" | "scansSlow" | "full";
export type ProviderCondition = "away" | "slow" | "late";

const SLOWEST_MS = 80;

/** What is broken at the moment. Faults change it; the simulated servers and connections obey it. */
export class Conditions {
	/** By service. */
	readonly storage = new Map<string, StorageCondition>();
	provider: ProviderCondition | undefined;
	isBusDown = false;
	isBusSlow = false;
	/** Processes that cannot reach each other, as `one|other`. */
	readonly cuts = new Set<string>();
	/** Shares of messages, from 0 to 1. */
	delayed = 0;
	doubled = 0;
	/** Shares of calls, publications and writes that take effect although their answer is lost. */
	lostAnswers = 0;
	/** Share of publications that never reach the server. */
	lostMessages = 0;
	#random: Random;

	constructor(random: Random) {
		this.#random = random;
	}

	/** Whether something keeps trying without success. */
	get isBlocking(): boolean {
		return this.isBusDown || this.provider !== undefined || this.storage.size + this.cuts.size > 0;
	}

	/** The time that something needs to reach another process; ms. A few are much slower than the others. */
	latency(): number {
		const chance = this.#random.next();
		return chance < 0.02 ? this.#random.spread(2, SLOWEST_MS) : 0.05 + chance;
	}

	/** The time that something needs to or from the message server; ms. */
	busLatency(): number {
		return this.latency() + (this.isBusSlow ? this.#random.spread(20, 2_000) : 0);
	}

	isCut(one: string, other: string): boolean {
		return this.cuts.size > 0 && (this.cuts.has(`${one}|${other}`) || this.cuts.has(`${other}|${one}`));
	}

	losesAnswer(): boolean {
		return this.lostAnswers > 0 && this.#random.chance(this.lostAnswers);
	}

	losesMessage(): boolean {
		return this.lostMessages > 0 && this.#random.chance(this.lostMessages);
	}

	mishap(): { delay: number; isDoubled: boolean } {
		const delay = this.delayed > 0 && this.#random.chance(this.delayed) ? this.#random.spread(50, 60_000) : 0;
		return { delay, isDoubled: this.doubled > 0 && this.#random.chance(this.doubled) };
	}

	/** Whether something that was under way when its process died or its server failed still took effect. */
	tookEffect(): boolean {
		return this.#random.chance(0.5);
	}
}
