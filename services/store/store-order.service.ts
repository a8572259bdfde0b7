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
import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument, Query } from "../../lib/storage/actor-store.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { daysOfOrderParts } from "../../mixins/retention.ts";
import { stagesOf } from "./board.ts";
import { RECENT } from "./queue/ready-estimate.ts";
import { enqueue, promiseOf, queueOf, type StoreQueue, waitOf } from "./queue/store-queue.ts";
import { recordReady } from "./ready-time.ts";
import { isFinal, type StoreFacts, type StoreOrder, type StoreOrderCommand, storeOrderRules } from "./store-order.ts";
import { show } from "./store-order.view.ts";

/** Orders that a queue is read from. */
const MAX_OPEN = 300;
/** How long a queue is reused; ms. */
const QUEUE_MAX_AGE = 1_000;

/** A scheduled order may come while nobody is there to answer. */
const opensIn = (settings: StoreSnapshot | null, now: number): number =>
	settings ? (openingAt(settings, now, config.timeZone).opensAt ?? now) - now : 0;

interface Methods extends ActorMethods<StoreOrder, StoreOrderCommand> {
	facts(order: Received): Promise<StoreFacts>;
	queueOf(storeId: string): Promise<StoreQueue>;
	readOnBoard(params: { storeId: string; orderId: string }, ctx: Ctx): Promise<StoreOrder>;
	showWithStages(document: ActorDocument<StoreOrder>): Promise<StoreOrderView>;
	queues: Map<string, { at: number; queue: Promise<StoreQueue> }>;
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
			return waitOf(await this.queueOf(ctx.params.storeId), Date.now());
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
			const queue = await this.queueOf(storeId);
			const accept = settings?.autoAccept ?? false;
			const promised = scheduledFor == null ? promiseOf(lines, queue, settings, { at: now, timeZone: config.timeZone }) : readyAt;
			if (accept && scheduledFor == null && promised !== null) enqueue(queue, lines, promised, now);
			return {
				accept,
				auto: { brew: settings?.autoBrew ?? false, dispatch: settings?.autoDispatch ?? false },
				readyAt: kind === "parcel" ? null : promised,
				answerSeconds: Math.ceil((opensIn(settings, now) + config.storeAnswerSeconds * 1000) / 1000),
			};
		},
		queueOf(storeId: string): Promise<StoreQueue> {
			const cached = this.queues.get(storeId);
			if (cached && Date.now() - cached.at < QUEUE_MAX_AGE) return cached.queue;
			const states = async (status: StoreOrderStatus[], query: Pick<Query, "limit" | "order">) =>
				(await this.documents.list({ where: { storeId, status }, ...query })).map(({ state }) => state);
			const queue = Promise.all([
				states(["accepted", "preparing"], { limit: MAX_OPEN }),
				states(["ready", "in_transit", "completed"], { limit: RECENT, order: "descending" }),
			]).then(([accepted, made]) => queueOf(accepted, made, Date.now()));
			this.queues.set(storeId, { at: Date.now(), queue });
			return queue;
		},
	},
	created() {
		this.queues = new Map();
	},
} satisfies Implements<typeof storeOrder, Methods>;
