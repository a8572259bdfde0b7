import { randomInt } from "node:crypto";
import type { Context, ServiceSchema } from "moleculer";
import { isProblemCode } from "../../contracts/problems.ts";
import { rider } from "../../contracts/rider.ts";
import { isStaffOf } from "../../lib/caller.ts";
import type { OrderSnapshot, Place } from "../../lib/catalogue.ts";
import { config } from "../../lib/config.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { someOf } from "../../lib/params.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { ActorDocument, Query } from "../../lib/store/documents.ts";
import { actor } from "../../mixins/actor.ts";
import { call } from "../../mixins/contract.ts";
import type { Caller, CallMeta } from "../../mixins/guard.ts";
import type { RiderAct } from "./carrying.ts";
import { DeliveryIs, RiderAssigned } from "./delivery.errors.ts";
import { assigned, key, one } from "./delivery.params.ts";
import * as schema from "./delivery.schema.ts";
import { type DeliveryCommand, deliveryRules } from "./delivery.ts";
import { show } from "./delivery.view.ts";
import { type Delivery, isHeldBy, type Key, OPEN, TRANSITIONS, WITH_RIDER } from "./life.ts";
import { type Call, type Riding, riderActions } from "./rider-actions.ts";

const STAFF = ["staff", "operator"] as const;
const RIDER = ["rider"] as const;
const MOST_COUNTED = 100;
/** As many as a store's disk takes in one commit; those who queue behind them are answered well within the caller's 800 ms. */
const FOR_CANCELS = { enabled: true, concurrency: 32, maxQueueSize: 128 };

type Address = [string, DeliveryCommand];

interface Methods extends Riding {
	wanted(order: OrderSnapshot): Promise<Address | undefined>;
	dispatch(delivery: Delivery): Promise<void>;
	hand(delivery: Delivery, riderId: string, ctx?: Call): Promise<ActorDocument<Delivery>>;
}

const newPin = (): string => String(randomInt(10_000)).padStart(4, "0");

/** What a caller's list is made of: all for operators, a store for its staff, for riders their own and what is open. */
const scopeOf = ({ accountId, roles, storeId }: Caller): NonNullable<Query["where"]> => {
	if (roles.includes("operator")) return {};
	return storeId === undefined ? { holder: [accountId, OPEN] } : { storeId };
};

const dropped = ({ acceptedAt, customerId, fulfilment, id, storeId }: OrderSnapshot): Address | undefined =>
	acceptedAt !== null && fulfilment === "delivery" ? [id, { type: "drop", orderId: id, storeId, customerId }] : undefined;

const ignoreRefusal = (error: { type?: unknown }): void => {
	if (!isProblemCode(error.type)) throw error;
};

export default {
	name: "delivery",
	mixins: [
		actor<Delivery, DeliveryCommand>({
			name: "delivery",
			rules: deliveryRules,
			createdByMessage: true,
			indexes: { rider: ["holder", "status"], store: ["storeId", "status"], all: ["status"] },
			subscriptions: {
				"order.accepted"(this: Methods, order) {
					return order.kind === "parcel" ? this.wanted(order) : undefined;
				},
				"order.preparing"(this: Methods, order) {
					return this.wanted(order);
				},
				"order.ready"(this: Methods, order) {
					return this.wanted(order);
				},
				"order.cancelled": dropped,
			},
			effects: {
				dispatch(this: Methods, { state }) {
					return this.dispatch(state);
				},
			},
			canRead: (caller, delivery) =>
				isStaffOf(caller, delivery.storeId) || caller?.accountId === delivery.customerId || caller?.accountId === delivery.riderId,
		}),
	],
	actions: {
		list: {
			summary: "Lists deliveries: a rider's own and open ones, a store's, or all; `status` takes several, with commas",
			guard: [...RIDER, ...STAFF],
			params: { $$strict: true, status: { ...someOf(Object.keys(TRANSITIONS)), optional: true }, ...pageParams },
			returns: schema.deliveries,
			async handler(ctx: Context<{ status?: string } & PageParams, CallMeta & { caller: Caller }>) {
				const { status } = ctx.params;
				const where = { ...scopeOf(ctx.meta.caller), ...(status === undefined ? undefined : { status: status.split(",") }) };
				return this.list({ where, order: "descending" }, ctx.params, (document) => show(document, ctx.meta.caller));
			},
		},
		get: {
			summary: "Shows an order's delivery",
			guard: ["customer", ...RIDER, ...STAFF],
			params: one,
			returns: schema.delivery,
			async handler(ctx: Call) {
				return show(await this.read(ctx.params.orderId, ctx), ctx.meta.caller);
			},
		},
		assign: {
			summary: "Gives a delivery to a rider, who has to answer by `answerBy`",
			guard: STAFF,
			params: assigned,
			returns: schema.delivery,
			refuses: schema.notToBeAssigned,
			async handler(ctx: Call<{ riderId: string }>) {
				const delivery = await this.byStaff(ctx);
				if (delivery.status !== "requested") throw new DeliveryIs(delivery.orderId, delivery.status);
				return show(await this.hand(delivery, ctx.params.riderId, ctx), ctx.meta.caller);
			},
		},
		...riderActions,
		unlock: {
			summary: "Gives the customer a new PIN and the rider new tries",
			guard: STAFF,
			params: one,
			returns: schema.delivery,
			refuses: schema.isOver,
			async handler(ctx: Call) {
				await this.byStaff(ctx);
				return show(await this.send(ctx.params.orderId, { type: "unlock", pin: newPin() }, ctx), ctx.meta.caller);
			},
		},
		/** Answers for the order's cancel: granted while nobody is assigned, and again when it already was. */
		cancel: {
			guard: "internal",
			bulkhead: FOR_CANCELS,
			params: key,
			async handler(ctx: Call<Key>) {
				try {
					await this.create(ctx.params.orderId, { type: "cancel", ...ctx.params }, ctx);
					return { kind: "granted" };
				} catch (error) {
					if (error instanceof RiderAssigned) return { kind: "refused", code: "rider_assigned" };
					throw error;
				}
			},
		},
		/** Whether a rider's take has become an assignment; if not, it never will. */
		disown: {
			guard: "internal",
			params: { $$strict: true, orderId: "string", riderId: "string", take: "number" },
			async handler(ctx: Call<{ riderId: string; take: number }>) {
				const { orderId, riderId, take } = ctx.params;
				return !isHeldBy((await this.send(orderId, { type: "disown", riderId, take })).state, riderId, take);
			},
		},
		/** How many deliveries each of these riders has. */
		loads: {
			guard: "internal",
			params: { $$strict: true, riderIds: { type: "array", items: "string" } },
			handler(ctx: Context<{ riderIds: string[] }>) {
				const load = (holder: string) => this.documents.page({ where: { holder, status: WITH_RIDER }, limit: MOST_COUNTED });
				return Promise.all(ctx.params.riderIds.map(async (riderId) => (await load(riderId)).length));
			},
		},
	},
	methods: {
		async wanted({ auto, customerId, destination, fulfilment, id, kind, number, parcel, status, storeId }: OrderSnapshot) {
			if (fulfilment !== "delivery") return undefined;
			const placed = () => this.broker.call<Place | null, object>("delivery-store.place", { storeId }).catch(() => null);
			const from = parcel ? parcel.from : await placed();
			const ready = kind === "parcel" || status === "ready";
			const whose = { orderId: id, number, storeId, customerId };
			return [id, { type: "want", ...whose, from, to: destination, autoDispatch: auto.dispatch, ready, pin: newPin() }];
		},
		byRider(ctx: Call, command: RiderAct) {
			return this.send(ctx.params.orderId, { ...command, riderId: ctx.meta.caller.accountId }, ctx);
		},
		/** Its customer sees it, too, and may be on another store's staff. */
		async byStaff(ctx: Call) {
			const { state } = await this.read(ctx.params.orderId, ctx);
			if (ctx.meta.outside && !isStaffOf(ctx.meta.caller, state.storeId)) throw new NotFound("delivery");
			return state;
		},
		/** Nobody free, or somebody who was taken meanwhile: soon again. */
		async dispatch(delivery: Delivery) {
			const { declined: except, from, orderId, storeId } = delivery;
			const near = from && { lat: from.lat, lng: from.lng };
			const riderId = await call(this.broker, rider.nearest, { storeId, near, except });
			if (riderId !== null && (await this.hand(delivery, riderId).catch(ignoreRefusal))) return;
			await this.send(orderId, { type: "seekLater" });
		},
		/** First the rider, then the delivery, each in one write; a rider whom the delivery would not have is free again. */
		async hand({ orderId, storeId }: Delivery, riderId: string, ctx?: Call) {
			const taken = await call(this.broker, rider.take, { riderId, orderId, storeId });
			try {
				return await this.send(orderId, { type: "assign", riderId, ...taken, answerSeconds: config.riderAnswerSeconds }, ctx);
			} catch (error) {
				// Should this be lost, the rider finds out by itself.
				await call(this.broker, rider.check, { riderId }).catch(() => undefined);
				throw error;
			}
		},
	},
} satisfies ServiceSchema<object, Methods, object>;
