import { randomInt } from "node:crypto";
import type { Context } from "moleculer";
import { isProblemCode } from "../../contracts/catalogue/problems.ts";
import {
	DeliverySnapshot,
	delivery,
	deliveryMessages,
	deliveryStore,
	type LiveDelivery,
	type LiveDeliveryEvent,
} from "../../contracts/delivery.ts";
import { pick } from "../../contracts/notation/contract.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { rider } from "../../contracts/rider.ts";
import { isStaffOf } from "../../lib/auth/caller.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import type { Caller, CallMeta } from "../../lib/broker/guard.ts";
import { config } from "../../lib/config/config.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument, Query } from "../../lib/storage/actor-store.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { daysOfOrderParts } from "../../mixins/retention.ts";
import { RiderAssigned, WrongDeliveryStatus, WrongPin } from "./delivery.errors.ts";
import { type DeliveryCommand, deliveryRules } from "./delivery.ts";
import { show } from "./delivery.view.ts";
import { type Delivery, isHeldBy, isOver, OPEN, WITH_RIDER } from "./delivery-state.ts";
import { LiveLocation } from "./live-location.ts";
import type { RiderAction } from "./rider-commands.ts";

const MAX_COUNTED = 100;
/** A queued call finishes within the caller's 800 ms timeout, even while storage takes 100 ms a write. */
const CANCEL_BULKHEAD = { enabled: true, concurrency: 32, maxQueueSize: 128 };

type Address = [string, DeliveryCommand];
type Call = Context<{ orderId: string }, CallMeta & { caller: Caller }>;

interface Methods extends ActorMethods<Delivery, DeliveryCommand> {
	live: LiveLocation;
	announce(document: ActorDocument<Delivery>, event: LiveDeliveryEvent): void;
	act(document: ActorDocument<Delivery>): Promise<void>;
	requestFrom(order: OrderSnapshot): Promise<Address | undefined>;
	byRider(ctx: Call, command: RiderAction): Promise<ActorDocument<Delivery>>;
	byStaff(ctx: Call): Promise<Delivery>;
	dispatch(delivery: Delivery): Promise<void>;
	assignTo(delivery: Delivery, riderId: string, ctx?: Call): Promise<ActorDocument<Delivery>>;
}

const newPin = (): string => String(randomInt(10_000)).padStart(4, "0");

/** Operators list all deliveries, staff those of their store, riders their own and the open ones. */
const scopeOf = ({ accountId, roles, storeId }: Caller): NonNullable<Query["where"]> => {
	if (roles.includes("operator")) return {};
	return storeId === undefined ? { holder: [accountId, OPEN] } : { storeId };
};

const dropFrom = ({ acceptedAt, customerId, fulfilment, id, reason, storeId }: OrderSnapshot): Address | undefined =>
	acceptedAt !== null && fulfilment === "delivery"
		? [id, { type: "drop", orderId: id, storeId, customerId, failed: reason === "undeliverable" }]
		: undefined;

const ignoreRefusal = (error: { type?: unknown }): void => {
	if (!isProblemCode(error.type)) throw error;
};

export default {
	name: "delivery",
	mixins: [
		contracted(delivery),
		actor({
			name: "delivery",
			rules: deliveryRules,
			messages: deliveryMessages,
			createdByMessage: true,
			retention: { days: daysOfOrderParts, isOver },
			indexes: { rider: ["holder", "status"], store: ["storeId", "status"], all: ["status"] },
			subscriptions: {
				"order.accepted"(this: Methods, order) {
					if (order.status === "cancelled") return dropFrom(order);
					return order.kind === "parcel" || order.status !== "accepted" ? this.requestFrom(order) : undefined;
				},
				"order.preparing"(this: Methods, order) {
					return this.requestFrom(order);
				},
				"order.ready"(this: Methods, order) {
					return this.requestFrom(order);
				},
				"order.cancelled": dropFrom,
			},
			effects: {
				dispatch(this: Methods, { state }) {
					return this.dispatch(state);
				},
				act(this: Methods, document) {
					return this.act(document);
				},
			},
			canRead: (caller, { customerId, riderId, storeId }) =>
				isStaffOf(caller, storeId) || caller?.accountId === customerId || caller?.accountId === riderId,
		}),
	],
	actions: {
		async list(ctx) {
			const { status } = ctx.params;
			const where = { ...scopeOf(ctx.meta.caller), ...(status === undefined ? undefined : { status: status.split(",") }) };
			return this.list({ where, order: "descending" }, ctx.params, (document) => show(document, ctx.meta.caller));
		},
		async get(ctx) {
			return show(await this.read(ctx.params.orderId, ctx), ctx.meta.caller);
		},
		async assign(ctx) {
			const found = await this.byStaff(ctx);
			if (found.status !== "requested") throw new WrongDeliveryStatus(found.orderId, found.status);
			return show(await this.assignTo(found, ctx.params.riderId, ctx), ctx.meta.caller);
		},
		async accept(ctx) {
			return show(await this.byRider(ctx, { type: "accept" }), ctx.meta.caller);
		},
		async decline(ctx) {
			return show(await this.byRider(ctx, { type: "decline" }), ctx.meta.caller);
		},
		async depart(ctx) {
			return show(await this.byRider(ctx, { type: "depart" }), ctx.meta.caller);
		},
		async move(ctx) {
			const { lat, lng } = ctx.params;
			const document = await this.byRider(ctx, { type: "move", lat, lng });
			this.live.report(document, { lat, lng });
			return show(document, ctx.meta.caller);
		},
		async confirm(ctx) {
			const { orderId, pin } = ctx.params;
			const document = await this.byRider(ctx, { type: "confirm", pin });
			if (document.state.status === "delivered") return show(document, ctx.meta.caller);
			this.announce(document, "delivery.pin_changed");
			throw new WrongPin(orderId, document.state.triesLeft);
		},
		async fail(ctx) {
			const { caller } = ctx.meta;
			const { orderId, reason } = ctx.params;
			const { riderId } = (await this.read(orderId, ctx)).state;
			if (riderId === caller.accountId) return show(await this.byRider(ctx, { type: "fail", reason }), caller);
			await this.byStaff(ctx);
			return show(await this.send(orderId, { type: "abandon", reason }, ctx), caller);
		},
		async unlock(ctx) {
			await this.byStaff(ctx);
			const document = await this.send(ctx.params.orderId, { type: "unlock", pin: newPin() }, ctx);
			this.announce(document, "delivery.pin_changed");
			return show(document, ctx.meta.caller);
		},
		cancel: {
			bulkhead: CANCEL_BULKHEAD,
			async handler(ctx) {
				try {
					await this.create(ctx.params.orderId, { type: "cancel", ...ctx.params }, ctx);
					return { kind: "granted" };
				} catch (error) {
					if (error instanceof RiderAssigned) return { kind: "refused", code: "rider_assigned" };
					throw error;
				}
			},
		},
		async disown(ctx) {
			const { orderId, riderId, take } = ctx.params;
			return !isHeldBy((await this.send(orderId, { type: "disown", riderId, take })).state, riderId, take);
		},
		async loads(ctx) {
			const load = (holder: string) => this.documents.list({ where: { holder, status: WITH_RIDER }, limit: MAX_COUNTED });
			return Promise.all(ctx.params.riderIds.map(async (riderId) => (await load(riderId)).length));
		},
	},
	methods: {
		async requestFrom(order: OrderSnapshot) {
			const { auto, customerId, destination, fulfilment, id, kind, number, parcel, status, storeId } = order;
			if (fulfilment !== "delivery") return undefined;
			const from = parcel ? parcel.from : await call(this.broker, deliveryStore.place, { storeId }).catch(() => null);
			const delivered = status === "completed";
			const ready = kind === "parcel" || delivered || status === "ready" || status === "in_transit";
			const key = { orderId: id, number, storeId, customerId, ...(delivered ? { delivered } : undefined) };
			const times = { readyAt: order.promise.readyAt, dispatchAt: order.dispatchAt ?? null };
			return [id, { type: "request", ...key, ...times, from, to: destination, autoDispatch: auto.dispatch, ready, pin: newPin() }];
		},
		announce({ state, version }: ActorDocument<Delivery>, event: LiveDeliveryEvent) {
			void this.broker.broadcast(event, { version, data: pick(DeliverySnapshot, state) } satisfies LiveDelivery);
		},
		/** A robot's step. */
		async act({ _id, state: { location } }: ActorDocument<Delivery>) {
			const document = await this.send(_id, { type: "act" });
			if (document.state.location?.at !== location?.at) this.announce(document, "delivery.moved");
		},
		byRider(ctx: Call, command: RiderAction) {
			return this.send(ctx.params.orderId, { ...command, riderId: ctx.meta.caller.accountId }, ctx);
		},
		/** Reading alone is not enough: a customer can read the delivery, and may be staff of another store. */
		async byStaff(ctx: Call) {
			const { state } = await this.read(ctx.params.orderId, ctx);
			if (ctx.meta.outside && !isStaffOf(ctx.meta.caller, state.storeId)) throw new NotFound("delivery");
			return state;
		},
		/** Searches again soon if no rider is free or if another delivery takes the rider first. */
		async dispatch(state: Delivery) {
			const { declined: except, from, orderId, storeId } = state;
			const near = from && { lat: from.lat, lng: from.lng };
			const riderId = await call(this.broker, rider.nearest, { storeId, near, except });
			if (riderId !== null && (await this.assignTo(state, riderId).catch(ignoreRefusal))) return;
			await this.send(orderId, { type: "searchLater" });
		},
		/** Takes the rider, then assigns the delivery, each in one write. If the delivery refuses, the rider is released. */
		async assignTo({ orderId, storeId }: Delivery, riderId: string, ctx?: Call) {
			const taken = await call(this.broker, rider.take, { riderId, orderId, storeId });
			try {
				return await this.send(orderId, { type: "assign", riderId, ...taken, answerSeconds: config.riderAnswerSeconds }, ctx);
			} catch (error) {
				// If this call fails, the rider's own timer repeats the check.
				await call(this.broker, rider.check, { riderId }).catch(() => undefined);
				throw error;
			}
		},
	},
	created() {
		this.live = new LiveLocation(
			(document) => this.announce(document, "delivery.moved"),
			(id, command) => this.send(id, command),
		);
	},
	async stopped() {
		this.live.stop();
	},
} satisfies Implements<typeof delivery, Methods>;
