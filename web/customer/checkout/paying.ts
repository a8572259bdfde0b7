import { type Signal, signal } from "@preact/signals";
import type { Payment } from "../../../contracts/payment.ts";
import { newKey } from "../../shared/api.ts";
import { Command } from "../../shared/command.ts";
import { Problem } from "../../shared/problem.ts";
import { Resource } from "../../shared/resource.ts";
import { persistedSignal } from "../persisted-signal.ts";
import { postOnce } from "./post-once.ts";
import type { Method } from "./purchase.ts";

export interface PayChoice {
	method: Method;
	/** The token that the provider's form would return for a card. */
	token: string;
}

interface Attempt extends PayChoice {
	key: string;
}

export const payChoice: Signal<PayChoice> = signal({ method: "card", token: "sim_ok" });

/** Unanswered payment requests by order. A reload repeats the same request, so that nobody pays twice. */
const attempts = persistedSignal<Record<string, Attempt>>("payments", {});

/** The total that was shown before the price changed, by order. */
const shownTotals = signal<Record<string, number>>({});

const dropAttempt = (orderId: string): void => {
	const { [orderId]: _, ...others } = attempts.value;
	attempts.value = others;
};

/** Reuses the key of an unanswered attempt; another choice gets a new key. The server charges only one of them. */
const attemptFor = (orderId: string, { method, token }: PayChoice): Attempt => {
	const last = attempts.value[orderId];
	const attempt = last?.method === method && last.token === token ? last : { method, token, key: newKey() };
	attempts.value = { ...attempts.value, [orderId]: attempt };
	return attempt;
};

/** The payment of one order. It outlives its view, since it may start in another one. */
export class PaymentFlow {
	readonly payment: Resource<Payment>;
	readonly command: Command;
	#orderId: string;

	constructor(orderId: string) {
		this.#orderId = orderId;
		this.payment = new Resource(`/v1/orders/${orderId}/payment`);
		this.command = new Command(() => this.#pay());
	}

	/** Repeats an unanswered attempt from before a reload or from the checkout. */
	resume(): void {
		const pending = attempts.value[this.#orderId];
		if (!pending || this.command.isSending.value) return;
		payChoice.value = { method: pending.method, token: pending.token };
		void this.command.run();
	}

	async #pay(): Promise<void> {
		const { key, ...choice } = attemptFor(this.#orderId, payChoice.value);
		try {
			const { body } = await postOnce<Payment>(`/v1/orders/${this.#orderId}/payment`, choice, key);
			dropAttempt(this.#orderId);
			this.payment.set(body);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			if (!error.isRetryable) dropAttempt(this.#orderId);
			await this.payment.load();
			throw error;
		}
	}
}

const flows = new Map<string, PaymentFlow>();

export function paymentFlowOf(orderId: string): PaymentFlow {
	const flow = flows.get(orderId) ?? new PaymentFlow(orderId);
	flows.set(orderId, flow);
	return flow;
}

export function payAtOnce(orderId: string, choice: PayChoice): void {
	payChoice.value = choice;
	attemptFor(orderId, choice);
	paymentFlowOf(orderId).resume();
}

export const notePriceShown = (orderId: string, shown: number): void => {
	shownTotals.value = { ...shownTotals.value, [orderId]: shown };
};
export const shownTotalOf = (orderId: string): number | undefined => shownTotals.value[orderId];
