import type { Service } from "moleculer";
import { type OrderSnapshot, order } from "../../contracts/order.ts";
import { payment, paymentMessages } from "../../contracts/payment.ts";
import { type Ctx, call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { StoreAdapter } from "../../lib/storage/adapter.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { daysOfOrderParts } from "../../mixins/retention.ts";
import { ProviderUnavailable } from "./payment.errors.ts";
import { concernsStore, isSettled, type Payment, type PaymentCommand, paymentRules, refusalOf } from "./payment.ts";
import { show } from "./payment.view.ts";
import { openProvider } from "./providers/open-provider.ts";
import { type Charge, type Provider, type ProviderResult, resultWithin } from "./providers/provider.ts";

/** Shorter than the time after which another node takes over a due timer, so that two nodes never call at once; ms. */
const PROVIDER_TIMEOUT = 2_000;

interface Methods extends ActorMethods<Payment, PaymentCommand> {
	adapter: StoreAdapter;
	provider: Provider;
	withPayment<T>(orderId: string, ctx: Ctx, act: () => Promise<T>): Promise<T>;
	recordResult(document: ActorDocument<Payment>, result: Promise<ProviderResult>, ctx?: Ctx): Promise<ActorDocument<Payment>>;
}

const chargeOf = ({ amount, attempt, method, orderId }: Payment): Charge => ({
	id: attempt!.id,
	orderId,
	amount,
	method: method!,
	reference: attempt!.reference,
});

const follow = (snapshot: OrderSnapshot): [string, PaymentCommand] => [snapshot.id, { type: "follow", order: snapshot }];

export default {
	name: "payment",
	mixins: [
		contracted(payment),
		actor({
			name: "payment",
			rules: paymentRules,
			messages: paymentMessages,
			retention: { days: daysOfOrderParts, isOver: isSettled },
			subscriptions: {
				"order.placed": follow,
				"order.completed": (snapshot) => (snapshot.payment.timing === "on_receipt" ? follow(snapshot) : undefined),
				"order.cancelled": follow,
				"order.rejected": follow,
				"order.refunded": follow,
			},
			effects: {
				lookUp(this: Methods, document) {
					return this.recordResult(document, this.provider.lookUp(chargeOf(document.state)));
				},
				refund(this: Methods, document) {
					return this.recordResult(document, this.provider.refund(chargeOf(document.state)));
				},
			},
			canRead: (caller, state) =>
				caller?.accountId === state.customerId ||
				(caller?.storeId === state.storeId && concernsStore(state)) ||
				caller?.roles.includes("operator") === true,
		}),
	],
	actions: {
		async get(ctx) {
			return show(await this.withPayment(ctx.params.orderId, ctx, () => this.read(ctx.params.orderId, ctx)));
		},
		/** Stores the attempt before calling the provider, so that it is looked up after a crash in between. */
		async pay(ctx) {
			const { method, orderId, token } = ctx.params;
			const started = await this.withPayment(orderId, ctx, () => this.send(orderId, { type: "begin", method }, ctx));
			if (started.state.status === "approved") return show(started);
			const paid = await this.recordResult(started, this.provider.charge(chargeOf(started.state), token), ctx);
			const refusal = refusalOf(paid.state) ?? (paid.state.attempt?.status === "unsent" ? new ProviderUnavailable(orderId) : undefined);
			if (refusal) throw refusal;
			if (paid.state.status === "unknown") ctx.meta.pending = { retryAfter: 1 };
			return show(paid);
		},
		/** Accepts notices about unknown orders as well, so that the provider does not repeat them. */
		async notice(ctx) {
			if (!this.provider.readWebhook) throw new NotFound("address");
			const notice = this.provider.readWebhook(ctx.params.body, ctx.params.signature);
			if (notice && (await this.documents.load(notice.orderId))) await this.send(notice.orderId, { type: "recordResult", ...notice });
			return { received: true };
		},
	},
	methods: {
		/** Runs `act`, after creating the payment if the order's message has not arrived yet. */
		async withPayment<T>(orderId: string, ctx: Ctx, act: () => Promise<T>) {
			try {
				return await act();
			} catch (error) {
				if (!(error instanceof NotFound)) throw error;
			}
			if (await this.documents.load(orderId)) return act();
			const snapshot = await call(ctx, order.snapshot, { orderId });
			if (!snapshot) throw new NotFound("payment");
			await this.create(orderId, { type: "follow", order: snapshot });
			return act();
		},
		async recordResult({ _id, state }: ActorDocument<Payment>, result: Promise<ProviderResult>, ctx?: Ctx) {
			const attemptId = state.attempt!.id;
			const settled = await resultWithin(PROVIDER_TIMEOUT, result, ({ message }) =>
				this.logger.warn(`The payment provider failed for attempt ${attemptId}: ${message}`),
			);
			return this.send(_id, { type: "recordResult", attemptId, ...settled }, ctx);
		},
	},
	/** Opened before due timers start, because they call the provider. */
	async afterConnected(this: Service & Methods) {
		this.provider = await openProvider(this.adapter, (text) => this.logger.warn(text));
	},
} satisfies Implements<typeof payment, Methods> & { afterConnected(): Promise<void> };
