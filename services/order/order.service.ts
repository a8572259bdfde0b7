import { customerLevel } from "../../contracts/customer-level.ts";
import { eventLog } from "../../contracts/event-log.ts";
import { orderCatalogue } from "../../contracts/menu/catalogue.ts";
import type { Level } from "../../contracts/notation/common.ts";
import { pick } from "../../contracts/notation/contract.ts";
import { OrderSnapshot, type OrderStatus, order, orderLimits, orderMenu, orderMessages } from "../../contracts/order.ts";
import type { StoreSnapshot } from "../../contracts/store.ts";
import { type Ctx, call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { newId } from "../../lib/domain/ids.ts";
import { readInstant } from "../../lib/domain/instant.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { showCancellation, showOrder } from "../../lib/domain/order-view.ts";
import { NotFound, UnknownStore } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { actor } from "../../mixins/actor.ts";
import { type CancellationMethods, cancellationMixin } from "./cancellation.mixin.ts";
import { MAKERS, makerOf } from "./cancellation.ts";
import { draft } from "./draft.ts";
import { Admission } from "./limits/admission.ts";
import { checkQuantities } from "./menu/lines.ts";
import { CannotCancel, OrderExists, SlotFull } from "./order.errors.ts";
import { cancelAnswers, recordStatus } from "./order.metrics.ts";
import { orderSubscriptions } from "./order.subscriptions.ts";
import { hasEnded, type NewOrder, type Order, type OrderCommand, orderRules } from "./order.ts";
import { show, showHeld, showManaged } from "./order.view.ts";
import { canBeKept, isFree, itemsOf, nextFreeSlot, nextSlots, slotKey, slotsOf } from "./schedule.ts";
import { SEARCH_INDEXES, search } from "./search/search.ts";

interface Methods extends CancellationMethods {
	admission: Admission;
	createOnce(placed: NewOrder, ctx: Ctx): Promise<ActorDocument<Order>>;
	orderAt(orderId: string, at: number): Promise<ReturnType<typeof show>>;
	levelFor(customerId: string, ctx: Ctx): Promise<Level>;
	checkSlot(drafted: NewOrder, store: StoreSnapshot): Promise<void>;
	usedIn(storeId: string, slots: number[]): Promise<Map<string, number>>;
}

/** The longest that placing an order waits for the customer's level; ms. */
const LEVEL_TIMEOUT = 300;
/** Orders that are read to count what the slots of a day hold. */
const MAX_SCHEDULED = 1_000;
/** Orders that a slot has room for. */
const OPEN: OrderStatus[] = ["placed", "submitted", "accepted", "preparing", "ready", "in_transit", "completed"];
const secondsUntil = (at: number | null): number => Math.max(1, Math.ceil(((at ?? 0) - Date.now()) / 1000));

export default {
	name: "order",
	mixins: [
		contracted(order),
		actor({
			name: "order",
			rules: orderRules,
			messages: orderMessages,
			retention: { days: () => config.orderDays, isOver: hasEnded },
			indexes: { slot: ["slot", "status"], later: ["later"], held: ["awaits"], ...SEARCH_INDEXES },
			subscriptions: {
				...orderSubscriptions,
				/** The customers of orders that cannot be kept learn it now, not when they stand at the door. */
				async "store.changed"(this: Methods, store) {
					const later = await this.documents.list({ where: { later: store.id }, limit: MAX_SCHEDULED });
					const lost = later.filter(({ state }) => !canBeKept(state, { store, timeZone: config.timeZone }));
					return lost.map(({ _id }): [string, OrderCommand] => [_id, { type: "closeOut" }]);
				},
			},
			onCommit: recordStatus,
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
		cancellationMixin,
	],
	metadata: { reads: ["get", "list", "search", "find", "cancellation", "snapshot", "many"] },
	created() {
		this.admission = new Admission(this.broker.bus, config.maxBacklog);
	},
	actions: {
		async place(ctx) {
			const { caller, idEnding } = ctx.meta;
			const id = newId("ord", idEnding);
			const existing = idEnding ? await this.documents.load(id) : null;
			if (existing) return show(existing);
			this.admission.check(ctx.params.storeId, Date.now());
			checkQuantities(ctx.params.lines ?? [], config);
			const [store, catalogue] = await Promise.all([
				call(ctx, orderMenu.of, { storeId: ctx.params.storeId }),
				call(ctx, orderCatalogue.current, {}),
			]);
			if (!store) throw new UnknownStore(ctx.params.storeId);
			const at = Date.now();
			const drafted = draft(ctx.params, {
				id,
				customerId: caller.accountId,
				level: "Iron",
				store,
				catalogue,
				tariff: config,
				secret: config.secret,
				at,
				timeZone: config.timeZone,
				payBy: at + config.paymentExpirySeconds * 1000,
			});
			await this.checkSlot(drafted, store);
			const unpaid = drafted.timing === "on_receipt" ? { orderId: id } : undefined;
			await call(ctx, orderLimits.admit, { storeId: store.id, customerId: caller.accountId, ...unpaid });
			// Last, because customer-level counts each check as an order, and a refused order must not count.
			const placed = { ...drafted, level: await this.levelFor(drafted.customerId, ctx) };
			return show(await this.createOnce(placed, ctx));
		},
		async slots(ctx) {
			const { date, storeId } = ctx.params;
			const store = await call(ctx, orderMenu.of, { storeId });
			if (!store) throw new UnknownStore(storeId);
			const { timeZone } = config;
			const slots = slotsOf(date, { store, at: Date.now(), timeZone });
			const used = await this.usedIn(storeId, slots);
			return { items: slots.map((slot) => ({ at: iso(slot), full: !isFree(slot, 1, used, { store, timeZone }) })) };
		},
		async get(ctx) {
			const { at, orderId } = ctx.params;
			const instant = at === undefined ? undefined : readInstant(at, "at");
			const current = await this.read(orderId, ctx);
			return instant === undefined ? show(current) : this.orderAt(orderId, instant);
		},
		async list(ctx) {
			const { status } = ctx.params;
			const where = { customerId: ctx.meta.caller.accountId, ...(status === undefined ? undefined : { status: status.split(",") }) };
			return this.list({ where, order: "descending" }, ctx.params, show);
		},
		async search(ctx) {
			const { items, nextCursor } = await search(this.documents, ctx.params);
			return { items: items.map(showManaged), nextCursor };
		},
		async find(ctx) {
			return showManaged(await this.read(ctx.params.orderId, ctx));
		},
		async cancel(ctx) {
			const cancellation = await this.cancel(ctx.params.orderId, ctx.params.reason ?? null, ctx).catch((error) => {
				if (error instanceof CannotCancel) cancelAnswers.inc({ outcome: "refused" });
				throw error;
			});
			cancelAnswers.inc({ outcome: cancellation.status });
			if (cancellation.status === "held") ctx.meta.pending = { retryAfter: secondsUntil(cancellation.nextAttemptAt) };
			return showCancellation(cancellation);
		},
		async cancellation(ctx) {
			const { cancellation } = (await this.read(ctx.params.orderId, ctx)).state;
			if (!cancellation) throw new NotFound("cancellation");
			return showCancellation(cancellation);
		},
		async refund(ctx) {
			return show(await this.send(ctx.params.orderId, { type: "refund", reason: ctx.params.reason }, ctx));
		},
		async held(ctx) {
			return (await this.documents.list({ where: { awaits: [...MAKERS] }, ...ctx.params })).map(({ state }) => showHeld(state));
		},
		async snapshot(ctx) {
			const document = await this.documents.load(ctx.params.orderId);
			return document && pick(OrderSnapshot, document.state);
		},
	},
	methods: {
		/** Two orders at the same moment may both get the last place: a slot is an estimate, not stock. */
		async checkSlot({ lines, promise: { readyAt }, slot }: NewOrder, store: StoreSnapshot) {
			if (slot === undefined || readyAt === null || !store.capacity) return;
			const items = itemsOf(lines);
			const moment = { store, timeZone: config.timeZone };
			if (isFree(readyAt, items, await this.usedIn(store.id, [readyAt]), moment)) return;
			const used = await this.usedIn(store.id, nextSlots(readyAt));
			throw new SlotFull(store.id, nextFreeSlot(readyAt, items, used, moment));
		},
		/** Items of the scheduled orders by slot. */
		async usedIn(storeId: string, slots: number[]) {
			const used = new Map<string, number>();
			if (slots.length === 0) return used;
			const where = { slot: slots.map((at) => slotKey(storeId, at)), status: OPEN };
			for (const { state } of await this.documents.list({ where, limit: MAX_SCHEDULED }))
				used.set(state.slot!, (used.get(state.slot!) ?? 0) + itemsOf(state.lines));
			return used;
		},
		/** Another attempt of the same request may have placed its order meanwhile. */
		async createOnce(placed: NewOrder, ctx: Ctx) {
			try {
				return await this.create(placed.id, { type: "place", order: placed }, ctx);
			} catch (error) {
				if (!(ctx.meta.idEnding && error instanceof OrderExists)) throw error;
				return this.read(placed.id);
			}
		},
		async orderAt(orderId: string, at: number) {
			const past = await call(this.broker, eventLog.orderAt, { orderId, at });
			if (!past) throw new NotFound("order at that time");
			return showOrder(past.order, past.version);
		},
		/** Falls back to the level of the customer's last order while customer-level does not answer. */
		async levelFor(customerId: string, ctx: Ctx) {
			try {
				return await call(ctx, customerLevel.check, { customerId }, { timeout: LEVEL_TIMEOUT, retries: 0 });
			} catch (error) {
				this.logger.debug(`Using the last known level of ${customerId}, ${customerLevel.check.name} failed: ${(error as Error).message}`);
				const [last] = await this.documents.list({ where: { customerId }, order: "descending", limit: 1 });
				return last?.state.level ?? "Iron";
			}
		},
	},
} satisfies Implements<typeof order, Methods>;
