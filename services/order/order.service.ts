import type { Context, ServiceSchema } from "moleculer";
import { config } from "../../lib/config.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { newId } from "../../lib/ids.ts";
import { orderId, text } from "../../lib/params.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { Caller, CallMeta } from "../../mixins/guard.ts";
import { draft, type OrderRequest } from "./draft.ts";
import type { KnownStore } from "./menu.ts";
import { CannotCancel, MakerMustDecide, TooMuchAtOnce, UnknownStore } from "./order.errors.ts";
import { placeOrder } from "./order.params.ts";
import { type MakerAnswer, type Order, type OrderCommand, orderRules } from "./order.ts";
import { show, showCancellation } from "./order.view.ts";

type Call<Params> = Context<Params, CallMeta & { caller: Caller }>;

interface Methods extends ActorMethods<Order, OrderCommand> {
	cancel(id: string, reason: string | null, ctx?: Call<unknown>): Promise<ActorDocument<Order>>;
	askMaker(order: Order): Promise<MakerAnswer>;
}

/** What a customer waits at most before the cancellation is held. */
const ASK_TIMEOUT = 800;
const askAgainAfter = (attempts: number): number => Math.min(500 * 2 ** attempts, 15_000) * (0.75 + Math.random() / 2);

const secondsUntil = (at: number | null): number => Math.max(1, Math.ceil(((at ?? 0) - Date.now()) / 1000));

const paid = ({ orderId, status }: { orderId: string; status: Order["payment"]["status"] }): [string, OrderCommand] => [
	orderId,
	{ type: "payment", status },
];

export default {
	name: "order",
	mixins: [
		actor<Order, OrderCommand>({
			name: "order",
			rules: orderRules,
			indexes: { customer: ["customerId", "status"] },
			listens: {
				"payment.approved": paid,
				"payment.declined": paid,
				"payment.unknown": paid,
				"payment.expired": paid,
				"payment.collected": paid,
				"payment.refunded": paid,
				"payment.voided": paid,
				"store.received": ({ orderId, answerBy, readyAt }) => [orderId, { type: "submit", answerBy, readyAt }],
				"store.accepted": ({ orderId, auto, readyAt }) => [orderId, { type: "accept", auto, readyAt }],
				"store.rejected": ({ orderId, reason }) => [orderId, { type: "reject", reason: reason ?? "" }],
				"store.unanswered": ({ orderId }) => [orderId, { type: "giveUp" }],
				"store.collected": ({ orderId }) => [orderId, { type: "collect" }],
				"store.uncollected": ({ orderId }) => [orderId, { type: "leave" }],
				"brew.started": ({ orderId, status }) => [orderId, { type: status === "brewed" ? "finishBrewing" : "startBrewing" }],
				"brew.completed": ({ orderId }) => [orderId, { type: "finishBrewing" }],
				"brew.out_of_stock": ({ orderId }) => [orderId, { type: "runOut" }],
				"brew.cancelled": ({ orderId }) => [orderId, { type: "makerCancelled" }],
				"delivery.departed": ({ orderId, eta }) => [orderId, { type: "depart", deliveredBy: eta }],
				"delivery.delivered": ({ orderId }) => [orderId, { type: "deliver" }],
				"delivery.failed": ({ orderId }) => [orderId, { type: "fail" }],
				"delivery.cancelled": ({ orderId }) => [orderId, { type: "makerCancelled" }],
			},
			effects: {
				askMaker(this: Methods, { _id, state }) {
					return this.cancel(_id, state.cancellation?.reason ?? null);
				},
			},
			sees: (caller, { customerId, storeId, submittedAt }) =>
				caller?.accountId === customerId ||
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
				const order = draft(ctx.params, {
					id: newId("ord"),
					customerId: ctx.meta.caller.accountId,
					level: "Iron",
					store,
					tariff: config,
					secret: config.secret,
					at,
					payBy: at + config.paymentExpirySeconds * 1000,
				});
				return show(await this.create(order.id, { type: "place", order }, ctx));
			},
		},
		get: {
			guard: ["customer", "staff", "rider", "operator"],
			params: { $$strict: true, orderId },
			async handler(ctx: Call<{ orderId: string }>) {
				return show(await this.read(ctx.params.orderId, ctx));
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
				const { state } = await this.cancel(ctx.params.orderId, ctx.params.reason ?? null, ctx);
				const cancellation = state.cancellation!;
				if (cancellation.status === "refused") throw new CannotCancel(state.id, cancellation.code!);
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
		/** The order as its messages show it, for a service that is asked before it has heard. */
		said: {
			guard: "internal",
			params: { $$strict: true, orderId: "string" },
			async handler(ctx: Call<{ orderId: string }>) {
				return (await this.documents.load(ctx.params.orderId))?.state ?? null;
			},
		},
	},
	methods: {
		/** Decided by the order where it can, else by its maker, else held. */
		async cancel(id: string, reason: string | null, ctx?: Call<unknown>) {
			try {
				return await this.tell(id, { type: "cancel", reason }, ctx);
			} catch (error) {
				if (!(error instanceof MakerMustDecide)) throw error;
			}
			const { state } = await this.read(id);
			return this.tell(id, { type: "cancel", reason, answer: await this.askMaker(state) }, ctx);
		},
		async askMaker({ cancellation, customerId, id, kind, storeId }: Order): Promise<MakerAnswer> {
			const maker = kind === "parcel" ? "delivery.cancel" : "brew.cancel";
			try {
				return await this.broker.call<MakerAnswer, object>(maker, { orderId: id, storeId, customerId }, { timeout: ASK_TIMEOUT });
			} catch {
				return { kind: "unreachable", nextAttemptAt: Date.now() + askAgainAfter(cancellation?.attempts ?? 0) };
			}
		},
	},
} satisfies ServiceSchema<object, Methods, object>;
