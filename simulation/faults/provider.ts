import { setTimeout as sleep } from "node:timers/promises";
import type { Charge, Provider, ProviderResult } from "../../services/payment/providers/provider.ts";
import type { Random } from "../clock/random.ts";
import type { Conditions } from "./conditions.ts";

/** Longer than the product waits. */
const LATE_MS = [1_500, 8_000] as const;

/** The payment provider, away, slow, or answering after its caller has given up, as conditions demand. */
export class UnreliableProvider implements Provider {
	#provider: Provider;
	#conditions: Conditions;
	#random: Random;

	constructor(provider: Provider, conditions: Conditions, random: Random) {
		this.#provider = provider;
		this.#conditions = conditions;
		this.#random = random;
	}

	charge(charge: Charge, token: string): Promise<ProviderResult> {
		return this.#through(() => this.#provider.charge(charge, token));
	}
	lookUp(charge: Charge): Promise<ProviderResult> {
		return this.#through(() => this.#provider.lookUp(charge));
	}
	refund(charge: Charge): Promise<ProviderResult> {
		return this.#through(() => this.#provider.refund(charge));
	}

	async #through(call: () => Promise<ProviderResult>): Promise<ProviderResult> {
		switch (this.#conditions.provider) {
			case "away":
				if (this.#random.chance(0.3)) await call();
				throw new Error("The payment provider does not answer.");
			case "slow":
				await sleep(this.#random.spread(50, 3_000));
				return call();
			case "late": {
				const isEffectLate = this.#random.chance(0.5);
				if (isEffectLate) await sleep(this.#random.between(...LATE_MS));
				const result = await call();
				if (!isEffectLate) await sleep(this.#random.between(...LATE_MS));
				return result;
			}
			default:
				return call();
		}
	}
}
