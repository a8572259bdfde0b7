import type { Context, Service, ServiceSchema } from "moleculer";
import type { OrderSnapshot } from "../../lib/catalogue.ts";
import { iso } from "../../lib/iso.ts";
import { orderId, text } from "../../lib/params.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { StoreAdapter } from "../../lib/store/adapter.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { ProviderUnavailable } from "./payment.errors.ts";
import * as schema from "./payment.schema.ts";
import { concernsStore, METHODS, type Method, type Payment, type PaymentCommand, paymentRules, refusalOf } from "./payment.ts";
import { openProvider } from "./providers/open.ts";
import { type Answered, type Charge, heardWithin, type Provider } from "./providers/provider.ts";

/** Shorter than the time after which others take over what is due, so that nobody asks twice at once. */
const PROVIDER_TIMEOUT = 2_000;

type Call<Params = { orderId: string }> = Context<Params, CallMeta>;

interface Methods extends ActorMethods<Payment, PaymentCommand> {
	adapter: StoreAdapter;
	provider: Provider;
	/** Does something with a payment, even when its order is news here. */
	meeting<T>(ctx: Call, act: () => Promise<T>): Promise<T>;
	/** Tells what the provider answers. */
	heard(document: ActorDocument<Payment>, call: Promise<Answered>, ctx?: Call): Promise<ActorDocument<Payment>>;
}

const show = ({ state, version }: ActorDocument<Payment>) => {
	const { amount, attempts, method, orderId, refunded, status, timing, updatedAt } = state;
	return { orderId, timing, status, amount, refunded, method, attempts, updatedAt: iso(updatedAt), version };
};

const chargeOf = ({ amount, attempt, method, orderId }: Payment): Charge => ({
	id: attempt!.id,
	orderId,
	amount,
	method: method!,
	reference: attempt!.reference,
});

const follow = (order: OrderSnapshot): [string, PaymentCommand] => [order.id, { type: "follow", order }];

export default {
	name: "payment",
	mixins: [
		actor<Payment, PaymentCommand>({
			name: "payment",
			rules: paymentRules,
			subscriptions: {
				"order.placed": follow,
				"order.completed": (order) => (order.payment.timing === "on_receipt" ? follow(order) : undefined),
				"order.cancelled": follow,
				"order.rejected": follow,
				"order.taken_back": follow,
			},
			effects: {
				lookUp(this: Methods, document) {
					return this.heard(document, this.provider.lookUp(chargeOf(document.state)));
				},
				refund(this: Methods, document) {
					return this.heard(document, this.provider.refund(chargeOf(document.state)));
				},
			},
			canRead: (caller, payment) =>
				caller?.accountId === payment.customerId ||
				(caller?.storeId === payment.storeId && concernsStore(payment)) ||
				caller?.roles.includes("operator") === true,
		}),
	],
	actions: {
		get: {
			summary: "Shows an order's payment",
			guard: ["customer", "staff", "operator"],
			params: { $$strict: true, orderId },
			returns: schema.payment,
			async handler(ctx: Call) {
				return show(await this.meeting(ctx, () => this.read(ctx.params.orderId, ctx)));
			},
		},
		/** The attempt is stored before the provider is called, so that whatever happens in between, it will be looked up. */
		pay: {
			summary: "Pays an order; one that is paid already stays as it is",
			guard: ["customer"],
			params: { $$strict: true, orderId, method: { type: "enum", values: [...METHODS] }, token: text(500) },
			returns: schema.payment,
			refuses: schema.notToBePaid,
			mayBeOpen: true,
			async handler(ctx: Call<{ orderId: string; method: Method; token: string }>) {
				const { method, orderId, token } = ctx.params;
				const begun = await this.meeting(ctx, () => this.send(orderId, { type: "begin", method }, ctx));
				if (begun.state.status === "approved") return show(begun);
				const paid = await this.heard(begun, this.provider.charge(chargeOf(begun.state), token), ctx);
				const refusal = refusalOf(paid.state) ?? (paid.state.attempt?.status === "unsent" ? new ProviderUnavailable(orderId) : undefined);
				if (refusal) throw refusal;
				if (paid.state.status === "unknown") ctx.meta.pending = { retryAfter: 1 };
				return show(paid);
			},
		},
		/** Called by the provider, whose signature stands for a caller; what is news to nobody here is received all the same. */
		notice: {
			summary: "Takes the payment provider's word on an attempt, signed by it",
			guard: "anyone",
			params: { $$strict: true, body: "string", signature: "string" },
			returns: schema.received,
			refuses: ["bad_signature", "not_found"],
			async handler(ctx: Call<{ body: string; signature: string }>) {
				if (!this.provider.read) throw new NotFound("address");
				const notice = this.provider.read(ctx.params.body, ctx.params.signature);
				if (notice && (await this.documents.load(notice.orderId))) await this.send(notice.orderId, { type: "hear", ...notice });
				return { received: true };
			},
		},
	},
	methods: {
		async meeting<T>(ctx: Call, act: () => Promise<T>) {
			const { orderId } = ctx.params;
			try {
				return await act();
			} catch (error) {
				if (!(error instanceof NotFound)) throw error;
			}
			if (await this.documents.load(orderId)) return act();
			const order = await ctx.call<OrderSnapshot | null, { orderId: string }>("order.said", { orderId });
			if (!order) throw new NotFound("payment");
			await this.create(orderId, { type: "follow", order });
			return act();
		},
		async heard({ _id, state }: ActorDocument<Payment>, call: Promise<Answered>, ctx?: Call) {
			const attemptId = state.attempt!.id;
			const answered = await heardWithin(PROVIDER_TIMEOUT, call, ({ message }) => this.logger.warn(`${attemptId}: ${message}`));
			return this.send(_id, { type: "hear", attemptId, ...answered }, ctx);
		},
	},
	/** Before anything that is due can ask for it. */
	async afterConnected(this: Methods & Service) {
		this.provider = await openProvider(this.adapter, (text) => this.logger.warn(text));
	},
} satisfies ServiceSchema<object, Methods, object> & { afterConnected(): Promise<void> };
