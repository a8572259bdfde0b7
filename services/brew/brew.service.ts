import type { Context, ServiceSchema } from "moleculer";
import { iso, isoOrNull } from "../../lib/iso.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { AlreadyBrewing } from "./brew.errors.ts";
import * as schema from "./brew.schema.ts";
import { brewRules, type Ticket, type TicketCommand } from "./brew.ts";

const STAFF = ["staff", "operator"] as const;
/** Whoever is taken into the queue has his answer within the 800 ms that a caller waits, even while the store takes 100 ms a write. */
const FOR_CANCELS = { enabled: true, concurrency: 32, maxQueueSize: 128 };
const orderId = { $$strict: true, orderId: { type: "string", max: 40 } } as const;
type Call = Context<{ orderId: string }, CallMeta>;

const show = ({ state, version }: ActorDocument<Ticket>) => ({
	orderId: state.orderId,
	status: state.status,
	receivedAt: iso(state.receivedAt),
	startedAt: isoOrNull(state.startedAt),
	completedAt: isoOrNull(state.completedAt),
	dueAt: isoOrNull(state.dueAt),
	stocked: state.stocked,
	missing: state.missing,
	version,
});

export default {
	name: "brew",
	mixins: [
		actor<Ticket, TicketCommand>({
			name: "brew",
			rules: brewRules,
			createdByMessage: true,
			indexes: { queue: ["storeId", "status"] },
			subscriptions: {
				"order.accepted": ({ id, kind, storeId, customerId, lines, auto }) =>
					kind === "goods" ? [id, { type: "receive", orderId: id, storeId, customerId, lines, auto: auto.brew }] : undefined,
				"order.cancelled": ({ id, kind, storeId, customerId, acceptedAt }) =>
					kind === "goods" && acceptedAt !== null ? [id, { type: "drop", orderId: id, storeId, customerId }] : undefined,
				"stock.reserved": ({ orderId }) => (orderId ? [orderId, { type: "stock" }] : undefined),
				"stock.ran_out": ({ orderId, missing }) => (orderId ? [orderId, { type: "runOut", missing }] : undefined),
			},
			canRead: (caller, { customerId, storeId }) =>
				caller?.accountId === customerId || caller?.storeId === storeId || caller?.roles.includes("operator") === true,
		}),
	],
	actions: {
		get: {
			summary: "Shows an order's brew ticket",
			guard: ["customer", ...STAFF],
			params: orderId,
			returns: schema.ticket,
			async handler(ctx: Call) {
				return show(await this.read(ctx.params.orderId, ctx));
			},
		},
		start: {
			summary: "Begins to brew; from then on the order cannot be cancelled",
			guard: STAFF,
			params: orderId,
			returns: schema.ticket,
			refuses: schema.notToBeStarted,
			async handler(ctx: Call) {
				return show(await this.send(ctx.params.orderId, { type: "start" }, ctx));
			},
		},
		complete: {
			summary: "Is done with brewing",
			guard: STAFF,
			params: orderId,
			returns: schema.ticket,
			refuses: schema.notToBeCompleted,
			async handler(ctx: Call) {
				return show(await this.send(ctx.params.orderId, { type: "complete" }, ctx));
			},
		},
		/** Answers for the order's cancel: granted while nothing has begun, and again when it already was. */
		cancel: {
			guard: "internal",
			bulkhead: FOR_CANCELS,
			params: { $$strict: true, orderId: "string", storeId: "string", customerId: "string" },
			async handler(ctx: Context<{ orderId: string; storeId: string; customerId: string }, CallMeta>) {
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
} satisfies ServiceSchema<object, ActorMethods<Ticket, TicketCommand>, object>;
