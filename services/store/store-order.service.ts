import type { Context, ServiceSchema } from "moleculer";
import type { OrderSnapshot } from "../../lib/catalogue.ts";
import { config } from "../../lib/config.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { iso, isoOrNull } from "../../lib/iso.ts";
import { orderId, slug, someOf, text } from "../../lib/params.ts";
import { preparation } from "../../lib/preparation.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { type Stages, stagesOf } from "./board.ts";
import { noteReady } from "./promise.ts";
import * as schema from "./store.schema.ts";
import type { Store } from "./store.ts";
import {
	type StoreFacts,
	type StoreOrder,
	type StoreOrderCommand,
	type StoreOrderStatus,
	storeOrderRules,
	TRANSITIONS,
} from "./store-order.ts";

const STAFF = ["staff", "operator"] as const;
/** How long the sum of a store's queue is good enough for a promise. */
const QUEUE_MAX_AGE = 1_000;

type Call<Params = { storeId: string; orderId: string }> = Context<Params, CallMeta>;
const one = { $$strict: true, storeId: slug, orderId } as const;

interface Methods extends ActorMethods<StoreOrder, StoreOrderCommand> {
	facts(order: Pick<OrderSnapshot, "storeId" | "lines" | "kind">): Promise<StoreFacts>;
	queueMs(storeId: string): Promise<number>;
	/** One order, which must be on the board that the path names. */
	onBoard(ctx: Call): Promise<ActorDocument<StoreOrder>>;
	shown(document: ActorDocument<StoreOrder>): Promise<object>;
	queues: Map<string, { at: number; ms: Promise<number> }>;
}

const show = ({ state, version }: ActorDocument<StoreOrder>, stages: Stages) => {
	const { order, orderId, answerBy, collectBy, readyAt, updatedAt, auto: _, ...rest } = state;
	return {
		id: orderId,
		...rest,
		...order,
		...stages,
		createdAt: iso(order.createdAt),
		answerBy: isoOrNull(answerBy),
		collectBy: isoOrNull(collectBy),
		promise: { readyAt: isoOrNull(readyAt) },
		updatedAt: iso(updatedAt),
		version,
	};
};

const follow = (order: OrderSnapshot): [string, StoreOrderCommand] | undefined =>
	order.submittedAt === null ? undefined : [order.id, { type: "follow", order, collectSeconds: config.collectSeconds }];

export default {
	name: "store-order",
	mixins: [
		actor<StoreOrder, StoreOrderCommand>({
			name: "store-order",
			rules: storeOrderRules,
			createdByMessage: true,
			indexes: { board: ["storeId", "status"] },
			subscriptions: {
				async "order.submitted"(this: Methods, order) {
					return [order.id, { type: "receive", order, ...(await this.facts(order)) }];
				},
				"order.preparing": follow,
				"order.ready": (order, { at }) => {
					noteReady(order.promise.readyAt, at);
					return follow(order);
				},
				"order.departed": follow,
				"order.completed": follow,
				"order.cancelled": follow,
			},
			canRead: (caller, { storeId }) => caller?.storeId === storeId || caller?.roles.includes("operator") === true,
		}),
	],
	actions: {
		list: {
			summary: "Lists what a store has to answer, brew and hand over, newest first",
			guard: STAFF,
			ofStore: "storeId",
			params: { $$strict: true, storeId: slug, status: { ...someOf(Object.keys(TRANSITIONS)), optional: true }, ...pageParams },
			returns: schema.board,
			async handler(ctx: Call<{ storeId: string; status?: string } & PageParams>) {
				const { storeId, status } = ctx.params;
				const where = { storeId, ...(status === undefined ? undefined : { status: status.split(",") as StoreOrderStatus[] }) };
				const page = await this.list({ where, order: "descending" }, ctx.params, (document) => document);
				const stages = await stagesOf(
					this.broker,
					page.items.map(({ state }) => state),
				);
				return { ...page, items: page.items.map((document) => show(document, stages(document.state))) };
			},
		},
		accept: {
			summary: "Takes an order",
			guard: STAFF,
			ofStore: "storeId",
			params: one,
			returns: schema.storeOrder,
			refuses: schema.notSubmitted,
			async handler(ctx: Call) {
				const { state } = await this.onBoard(ctx);
				const { auto, readyAt } = await this.facts({ storeId: state.storeId, lines: state.order.lines, kind: state.order.kind });
				return this.shown(await this.send(state.orderId, { type: "accept", auto, readyAt }, ctx));
			},
		},
		reject: {
			summary: "Turns an order down",
			guard: STAFF,
			ofStore: "storeId",
			params: { ...one, reason: text(500) },
			returns: schema.storeOrder,
			refuses: schema.notSubmitted,
			async handler(ctx: Call<{ storeId: string; orderId: string; reason: string }>) {
				const { state } = await this.onBoard(ctx);
				return this.shown(await this.send(state.orderId, { type: "reject", reason: ctx.params.reason }, ctx));
			},
		},
		collect: {
			summary: "Hands an order over the counter, for its money if it is paid on receipt",
			guard: STAFF,
			ofStore: "storeId",
			params: one,
			returns: schema.storeOrder,
			refuses: schema.notReady,
			async handler(ctx: Call) {
				const { state } = await this.onBoard(ctx);
				return this.shown(await this.send(state.orderId, { type: "collect" }, ctx));
			},
		},
		/** Milliseconds of work that stand before a new order. */
		queue: {
			guard: "internal",
			params: { $$strict: true, storeId: "string" },
			handler(ctx: Call<{ storeId: string }>) {
				return this.queueMs(ctx.params.storeId);
			},
		},
	},
	methods: {
		/** Staff of this store cannot name another's; operators could. */
		async onBoard(ctx: Call) {
			const found = await this.read(ctx.params.orderId, ctx);
			if (found.state.storeId !== ctx.params.storeId) throw new NotFound("order");
			return found;
		},
		async shown(document: ActorDocument<StoreOrder>) {
			const stages = await stagesOf(this.broker, [document.state]);
			return show(document, stages(document.state));
		},
		async facts({ kind, lines, storeId }: Pick<OrderSnapshot, "storeId" | "lines" | "kind">): Promise<StoreFacts> {
			const store = await this.broker.call<Store | null, { storeId: string }>("store.settings", { storeId });
			const wait = (await this.queueMs(storeId)) + preparation(lines) + (store?.extraMinutes ?? 0) * 60_000;
			return {
				accept: store?.autoAccept ?? false,
				auto: { brew: store?.autoBrew ?? false, dispatch: store?.autoDispatch ?? false },
				readyAt: kind === "parcel" ? null : Date.now() + wait,
				answerSeconds: config.storeAnswerSeconds,
			};
		},
		queueMs(storeId: string): Promise<number> {
			const known = this.queues.get(storeId);
			if (known && Date.now() - known.at < QUEUE_MAX_AGE) return known.ms;
			const where = { storeId, status: ["accepted", "preparing"] };
			const ms = this.documents
				.page({ where, limit: 100 })
				.then((open) => open.reduce((sum, { state }) => sum + preparation(state.order.lines), 0));
			this.queues.set(storeId, { at: Date.now(), ms });
			return ms;
		},
	},
	created() {
		this.queues = new Map();
	},
} satisfies ServiceSchema<object, Methods, object>;
