import { Stripe } from "stripe";
import { BadSignature } from "../payment.errors.ts";
import { type Answered, type Charge, type Notice, type Provider, UNKNOWN } from "./provider.ts";
import { answerOf, isOpen, noticeOf } from "./stripe-answers.ts";

export interface StripeAccount {
	secretKey: string;
	webhookSecret: string;
	apiUrl: string;
	/** Of failures that the answer does not show. */
	warn(text: string): void;
	/** Of one request; a charge takes two. */
	timeoutMs?: number;
}

/** The won has no smaller unit: amounts are whole won. */
const CURRENCY = "krw";
const TIMEOUT_MS = 1_500;

const metadataOf = ({ id, orderId }: Charge) => ({ attemptId: id, orderId });

const clientOf = ({ apiUrl, secretKey, timeoutMs = TIMEOUT_MS }: StripeAccount): Stripe => {
	const { hostname, port, protocol } = new URL(apiUrl);
	const address = { host: hostname, protocol: protocol === "http:" ? "http" : "https", ...(port ? { port } : undefined) } as const;
	return new Stripe(secretKey, { ...address, timeout: timeoutMs, maxNetworkRetries: 0, telemetry: false });
};

/** What Stripe knew about the intent when it refused to do something with it. */
const intentIn = (error: unknown): Stripe.PaymentIntent | undefined =>
	error instanceof Stripe.errors.StripeError ? error.payment_intent : undefined;

/** A charge is a payment intent, made first and then confirmed, so that it can be found, and closed, without the token. */
export class StripeProvider implements Provider {
	#stripe: Stripe;
	#account: StripeAccount;

	constructor(account: StripeAccount) {
		this.#stripe = clientOf(account);
		this.#account = account;
	}

	/** An intent that nobody confirms charges nothing: whatever became of making it, that failure is certain. */
	async charge(charge: Charge, token: string): Promise<Answered> {
		const intent = await this.#make(charge).catch((error) => this.#warn(charge, error));
		return intent ? this.#confirm(intent.id, charge, token) : { answer: "none", reference: null };
	}

	async lookUp(charge: Charge): Promise<Answered> {
		const intent = await this.#stripe.paymentIntents.retrieve(charge.reference ?? (await this.#find(charge)));
		return isOpen(intent) ? this.#close(intent.id) : answerOf(intent);
	}

	async refund(charge: Charge): Promise<Answered> {
		const { reference } = charge;
		if (reference === null) throw new Error(`Nothing was charged for ${charge.id}.`);
		const { data: made } = await this.#stripe.refunds.list({ payment_intent: reference, limit: 100 });
		const good = made.filter(({ status }) => status !== "failed" && status !== "canceled");
		const missing = good.reduce((rest, { amount }) => rest - amount, charge.amount);
		if (missing > 0) good.push(await this.#giveBack(charge, reference, missing, made.length));
		return good.every(({ status }) => status === "succeeded") ? { answer: "refunded", reference } : { ...UNKNOWN, reference };
	}

	read(body: string, signature: string): Notice | undefined {
		return noticeOf(this.#verified(body, signature));
	}

	#verified(body: string, signature: string): Stripe.Event {
		try {
			return this.#stripe.webhooks.constructEvent(body, signature, this.#account.webhookSecret);
		} catch {
			throw new BadSignature();
		}
	}

	/** One per attempt: asked again, Stripe answers with the first. */
	#make(charge: Charge): Promise<Stripe.PaymentIntent> {
		const automatic_payment_methods = { enabled: true, allow_redirects: "never" } as const;
		const intent = { amount: charge.amount, currency: CURRENCY, automatic_payment_methods, metadata: metadataOf(charge) };
		return this.#stripe.paymentIntents.create(intent, { idempotencyKey: charge.id });
	}

	async #confirm(intentId: string, charge: Charge, token: string): Promise<Answered> {
		// There is nobody to ask for a second factor: a card that wants one is declined.
		const means = { payment_method: token, error_on_requires_action: true };
		try {
			return answerOf(await this.#stripe.paymentIntents.confirm(intentId, means, { idempotencyKey: `${charge.id}/confirm` }));
		} catch (error) {
			const known = intentIn(error);
			if (known) return answerOf(known);
			this.#warn(charge, error);
			const isRefused = error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError;
			return { answer: isRefused ? "declined" : "unknown", reference: intentId };
		}
	}

	/**
	 * The charge's intent, which making it again brings to light; were it never made, it is made now, to be closed.
	 * Stripe remembers keys for a day only. By then the search, which lags behind by minutes, knows the first intent.
	 */
	async #find(charge: Charge): Promise<string> {
		const made = await this.#make(charge);
		const found = await this.#stripe.paymentIntents.search({ query: `metadata["attemptId"]:"${charge.id}"` });
		return (found.data.find(({ id }) => id !== made.id) ?? made).id;
	}

	/** A cancelled intent can never be confirmed. When a confirmation was quicker, Stripe refuses, and says what it came to. */
	async #close(intentId: string): Promise<Answered> {
		try {
			return answerOf(await this.#stripe.paymentIntents.cancel(intentId));
		} catch (error) {
			const known = intentIn(error);
			if (known) return answerOf(known);
			throw error;
		}
	}

	#warn({ id }: Charge, error: unknown): void {
		this.#account.warn(`Stripe did not take charge ${id}: ${(error as Error).message}`);
	}

	/** Under a key of its own after each that failed, for Stripe would repeat that failure. */
	#giveBack(charge: Charge, payment_intent: string, amount: number, before: number): Promise<Stripe.Refund> {
		const idempotencyKey = `${charge.id}/refund${before > 0 ? `/${before + 1}` : ""}`;
		return this.#stripe.refunds.create({ payment_intent, amount, metadata: metadataOf(charge) }, { idempotencyKey });
	}
}
