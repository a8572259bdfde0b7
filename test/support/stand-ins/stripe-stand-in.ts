import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export const TOKENS = { ok: "pm_card_visa", declined: "pm_card_chargeDeclined", silent: "pm_silent", slow: "pm_slow" };

export interface ReceivedRequest {
	line: string;
	key: string | undefined;
	form: Record<string, string>;
}

interface Intent {
	id: string;
	object: "payment_intent";
	status: "requires_payment_method" | "processing" | "succeeded" | "canceled";
	amount: number;
	currency: string;
	metadata: { attemptId: string; orderId: string };
	last_payment_error: object | null;
}

interface Refund {
	id: string;
	object: "refund";
	status: "pending" | "succeeded" | "failed";
	amount: number;
	payment_intent: string;
}

interface Reply {
	status: number;
	body: object;
}

type Handle = (form: Record<string, string>, id: string) => Reply | "silence";

const ok = (body: object): Reply => ({ status: 200, body });
const error = (status: number, type: string, code: string, more: object = {}): Reply => ({
	status,
	body: { error: { type, code, message: code, ...more } },
});
const list = (data: object[]): Reply => ok({ object: "list", data, has_more: false });
const sum = (amounts: { amount: number }[]): number => amounts.reduce((total, { amount }) => total + amount, 0);

/** A local Stripe API for single charges: payment intents, refunds, idempotency keys and failures. Records its requests. */
export class StripeStandIn {
	readonly requests: ReceivedRequest[] = [];
	/** The response to all requests, if set. */
	broken: Reply | undefined;
	/** Called just before each request is handled. */
	onRequest: ((line: string) => void) | undefined;
	/** The status of new refunds. */
	refundStatus: Refund["status"] = "succeeded";
	readonly #server: Server = createServer((request, response) => void this.#receive(request, response));
	readonly #intents = new Map<string, Intent>();
	readonly #refunds: Refund[] = [];
	readonly #replies = new Map<string, { form: string; reply: Reply | "silence" }>();

	static async start(): Promise<StripeStandIn> {
		const bank = new StripeStandIn();
		await once(bank.#server.listen(0, "127.0.0.1"), "listening");
		return bank;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	get intents(): Intent[] {
		return [...this.#intents.values()];
	}

	async stop(): Promise<void> {
		this.#server.close();
		this.#server.closeAllConnections();
		await once(this.#server, "close");
	}

	/** Completes pending payments and refunds, as the bank would. */
	settle(): void {
		for (const intent of this.intents) if (intent.status === "processing") intent.status = "succeeded";
		for (const refund of this.#refunds) if (refund.status === "pending") refund.status = "succeeded";
	}

	/** Drops idempotency keys, as Stripe does after a day. */
	forgetKeys(): void {
		this.#replies.clear();
	}

	refundByHand(intent: string, amount: number): void {
		this.#refunds.push({ id: `re_${this.#refunds.length}`, object: "refund", status: "succeeded", amount, payment_intent: intent });
	}

	balance(orderId: string): { charged: number; refunded: number } {
		const charged = this.intents.filter(({ metadata, status }) => metadata.orderId === orderId && status === "succeeded");
		const ids = charged.map(({ id }) => id);
		const refunded = this.#refunds.filter(({ payment_intent, status }) => ids.includes(payment_intent) && status === "succeeded");
		return { charged: sum(charged), refunded: sum(refunded) };
	}

	async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url!, "http://stripe");
		const given = request.method === "GET" ? searchParams : new URLSearchParams(await text(request));
		const key = request.headers["idempotency-key"] as string | undefined;
		const received = { line: `${request.method} ${pathname}`, key, form: Object.fromEntries(given) };
		this.requests.push(received);
		this.onRequest?.(received.line);
		const reply = this.broken ?? this.#once(received);
		if (reply === "silence") return received.form.payment_method === TOKENS.slow ? undefined : void response.destroy();
		response.writeHead(reply.status, { "Content-Type": "application/json" }).end(JSON.stringify(reply.body));
	}

	#once({ form, key, line }: ReceivedRequest): Reply | "silence" {
		const known = key === undefined ? undefined : this.#replies.get(key);
		if (known && known.form !== line + JSON.stringify(form)) return error(400, "idempotency_error", "idempotency_key_mismatch");
		const reply = known?.reply ?? structuredClone(this.#handle(line, form));
		if (key !== undefined) this.#replies.set(key, { form: line + JSON.stringify(form), reply });
		return reply;
	}

	#handle(line: string, form: Record<string, string>): Reply | "silence" {
		const [, method, , id = "", verb = ""] = /^(\w+) \/v1\/(payment_intents|refunds)(?:\/(\w+))?(?:\/(\w+))?$/.exec(line) ?? [];
		const handlers: Record<string, Handle> = {
			"POST /v1/payment_intents": this.#create,
			"GET /v1/payment_intents/search": this.#search,
			"GET /v1/refunds": ({ payment_intent }) => list(this.#refunds.filter((refund) => refund.payment_intent === payment_intent)),
			"POST /v1/refunds": this.#refund,
			"POST confirm": this.#confirm,
			"POST cancel": this.#cancel,
			"GET ": (_, found) => ok(this.#intents.get(found)!),
		};
		return (handlers[line] ?? handlers[`${method} ${verb}`])!(form, id);
	}

	#create: Handle = (form) => {
		const metadata = { attemptId: form["metadata[attemptId]"]!, orderId: form["metadata[orderId]"]! };
		const id = `pi_${this.#intents.size + 1}`;
		const { amount, currency } = form;
		const status = "requires_payment_method";
		const intent: Intent = {
			id,
			object: "payment_intent",
			status,
			amount: Number(amount),
			currency: currency!,
			metadata,
			last_payment_error: null,
		};
		this.#intents.set(id, intent);
		return ok(intent);
	};

	#search: Handle = ({ query }) => list(this.intents.filter(({ metadata }) => query === `metadata["attemptId"]:"${metadata.attemptId}"`));

	#confirm: Handle = ({ payment_method }, id) => {
		const intent = this.#intents.get(id)!;
		if (intent.status !== "requires_payment_method") return this.#refuse(intent);
		if (!Object.values(TOKENS).includes(payment_method!)) return error(400, "invalid_request_error", "resource_missing");
		if (payment_method === TOKENS.silent || payment_method === TOKENS.slow) {
			intent.status = "processing";
			return "silence";
		}
		if (payment_method === TOKENS.ok) return ok(Object.assign(intent, { status: "succeeded" }));
		intent.last_payment_error = { code: "card_declined" };
		return error(402, "card_error", "card_declined", { payment_intent: intent });
	};

	#cancel: Handle = (_, id) => {
		const intent = this.#intents.get(id)!;
		return intent.status === "requires_payment_method" ? ok(Object.assign(intent, { status: "canceled" })) : this.#refuse(intent);
	};

	#refuse = (payment_intent: Intent): Reply => error(400, "invalid_request_error", "payment_intent_unexpected_state", { payment_intent });

	#refund: Handle = ({ amount, payment_intent }) => {
		const refunded = sum(this.#refunds.filter((refund) => refund.payment_intent === payment_intent && refund.status !== "failed"));
		const intent = this.#intents.get(payment_intent!)!;
		const isAccepted = intent.status === "succeeded" && refunded + Number(amount) <= intent.amount;
		if (!isAccepted) return error(400, "invalid_request_error", "charge_already_refunded");
		const status = this.refundStatus;
		const refund: Refund = {
			id: `re_${this.#refunds.length}`,
			object: "refund",
			status,
			amount: Number(amount),
			payment_intent: intent.id,
		};
		this.#refunds.push(refund);
		return ok(refund);
	};
}
