import { type Signal, signal } from "@preact/signals";
import type { Payment } from "../../../contracts/payment.ts";
import { newKey } from "../../shared/api.ts";
import { Command } from "../../shared/command.ts";
import { Problem } from "../../shared/problem.ts";
import { Resource } from "../../shared/resource.ts";
import { kept } from "../persisted-signal.ts";
import { postOnce } from "./post-once.ts";
import type { Method } from "./purchase.ts";

export interface PayChoice {
	method: Method;
	/** What the provider's form would give for a card. */
	token: string;
}

interface Attempt extends PayChoice {
	key: string;
}

export const payChoice: Signal<PayChoice> = signal({ method: "card", token: "sim_ok" });

/** What was sent and not answered yet, by order: a reload repeats it, so that nobody pays twice. */
const attempts = kept<Record<string, Attempt>>("payments", {});

/** What a button said before the price changed, by order. */
const shownTotals = signal<Record<string, number>>({});

const drop = (orderId: string): void => {
	const { [orderId]: _, ...others } = attempts.value;
	attempts.value = others;
};

/** The same again where the last one went unanswered, another one for another choice: the server lets only one of them charge. */
const attemptFor = (orderId: string, { method, token }: PayChoice): Attempt => {
	const last = attempts.value[orderId];
	const attempt = last?.method === method && last.token === token ? last : { method, token, key: newKey() };
	attempts.value = { ...attempts.value, [orderId]: attempt };
	return attempt;
};

/** The paying of one order: beyond the view that shows it, for it may begin in another. */
export class Paying {
	readonly payment: Resource<Payment>;
	readonly command: Command;
	#orderId: string;

	constructor(orderId: string) {
		this.#orderId = orderId;
		this.payment = new Resource(`/v1/orders/${orderId}/payment`);
		this.command = new Command(() => this.#pay());
	}

	/** What was asked before a reload, or just before its order was shown. */
	goOn(): void {
		const left = attempts.value[this.#orderId];
		if (!left || this.command.isSending.value) return;
		payChoice.value = { method: left.method, token: left.token };
		void this.command.run();
	}

	async #pay(): Promise<void> {
		const { key, ...choice } = attemptFor(this.#orderId, payChoice.value);
		try {
			const { body } = await postOnce<Payment>(`/v1/orders/${this.#orderId}/payment`, choice, key);
			drop(this.#orderId);
			this.payment.set(body);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			if (!error.isRetryable) drop(this.#orderId);
			await this.payment.load();
			throw error;
		}
	}
}

const all = new Map<string, Paying>();

export function payingOf(orderId: string): Paying {
	const paying = all.get(orderId) ?? new Paying(orderId);
	all.set(orderId, paying);
	return paying;
}

export function payAtOnce(orderId: string, choice: PayChoice): void {
	payChoice.value = choice;
	attemptFor(orderId, choice);
	payingOf(orderId).goOn();
}

export const tellOfPrice = (orderId: string, shown: number): void => {
	shownTotals.value = { ...shownTotals.value, [orderId]: shown };
};
export const shownTotalOf = (orderId: string): number | undefined => shownTotals.value[orderId];
