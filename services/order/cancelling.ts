import type { ServiceSchema } from "moleculer";
import { brew } from "../../contracts/brew.ts";
import { delivery } from "../../contracts/delivery.ts";
import type { CancellationSnapshot as Cancellation } from "../../contracts/order.ts";
import { type Ctx, call } from "../../lib/broker/contract.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { ActorMethods } from "../../mixins/actor.ts";
import { MAKERS, type MakerAnswer, makerOf } from "./cancellation.ts";
import { HeldCancellations } from "./held.ts";
import { CannotCancel, MakerMustDecide } from "./order.errors.ts";
import { publishHeld } from "./order.metrics.ts";
import type { Order, OrderCommand } from "./order.ts";

export interface Cancelling extends ActorMethods<Order, OrderCommand> {
	cancel(id: string, reason: string | null, ctx: Ctx): Promise<Cancellation>;
	sendOrAsk(id: string, reason: string | null, ctx: Ctx): Promise<ActorDocument<Order>>;
	askMaker(order: Order): Promise<MakerAnswer>;
	askAgain(id: string): Promise<boolean>;
	makersMayBeBack(): void;
	held: HeldCancellations;
}

/** Both accept a CancelRequest and return a CancelAnswer. */
const CANCEL_ACTIONS = { brew: brew.cancel, delivery: delivery.cancel };

/** The longest that a customer waits before the cancellation is held. */
export const ASK_TIMEOUT = 800;
/** Exponential, with up to 40 % jitter. */
const askAgainAfter = (attempts: number): number => Math.round(Math.min(500 * 2 ** attempts, 15_000) * (0.6 + 0.4 * Math.random()));

function seesMakers(this: Cancelling): void {
	this.makersMayBeBack();
}

const schema = {
	/** Each of these may mean that a maker can be asked again. */
	events: {
		"$services.changed": seesMakers,
		"$node.connected": seesMakers,
		"$circuit-breaker.half-opened": seesMakers,
		"$circuit-breaker.closed": seesMakers,
	},
	methods: {
		/** Decided by the order where it can, else by its maker, else held. */
		async cancel(id: string, reason: string | null, ctx: Ctx) {
			const { cancellation } = (await this.sendOrAsk(id, reason, ctx)).state;
			if (!cancellation || cancellation.status === "refused") throw new CannotCancel(id, cancellation?.code ?? "order_cancelled");
			return cancellation;
		},
		async sendOrAsk(id: string, reason: string | null, ctx: Ctx) {
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
				return await call(this.broker, action, { orderId, storeId, customerId }, { timeout: ASK_TIMEOUT });
			} catch (error) {
				this.logger.debug(`${action.name} of ${orderId} is held: ${(error as Error).message}`);
				return { kind: "unreachable", nextAttemptAt: Date.now() + askAgainAfter(cancellation?.attempts ?? 0) };
			}
		},
		async askAgain(id: string) {
			const { state } = await this.read(id);
			if (!state.awaits) return true;
			const answer = await this.askMaker(state);
			await this.send(id, { type: "makerAnswered", answer });
			return answer.kind !== "unreachable";
		},
		/** Only the cancellations that are held now, and only of makers that are in sight. */
		makersMayBeBack() {
			for (const maker of MAKERS.filter((name) => this.broker.registry.actions.isAvailable(CANCEL_ACTIONS[name].name)))
				this.held.release(maker).catch((error: Error) => this.logger.warn(`Held cancellations are taken up later: ${error.message}`));
		},
	},
	created() {
		this.held = new HeldCancellations(this);
		publishHeld(() => this.held.requestTimes());
	},
} satisfies Omit<ServiceSchema<object, Cancelling, object>, "name">;

/** Asks the makers: at once for a customer who waits, and again for what is held. */
export const cancelling = schema as unknown as Partial<ServiceSchema>;
