import type { OrderSnapshot } from "../../contracts/order.ts";
import { type StoreSnapshot, store } from "../../contracts/store.ts";
import {
	type StoreOrderMessage,
	type StoreOrderStatus,
	type StoreOrder as StoreOrderView,
	storeOrder,
	storeOrderMessages,
} from "../../contracts/store-order.ts";
import { isStaffOf } from "../../lib/auth/caller.ts";
import { type Ctx, call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { openingAt } from "../../lib/domain/hours/opening-hours.ts";
import { preparation } from "../../lib/domain/preparation-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { daysOfOrderParts } from "../../mixins/retention.ts";
import { stagesOf } from "./board.ts";
import { recordReady } from "./ready-time.ts";
import { isFinal, queuedAt, type StoreFacts, type StoreOrder, type StoreOrderCommand, storeOrderRules } from "./store-order.ts";
import { show } from "./store-order.view.ts";

/** How long a computed queue length is reused; ms. */
const QUEUE_MAX_AGE = 1_000;

/** A scheduled order may come while nobody is there to answer. */
const opensIn = (settings: StoreSnapshot | null, now: number): number =>
	settings ? (openingAt(settings, now, config.timeZone).opensAt ?? now) - now : 0;

interface Methods extends ActorMethods<StoreOrder, StoreOrderCommand> {
	facts(order: Received): Promise<StoreFacts>;
	queueMs(storeId: string): Promise<number>;
	readOnBoard(params: { storeId: string; orderId: string }, ctx: Ctx): Promise<StoreOrder>;
	showWithStages(document: ActorDocument<StoreOrder>): Promise<StoreOrderView>;
	queues: Map<string, { at: number; ms: Promise<number> }>;
}

type Received = Pick<OrderSnapshot, "storeId" | "lines" | "kind" | "for"> & { readyAt: number | null };

const follow = (order: OrderSnapshot): [string, StoreOrderCommand] | undefined =>
	order.submittedAt === null ? undefined : [order.id, { type: "follow", order, collectSeconds: config.collectSeconds }];

export default {
	name: "store-order",
	mixins: [
		contracted(storeOrder),
		actor<StoreOrder, StoreOrderCommand, StoreOrderMessage>({
			name: "store-order",
			rules: storeOrderRules,
			retention: { days: daysOfOrderParts, isOver: isFinal },
			messages: storeOrderMessages,
			createdByMessage: true,
			indexes: { board: ["storeId", "status"] },
			subscriptions: {
				async "order.submitted"(this: Methods, order) {
					if (order.status !== "submitted") return follow(order);
					return [order.id, { type: "receive", order, ...(await this.facts({ ...order, readyAt: order.promise.readyAt })) }];
				},
				"order.preparing": follow,
				"order.ready": (order, { at, republished }) => {
					if (!republished) recordReady(order.promise.readyAt, at);
					return follow(order);
				},
				"order.departed": follow,
				"order.completed": follow,
				"order.cancelled": follow,
			},
			canRead: (caller, { storeId }) => isStaffOf(caller, storeId),
		}),
	],
	metadata: { reads: ["queue"] },
	actions: {
		async list(ctx) {
			const { storeId, status } = ctx.params;
			const where = { storeId, ...(status === undefined ? undefined : { status: status.split(",") as StoreOrderStatus[] }) };
			const { items, nextCursor } = await this.list({ where, order: "descending" }, ctx.params, (document) => document);
			const stages = await stagesOf(
				this.broker,
				items.map(({ state }) => state),
			);
			return { items: items.map((document) => show(document, stages(document.state))), nextCursor };
		},
		async accept(ctx) {
			const { order, orderId, storeId, ...found } = await this.readOnBoard(ctx.params, ctx);
			const { auto, readyAt } = await this.facts({ ...order, storeId, readyAt: found.readyAt });
			return this.showWithStages(await this.send(orderId, { type: "accept", auto, readyAt }, ctx));
		},
		async reject(ctx) {
			const { orderId } = await this.readOnBoard(ctx.params, ctx);
			return this.showWithStages(await this.send(orderId, { type: "reject", reason: ctx.params.reason }, ctx));
		},
		async collect(ctx) {
			const { orderId } = await this.readOnBoard(ctx.params, ctx);
			return this.showWithStages(await this.send(orderId, { type: "collect" }, ctx));
		},
		async queue(ctx) {
			return this.queueMs(ctx.params.storeId);
		},
	},
	methods: {
		/** An order of another store is not found. The guard limits staff to their own store; operators may name any. */
		async readOnBoard({ orderId, storeId }: { storeId: string; orderId: string }, ctx: Ctx) {
			const { state } = await this.read(orderId, ctx);
			if (state.storeId !== storeId) throw new NotFound("order");
			return state;
		},
		async showWithStages(document: ActorDocument<StoreOrder>) {
			const stages = await stagesOf(this.broker, [document.state]);
			return show(document, stages(document.state));
		},
		async facts({ for: scheduledFor, kind, lines, readyAt, storeId }: Received): Promise<StoreFacts> {
			const settings = await call(this.broker, store.settings, { storeId });
			const now = Date.now();
			const wait = (await this.queueMs(storeId)) + preparation(lines) + (settings?.extraMinutes ?? 0) * 60_000;
			return {
				accept: settings?.autoAccept ?? false,
				auto: { brew: settings?.autoBrew ?? false, dispatch: settings?.autoDispatch ?? false },
				readyAt: kind === "parcel" ? null : scheduledFor == null ? now + wait : readyAt,
				answerSeconds: Math.ceil((opensIn(settings, now) + config.storeAnswerSeconds * 1000) / 1000),
			};
		},
		queueMs(storeId: string): Promise<number> {
			const cached = this.queues.get(storeId);
			if (cached && Date.now() - cached.at < QUEUE_MAX_AGE) return cached.ms;
			const where = { storeId, status: ["accepted", "preparing"] };
			const ms = this.documents
				.list({ where, limit: 100 })
				.then((open) =>
					open
						.filter(({ state }) => (queuedAt(state) ?? 0) <= Date.now())
						.reduce((sum, { state }) => sum + preparation(state.order.lines), 0),
				);
			this.queues.set(storeId, { at: Date.now(), ms });
			return ms;
		},
	},
	created() {
		this.queues = new Map();
	},
} satisfies Implements<typeof storeOrder, Methods>;
