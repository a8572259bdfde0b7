import type { Context, ServiceSchema } from "moleculer";
import type { Cancellation, Level, OrderSaid } from "../../lib/catalogue.ts";
import { config } from "../../lib/config.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { newId } from "../../lib/ids.ts";
import { instant, readInstant } from "../../lib/instant.ts";
import { showCancellation, showOrder } from "../../lib/order-view.ts";
import { orderId, text } from "../../lib/params.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { Caller, CallMeta } from "../../mixins/guard.ts";
import { MAKERS, type MakerAnswer, makerOf } from "./cancellation.ts";
import { draft, type OrderRequest } from "./draft.ts";
import { HeldCancellations } from "./held.ts";
import type { KnownStore } from "./menu.ts";
import { CannotCancel, MakerMustDecide, TooMuchAtOnce, UnknownStore } from "./order.errors.ts";
import { orderListens } from "./order.messages.ts";
import { cancelAnswers, publishBreakers, publishHeld } from "./order.metrics.ts";
import { placeOrder } from "./order.params.ts";
import { type Order, type OrderCommand, orderRules } from "./order.ts";
import { show, showHeld } from "./order.view.ts";

type Call<Params> = Context<Params, CallMeta & { caller: Caller }>;

interface Methods extends ActorMethods<Order, OrderCommand> {
	asKnown(orderId: string, at: number): Promise<ReturnType<typeof show>>;
	cancel(id: string, reason: string | null, ctx: Call<unknown>): Promise<Cancellation>;
	levelFor(customerId: string, ctx: Call<unknown>): Promise<Level>;
	askMaker(order: Order): Promise<MakerAnswer>;
	askAgain(id: string): Promise<boolean>;
	tellOrAsk(id: string, reason: string | null, ctx: Call<unknown>): Promise<ActorDocument<Order>>;
	makersMayBeBack(): void;
	held: HeldCancellations;
}

/** Each of these may mean that a maker can be asked again. */
function seesMakers(this: Methods) {
	this.makersMayBeBack();
}

/** What placing an order waits at most for the customer's level. */
const LEVEL_TIMEOUT = 300;
/** What a customer waits at most before the cancellation is held. */
const ASK_TIMEOUT = 800;
/** Longer and longer, and never all at the same moment. */
const askAgainAfter = (attempts: number): number => Math.round(Math.min(500 * 2 ** attempts, 15_000) * (0.6 + 0.4 * Math.random()));

const secondsUntil = (at: number | null): number => Math.max(1, Math.ceil(((at ?? 0) - Date.now()) / 1000));

export default {
	name: "order",
	mixins: [
		actor<Order, OrderCommand>({
			name: "order",
			rules: orderRules,
			indexes: { customer: ["customerId", "status"], held: ["awaits"] },
			listens: orderListens,
			effects: {
				askMaker(this: Methods, { _id, state }) {
					return this.held.due(_id, makerOf(state));
				},
			},
			sees: (caller, { customerId, riderId, storeId, submittedAt }) =>
				(caller !== undefined && [customerId, riderId].includes(caller.accountId)) ||
				(caller?.storeId === storeId && submittedAt !== null) ||
				caller?.roles.includes("operator") === true,
		}),
	],
	actions: {
		place: {
			guard: ["customer"],
			params: placeOrder,
			async handler(ctx: Call<OrderRequest>) {
				if (this.broker.bus.backlog() > config.maxBacklog) throw new TooMuchAtOnce();
				const store = await ctx.call<KnownStore | null, { storeId: string }>("order-menu.of", { storeId: ctx.params.storeId });
				if (!store) throw new UnknownStore(ctx.params.storeId);
				const at = Date.now();
				const drafted = draft(ctx.params, {
					id: newId("ord"),
					customerId: ctx.meta.caller.accountId,
					level: "Iron",
					store,
					tariff: config,
					secret: config.secret,
					at,
					payBy: at + config.paymentExpirySeconds * 1000,
				});
				// Asked last, because asking counts: what is refused above is not the customer's last order.
				const order = { ...drafted, level: await this.levelFor(drafted.customerId, ctx) };
				return show(await this.create(order.id, { type: "place", order }, ctx));
			},
		},
		get: {
			guard: ["customer", "staff", "rider", "operator"],
			params: { $$strict: true, orderId, at: { ...instant, optional: true } },
			async handler(ctx: Call<{ orderId: string; at?: string }>) {
				const { at, orderId } = ctx.params;
				const until = at === undefined ? undefined : readInstant(at, "at");
				const order = await this.read(orderId, ctx);
				return until === undefined ? show(order) : this.asKnown(orderId, until);
			},
		},
		list: {
			guard: ["customer"],
			params: { $$strict: true, status: { type: "string", max: 200, optional: true }, ...pageParams },
			async handler(ctx: Call<{ status?: string } & PageParams>) {
				const { status } = ctx.params;
				const where = { customerId: ctx.meta.caller.accountId, ...(status === undefined ? undefined : { status: status.split(",") }) };
				return this.list({ where, order: "descending" }, ctx.params, show);
			},
		},
		cancel: {
			guard: ["customer"],
			params: { $$strict: true, orderId, reason: { ...text(500), optional: true } },
			async handler(ctx: Call<{ orderId: string; reason?: string }>) {
				const cancellation = await this.cancel(ctx.params.orderId, ctx.params.reason ?? null, ctx).catch((error) => {
					if (error instanceof CannotCancel) cancelAnswers.inc({ outcome: "refused" });
					throw error;
				});
				cancelAnswers.inc({ outcome: cancellation.status });
				if (cancellation.status === "held") ctx.meta.pending = { retryAfter: secondsUntil(cancellation.nextAttemptAt) };
				return showCancellation(cancellation);
			},
		},
		cancellation: {
			guard: ["customer", "staff", "operator"],
			params: { $$strict: true, orderId },
			async handler(ctx: Call<{ orderId: string }>) {
				const { cancellation } = (await this.read(ctx.params.orderId, ctx)).state;
				if (!cancellation) throw new NotFound("cancellation");
				return showCancellation(cancellation);
			},
		},
		takeBack: {
			guard: ["staff", "operator"],
			params: { $$strict: true, orderId, reason: text(500) },
			async handler(ctx: Call<{ orderId: string; reason: string }>) {
				return show(await this.tell(ctx.params.orderId, { type: "takeBack", reason: ctx.params.reason }, ctx));
			},
		},
		/** Cancellations that wait for their makers, as they came. */
		held: {
			guard: "internal",
			params: { $$strict: true, limit: "number" },
			async handler(ctx: Call<{ limit: number }>) {
				return (await this.documents.page({ where: { awaits: [...MAKERS] }, ...ctx.params })).map(({ state }) => showHeld(state));
			},
		},
		/** The order as its messages show it, for a service that is asked before it has heard. */
		said: {
			guard: "internal",
			params: { $$strict: true, orderId: "string" },
			async handler(ctx: Call<{ orderId: string }>) {
				const found = await this.documents.load(ctx.params.orderId);
				return found && orderRules.tells?.(found.state);
			},
		},
	},
	events: {
		"$services.changed": seesMakers,
		"$node.connected": seesMakers,
		"$circuit-breaker.half-opened": seesMakers,
		"$circuit-breaker.closed": seesMakers,
	},
	methods: {
		async asKnown(orderId: string, at: number) {
			const then = await this.broker.call<{ said: OrderSaid; version: number } | null, object>("event-log.orderAt", { orderId, at });
			if (!then) throw new NotFound("order at that time");
			return showOrder(then.said, then.version);
		},
		/** The last order's level while the customer's own cannot be had. */
		async levelFor(customerId: string, ctx: Call<unknown>) {
			try {
				return await ctx.call<Level, object>("customer-level.check", { customerId }, { timeout: LEVEL_TIMEOUT, retries: 0 });
			} catch (error) {
				this.logger.debug(`The level of ${customerId} is the last known: ${(error as Error).message}`);
				const [last] = await this.documents.page({ where: { customerId }, order: "descending", limit: 1 });
				return last?.state.level ?? "Iron";
			}
		},
		/** Decided by the order where it can, else by its maker, else held. */
		async cancel(id: string, reason: string | null, ctx: Call<unknown>) {
			const { cancellation } = (await this.tellOrAsk(id, reason, ctx)).state;
			if (!cancellation || cancellation.status === "refused") throw new CannotCancel(id, cancellation?.code ?? "order_cancelled");
			return cancellation;
		},
		async tellOrAsk(id: string, reason: string | null, ctx: Call<unknown>) {
			try {
				return await this.tell(id, { type: "cancel", reason }, ctx);
			} catch (error) {
				if (!(error instanceof MakerMustDecide)) throw error;
			}
			const answer = await this.askMaker((await this.read(id)).state);
			return this.tell(id, { type: "cancel", reason, answer }, ctx);
		},
		async askMaker(order: Order): Promise<MakerAnswer> {
			const { cancellation, customerId, id: orderId, storeId } = order;
			const action = `${makerOf(order)}.cancel`;
			try {
				return await this.broker.call<MakerAnswer, object>(action, { orderId, storeId, customerId }, { timeout: ASK_TIMEOUT });
			} catch (error) {
				this.logger.debug(`${action} of ${orderId} is held: ${(error as Error).message}`);
				return { kind: "unreachable", nextAttemptAt: Date.now() + askAgainAfter(cancellation?.attempts ?? 0) };
			}
		},
		async askAgain(id: string) {
			const { state } = await this.read(id);
			if (!state.awaits) return true;
			const answer = await this.askMaker(state);
			await this.tell(id, { type: "makerAnswered", answer });
			return answer.kind !== "unreachable";
		},
		/** Only the cancellations that are held now, and only of makers that are in sight. */
		makersMayBeBack() {
			for (const maker of MAKERS.filter((name) => this.broker.registry.actions.isAvailable(`${name}.cancel`)))
				this.held.release(maker).catch((error: Error) => this.logger.warn(`Held cancellations are taken up later: ${error.message}`));
		},
	},
	created() {
		this.held = new HeldCancellations(this);
		publishBreakers(this.broker);
		publishHeld(() => this.held.requestTimes());
	},
} satisfies ServiceSchema<object, Methods, object>;
