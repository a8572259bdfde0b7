import type { Context, ServiceSchema } from "moleculer";
import type { Level, OrderSnapshot } from "../../lib/catalogue.ts";
import { config } from "../../lib/config.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { newId } from "../../lib/ids.ts";
import { instant, readInstant } from "../../lib/instant.ts";
import { showCancellation, showOrder } from "../../lib/order-view.ts";
import { orderId, someOf, text } from "../../lib/params.ts";
import { NotFound } from "../../lib/refusal.ts";
import { actor } from "../../mixins/actor.ts";
import type { Caller, CallMeta } from "../../mixins/guard.ts";
import { MAKERS, makerOf } from "./cancellation.ts";
import { type Cancelling, cancelling } from "./cancelling.ts";
import { draft, type OrderRequest } from "./draft.ts";
import type { KnownStore } from "./menu.ts";
import { CannotCancel, TooMuchAtOnce, UnknownStore } from "./order.errors.ts";
import { orderSubscriptions } from "./order.messages.ts";
import { cancelAnswers, noteStatus } from "./order.metrics.ts";
import { placeOrder } from "./order.params.ts";
import * as schema from "./order.schema.ts";
import { type Order, type OrderCommand, orderRules, TRANSITIONS } from "./order.ts";
import { show, showHeld } from "./order.view.ts";

type Call<Params> = Context<Params, CallMeta & { caller: Caller }>;

interface Methods extends Cancelling {
	asKnown(orderId: string, at: number): Promise<ReturnType<typeof show>>;
	levelFor(customerId: string, ctx: Call<unknown>): Promise<Level>;
}

/** What placing an order waits at most for the customer's level. */
const LEVEL_TIMEOUT = 300;
const secondsUntil = (at: number | null): number => Math.max(1, Math.ceil(((at ?? 0) - Date.now()) / 1000));

export default {
	name: "order",
	mixins: [
		actor<Order, OrderCommand>({
			name: "order",
			rules: orderRules,
			indexes: { customer: ["customerId", "status"], held: ["awaits"] },
			subscriptions: orderSubscriptions,
			onCommit: noteStatus,
			effects: {
				askMaker(this: Methods, { _id, state }) {
					return this.held.due(_id, makerOf(state));
				},
			},
			canRead: (caller, { customerId, riderId, storeId, submittedAt }) =>
				(caller !== undefined && [customerId, riderId].includes(caller.accountId)) ||
				(caller?.storeId === storeId && submittedAt !== null) ||
				caller?.roles.includes("operator") === true,
		}),
		cancelling,
	],
	actions: {
		place: {
			summary: "Places an order, at the prices and the fee of this moment",
			guard: ["customer"],
			params: placeOrder,
			returns: schema.order,
			refuses: schema.notToBePlaced,
			async handler(ctx: Call<OrderRequest>) {
				const { caller, idEnding } = ctx.meta;
				const id = newId("ord", idEnding);
				const placedBefore = idEnding ? await this.documents.load(id) : null;
				if (placedBefore) return show(placedBefore);
				if (this.broker.bus.backlog() > config.maxBacklog) throw new TooMuchAtOnce();
				const store = await ctx.call<KnownStore | null, { storeId: string }>("order-menu.of", { storeId: ctx.params.storeId });
				if (!store) throw new UnknownStore(ctx.params.storeId);
				const at = Date.now();
				const drafted = draft(ctx.params, {
					id,
					customerId: caller.accountId,
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
			summary: "Shows an order, now or as it was known at a time",
			guard: ["customer", "staff", "rider", "operator"],
			params: { $$strict: true, orderId, at: { ...instant, optional: true } },
			returns: schema.order,
			async handler(ctx: Call<{ orderId: string; at?: string }>) {
				const { at, orderId } = ctx.params;
				const until = at === undefined ? undefined : readInstant(at, "at");
				const order = await this.read(orderId, ctx);
				return until === undefined ? show(order) : this.asKnown(orderId, until);
			},
		},
		list: {
			summary: "Lists the caller's orders, newest first; `status` takes several, with commas",
			guard: ["customer"],
			params: { $$strict: true, status: { ...someOf(Object.keys(TRANSITIONS)), optional: true }, ...pageParams },
			returns: schema.orders,
			async handler(ctx: Call<{ status?: string } & PageParams>) {
				const { status } = ctx.params;
				const where = { customerId: ctx.meta.caller.accountId, ...(status === undefined ? undefined : { status: status.split(",") }) };
				return this.list({ where, order: "descending" }, ctx.params, show);
			},
		},
		cancel: {
			summary: "Asks for the order to be cancelled",
			guard: ["customer"],
			params: { $$strict: true, orderId, reason: { ...text(500), optional: true } },
			returns: schema.cancellation,
			refuses: schema.notToBeCancelled,
			mayBeOpen: true,
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
			summary: "Shows what became of the wish to cancel",
			guard: ["customer", "staff", "operator"],
			params: { $$strict: true, orderId },
			returns: schema.cancellation,
			async handler(ctx: Call<{ orderId: string }>) {
				const { cancellation } = (await this.read(ctx.params.orderId, ctx)).state;
				if (!cancellation) throw new NotFound("cancellation");
				return showCancellation(cancellation);
			},
		},
		takeBack: {
			summary: "Pays a completed order back and takes back its score, once",
			guard: ["staff", "operator"],
			params: { $$strict: true, orderId, reason: text(500) },
			returns: schema.order,
			refuses: schema.notToBeTakenBack,
			async handler(ctx: Call<{ orderId: string; reason: string }>) {
				return show(await this.send(ctx.params.orderId, { type: "takeBack", reason: ctx.params.reason }, ctx));
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
				return found && orderRules.snapshot?.(found.state);
			},
		},
	},
	methods: {
		async asKnown(orderId: string, at: number) {
			const then = await this.broker.call<{ said: OrderSnapshot; version: number } | null, object>("event-log.orderAt", { orderId, at });
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
	},
} satisfies ServiceSchema<object, Methods, object>;
