import type { Context, ServiceSchema } from "moleculer";
import type { KnownStore } from "./menu.ts";
import { config } from "../../lib/config.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { newId } from "../../lib/ids.ts";
import { orderId } from "../../lib/params.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { CallMeta, Caller } from "../../mixins/guard.ts";
import { draft, type OrderRequest } from "./draft.ts";
import { type Order, type OrderCommand, orderRules } from "./order.ts";
import { TooMuchAtOnce, UnknownStore } from "./order.errors.ts";
import { placeOrder } from "./order.params.ts";
import { show } from "./order.view.ts";

type Call<Params> = Context<Params, CallMeta & { caller: Caller }>;

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
				"store.received": ({ orderId, answerBy }) => [orderId, { type: "submit", answerBy }],
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
					deliveryFee: 0,
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
	},
} satisfies ServiceSchema<object, ActorMethods<Order, OrderCommand>, object>;
