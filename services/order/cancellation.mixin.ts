import type { ServiceSchema } from "moleculer";
import { brew } from "../../contracts/brew.ts";
import { delivery } from "../../contracts/delivery.ts";
import type { CancellationSnapshot as Cancellation } from "../../contracts/order.ts";
import { type Ctx, call } from "../../lib/broker/contract.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { ActorMethods } from "../../mixins/actor.ts";
import { MAKERS, type MakerAnswer, makerOf } from "./cancellation.ts";
import { HeldCancellations } from "./held-cancellations.ts";
import { CannotCancel, MakerMustDecide } from "./order.errors.ts";
import { publishHeldGauges } from "./order.metrics.ts";
import type { Order, OrderCommand } from "./order.ts";

export interface CancellationMethods extends ActorMethods<Order, OrderCommand> {
	cancel(id: string, reason: string | null, ctx: Ctx): Promise<Cancellation>;
	sendCancel(id: string, reason: string | null, ctx: Ctx): Promise<ActorDocument<Order>>;
	askMaker(order: Order): Promise<MakerAnswer>;
	askAgain(id: string): Promise<boolean>;
	releaseHeld(): void;
	held: HeldCancellations;
}

/** Both take a CancelRequest and return a CancelAnswer. */
const CANCEL_ACTIONS = { brew: brew.cancel, delivery: delivery.cancel };

/** The longest that a customer waits for the maker before the cancellation is held; ms. */
export const MAKER_TIMEOUT = 800;
/** Exponential backoff, with up to 40 % jitter. */
const retryDelay = (attempts: number): number => Math.round(Math.min(500 * 2 ** attempts, 15_000) * (0.6 + 0.4 * Math.random()));

function releaseHeld(this: CancellationMethods): void {
	this.releaseHeld();
}

const schema = {
	/** Each of these events may mean that a maker is available again. */
	events: {
		"$services.changed": releaseHeld,
		"$node.connected": releaseHeld,
		"$circuit-breaker.half-opened": releaseHeld,
		"$circuit-breaker.closed": releaseHeld,
	},
	methods: {
		/** The order decides if it can, otherwise its maker; the cancellation is held if the maker does not answer. */
		async cancel(id: string, reason: string | null, ctx: Ctx) {
			const { cancellation } = (await this.sendCancel(id, reason, ctx)).state;
			if (!cancellation || cancellation.status === "refused") throw new CannotCancel(id, cancellation?.code ?? "order_cancelled");
			return cancellation;
		},
		async sendCancel(id: string, reason: string | null, ctx: Ctx) {
			try {
				return await this.send(id, { type: "cancel", reason }, ctx);
			} catch (error) {
				if (!(error instanceof MakerMustDecide)) throw error;
			}
			const answer = await this.askMaker((await this.read(id)).state);
			return this.send(id, { type: "cancel", reason, answer }, ctx);
		},
		async askMaker(order: Order): Promise<MakerAnswer> {
			const { cancellation, customerId, id: orderId, storeId } = order;
			const action = CANCEL_ACTIONS[makerOf(order)];
			try {
				return await call(this.broker, action, { orderId, storeId, customerId }, { timeout: MAKER_TIMEOUT });
			} catch (error) {
				this.logger.debug(`Cancellation of order ${orderId} is held, ${action.name} failed: ${(error as Error).message}`);
				return { kind: "unreachable", nextAttemptAt: Date.now() + retryDelay(cancellation?.attempts ?? 0) };
			}
		},
		async askAgain(id: string) {
			const { state } = await this.read(id);
			if (!state.awaits) return true;
			const answer = await this.askMaker(state);
			await this.send(id, { type: "makerAnswered", answer });
			return answer.kind !== "unreachable";
		},
		/** Only makers that the registry lists as available are asked. */
		releaseHeld() {
			for (const maker of MAKERS.filter((name) => this.broker.registry.actions.isAvailable(CANCEL_ACTIONS[name].name)))
				this.held
					.release(maker)
					.catch((error: Error) => this.logger.warn(`Retrying held cancellations failed, they stay held: ${error.message}`));
		},
	},
	created() {
		this.held = new HeldCancellations(this);
		publishHeldGauges(() => this.held.requestTimes());
	},
} satisfies Omit<ServiceSchema<object, CancellationMethods, object>, "name">;

/** Asks makers whether an order can be cancelled: at once for a waiting customer, and again for held cancellations. */
export const cancellationMixin = schema as unknown as Partial<ServiceSchema>;
