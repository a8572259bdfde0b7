import { brew, brewMessages } from "../../contracts/brew.ts";
import type { OrderSnapshot, OrderStatus } from "../../contracts/order.ts";
import { isStaffOf } from "../../lib/auth/caller.ts";
import { contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { entersQueueAt } from "../../lib/domain/hours/schedule.ts";
import { dayOf } from "../../lib/domain/hours/time-zone.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { daysOfOrderParts } from "../../mixins/retention.ts";
import { AlreadyBrewing } from "./brew.errors.ts";
import { brewRules, isOver, type Schedule, type Ticket, type TicketCommand } from "./brew.ts";
import { show } from "./brew.view.ts";

type Address = [string, TicketCommand];

/** A queued call finishes within the caller's 800 ms timeout, even while storage takes 100 ms a write. */
const CANCEL_BULKHEAD = { enabled: true, concurrency: 32, maxQueueSize: 128 };

/** A republished order may be further than its ticket. */
const MADE: Partial<Record<OrderStatus, "brewing" | "brewed">> = {
	preparing: "brewing",
	ready: "brewed",
	in_transit: "brewed",
	completed: "brewed",
};

/** The stock of another day is not counted yet, so it is reserved when the ticket enters the queue. */
const scheduleOf = ({ for: scheduledFor, lines, promise: { readyAt } }: OrderSnapshot): Schedule | undefined => {
	if (scheduledFor == null || readyAt === null) return undefined;
	const isForToday = dayOf(readyAt, config.timeZone) <= dayOf(Date.now(), config.timeZone);
	return { entersAt: entersQueueAt(readyAt, lines), reservesNow: isForToday };
};

const follow = (snapshot: OrderSnapshot): Address | undefined => {
	const { acceptedAt, auto, customerId, id, kind, lines, reason, status, storeId } = snapshot;
	if (kind !== "goods" || acceptedAt === null) return undefined;
	const order = { orderId: id, storeId, customerId };
	if (status === "cancelled") return [id, { type: "drop", ...order, ranOut: reason === "out_of_stock" }];
	const made = MADE[status];
	const schedule = scheduleOf(snapshot);
	const further = { ...(made ? { made } : undefined), ...(schedule ? { schedule } : undefined) };
	return [id, { type: "receive", ...order, lines, auto: auto.brew, ...further }];
};

export default {
	name: "brew",
	mixins: [
		contracted(brew),
		actor({
			name: "brew",
			rules: brewRules,
			messages: brewMessages,
			createdByMessage: true,
			retention: { days: daysOfOrderParts, isOver },
			indexes: { queue: ["storeId", "status"] },
			subscriptions: {
				"order.accepted": follow,
				"order.cancelled": follow,
				"stock.reserved": ({ orderId }) => (orderId ? [orderId, { type: "confirmStock" }] : undefined),
				"stock.ran_out": ({ orderId, missing }) => (orderId ? [orderId, { type: "runOut", missing }] : undefined),
			},
			canRead: (caller, { customerId, storeId }) => caller?.accountId === customerId || isStaffOf(caller, storeId),
		}),
	],
	actions: {
		async get(ctx) {
			return show(await this.read(ctx.params.orderId, ctx));
		},
		async start(ctx) {
			return show(await this.send(ctx.params.orderId, { type: "start" }, ctx));
		},
		async tick(ctx) {
			const { line, made, orderId } = ctx.params;
			return show(await this.send(orderId, { type: "tick", line, made }, ctx));
		},
		async complete(ctx) {
			return show(await this.send(ctx.params.orderId, { type: "complete" }, ctx));
		},
		cancel: {
			bulkhead: CANCEL_BULKHEAD,
			async handler(ctx) {
				try {
					await this.create(ctx.params.orderId, { type: "cancel", ...ctx.params }, ctx);
					return { kind: "granted" };
				} catch (error) {
					if (error instanceof AlreadyBrewing) return { kind: "refused", code: "brewing_started" };
					throw error;
				}
			},
		},
	},
} satisfies Implements<typeof brew, ActorMethods<Ticket, TicketCommand>>;
