import { Stripe } from "stripe";
import { BadSignature } from "../payment.errors.ts";
import { type Charge, type Notice, type Provider, type ProviderResult, UNKNOWN } from "./provider.ts";
import { isOpen, noticeOf, resultOf } from "./stripe-results.ts";

export interface StripeAccount {
	secretKey: string;
	webhookSecret: string;
	apiUrl: string;
	/** Reports failures that the result does not show. */
	warn(text: string): void;
	/** Timeout of one request; a charge takes two. */
	timeoutMs?: number;
}

/** The won has no minor unit, so amounts are whole won. */
const CURRENCY = "krw";
const TIMEOUT_MS = 1_500;

const metadataOf = ({ id, orderId }: Charge) => ({ attemptId: id, orderId });

const clientOf = ({ apiUrl, secretKey, timeoutMs = TIMEOUT_MS }: StripeAccount): Stripe => {
	const { hostname, port, protocol } = new URL(apiUrl);
	const address = { host: hostname, protocol: protocol === "http:" ? "http" : "https", ...(port ? { port } : undefined) } as const;
	return new Stripe(secretKey, { ...address, timeout: timeoutMs, maxNetworkRetries: 0, telemetry: false });
};

/** Stripe's errors about an intent contain its current state. */
const intentIn = (error: unknown): Stripe.PaymentIntent | undefined =>
	error instanceof Stripe.errors.StripeError ? error.payment_intent : undefined;

/** A charge is a payment intent that is created first and then confirmed, so that it can be found and closed without the token. */
export class StripeProvider implements Provider {
	#stripe: Stripe;
	#account: StripeAccount;

	constructor(account: StripeAccount) {
		this.#stripe = clientOf(account);
		this.#account = account;
	}

	/** Nothing is charged before the confirmation, so a failure to create the intent is a certain `none`. */
	async charge(charge: Charge, token: string): Promise<ProviderResult> {
		const intent = await this.#createIntent(charge).catch((error) => this.#warn(charge, error));
		return intent ? this.#confirm(intent.id, charge, token) : { outcome: "none", reference: null };
	}

	async lookUp(charge: Charge): Promise<ProviderResult> {
		const intent = await this.#stripe.paymentIntents.retrieve(charge.reference ?? (await this.#find(charge)));
		return isOpen(intent) ? this.#close(intent.id) : resultOf(intent);
	}

	async refund(charge: Charge): Promise<ProviderResult> {
		const { reference } = charge;
		if (reference === null) throw new Error(`Nothing was charged for ${charge.id}.`);
		const { data: refunds } = await this.#stripe.refunds.list({ payment_intent: reference, limit: 100 });
		const effective = refunds.filter(({ status }) => status !== "failed" && status !== "canceled");
		const missing = effective.reduce((rest, { amount }) => rest - amount, charge.amount);
		if (missing > 0) effective.push(await this.#createRefund(charge, reference, missing, refunds.length));
		return effective.every(({ status }) => status === "succeeded") ? { outcome: "refunded", reference } : { ...UNKNOWN, reference };
	}

	readWebhook(body: string, signature: string): Notice | undefined {
		return noticeOf(this.#verified(body, signature));
	}

	#verified(body: string, signature: string): Stripe.Event {
		try {
			return this.#stripe.webhooks.constructEvent(body, signature, this.#account.webhookSecret);
		} catch {
			throw new BadSignature();
		}
	}

	/** The idempotency key makes Stripe return the first intent of an attempt again. */
	#createIntent(charge: Charge): Promise<Stripe.PaymentIntent> {
		const automatic_payment_methods = { enabled: true, allow_redirects: "never" } as const;
		const intent = { amount: charge.amount, currency: CURRENCY, automatic_payment_methods, metadata: metadataOf(charge) };
		return this.#stripe.paymentIntents.create(intent, { idempotencyKey: charge.id });
	}

	async #confirm(intentId: string, charge: Charge, token: string): Promise<ProviderResult> {
		// The customer is not present for a second factor, so a card that requires one is declined.
		const params = { payment_method: token, error_on_requires_action: true };
		try {
			return resultOf(await this.#stripe.paymentIntents.confirm(intentId, params, { idempotencyKey: `${charge.id}/confirm` }));
		} catch (error) {
			const intent = intentIn(error);
			if (intent) return resultOf(intent);
			this.#warn(charge, error);
			const isRefused = error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError;
			return { outcome: isRefused ? "declined" : "unknown", reference: intentId };
		}
	}

	/**
	 * Creating the intent again returns the existing one, or a new one that is then closed. Stripe forgets idempotency
	 * keys after a day. By then the search, which lags by minutes, finds the first intent.
	 */
	async #find(charge: Charge): Promise<string> {
		const created = await this.#createIntent(charge);
		const found = await this.#stripe.paymentIntents.search({ query: `metadata["attemptId"]:"${charge.id}"` });
		return (found.data.find(({ id }) => id !== created.id) ?? created).id;
	}

	/** A cancelled intent can never be confirmed. If a confirmation came first, Stripe's error contains its result. */
	async #close(intentId: string): Promise<ProviderResult> {
		try {
			return resultOf(await this.#stripe.paymentIntents.cancel(intentId));
		} catch (error) {
			const intent = intentIn(error);
			if (intent) return resultOf(intent);
			throw error;
		}
	}

	#warn({ id }: Charge, error: unknown): void {
		this.#account.warn(`Stripe failed for charge ${id}: ${(error as Error).message}`);
	}

	/** Each retry has a new idempotency key, because Stripe would repeat the earlier failure. */
	#createRefund(charge: Charge, payment_intent: string, amount: number, previous: number): Promise<Stripe.Refund> {
		const idempotencyKey = `${charge.id}/refund${previous > 0 ? `/${previous + 1}` : ""}`;
		return this.#stripe.refunds.create({ payment_intent, amount, metadata: metadataOf(charge) }, { idempotencyKey });
	}
}
