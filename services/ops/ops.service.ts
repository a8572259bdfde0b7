import { setTimeout as sleep } from "node:timers/promises";
import { deadLetters, type Inspected, inspect, SUBSCRIBERS } from "../../contracts/inspection.ts";
import type { Callable } from "../../contracts/notation/contract.ts";
import { ops, type Violation } from "../../contracts/ops.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import { type OrderParts, violations } from "./audit.ts";
import { deadLettersOf, decodeId, overview, reportsOf } from "./overview.ts";
import { firstMinute, type NodeCounts, seriesOf } from "./series.ts";
import { nextSteps, partsOf, waitsFor } from "./why.ts";

const BATCH = 200;
/** Suspects are rechecked, because messages need time to arrive. */
const RECHECK_MS = 400;
const RECHECKS = 5;

type Scan<State> = Callable<{ after?: string; limit: number }, Inspected<State>[]>;
type Many<State> = Callable<{ ids: string[] }, Inspected<State>[]>;

interface Methods {
	orderParts(orders: Inspected<OrderSnapshot>[], reserved: Set<string>): Promise<OrderParts[]>;
	statesOf<State>(many: Many<State>, ids: string[]): Promise<Map<string, State>>;
	reservedOrders(): Promise<Set<string>>;
	scan<State>(all: Scan<State>): AsyncGenerator<Inspected<State>[]>;
	persistent(suspects: Violation[]): Promise<Violation[]>;
}

export default {
	name: "ops",
	mixins: [contracted(ops)],
	actions: {
		/** Reports only violations that persist: the messages that resolve others may be on their way. */
		audit: {
			timeout: 600_000,
			async handler() {
				const asOf = iso(Date.now());
				const reserved = await this.reservedOrders();
				let checked = 0;
				const found: Violation[] = [];
				for await (const batch of this.scan(inspect.order.scan)) {
					checked += batch.length;
					const suspects = (await this.orderParts(batch, reserved)).flatMap(violations);
					if (suspects.length > 0) found.push(...(await this.persistent(suspects)));
				}
				return { ok: found.length === 0, checked, violations: found, asOf };
			},
		},
		async overview() {
			return overview(this.broker);
		},
		async series(ctx) {
			const { minutes, name } = ctx.params;
			const at = Date.now();
			const counted = await reportsOf<NodeCounts>(this.broker, "report.minutes", { name, from: firstMinute(at, minutes) });
			return seriesOf(name, minutes, at, counted);
		},
		async deadLetters() {
			return { ...(await deadLettersOf(this.broker)), nextCursor: null };
		},
		async retryDeadLetter(ctx) {
			const id = decodeId(ctx.params.id);
			const [group = ""] = id.split(":");
			if (!Object.hasOwn(SUBSCRIBERS, group)) throw new NotFound("dead letter");
			await call(this.broker, deadLetters(SUBSCRIBERS[group]!).retry, { id });
			return { id: ctx.params.id, retried: true };
		},
		async why(ctx) {
			const { orderId } = ctx.params;
			const { away, inspected, parts } = await partsOf(this.broker, orderId);
			const { status, updatedAt } = parts.order;
			const now = { waitsFor: waitsFor(parts, away), next: nextSteps(inspected) };
			return { orderId, status, since: iso(updatedAt), ...now, away, asOf: iso(Date.now()) };
		},
	},
	methods: {
		async *scan<State>(all: Scan<State>) {
			for (let after: string | undefined; ; ) {
				const batch: Inspected<State>[] = await call(this.broker, all, { ...(after ? { after } : undefined), limit: BATCH });
				if (batch.length > 0) yield batch;
				if (batch.length < BATCH) return;
				after = batch.at(-1)!.id;
			}
		},
		async statesOf<State>(many: Many<State>, ids: string[]) {
			const found = await call(this.broker, many, { ids });
			return new Map(found.map(({ id, state }) => [id, state]));
		},
		async orderParts(orders: Inspected<OrderSnapshot>[], reserved: Set<string>) {
			const ids = orders.map(({ id }) => id);
			const [payments, stores, brews, deliveries] = await Promise.all([
				this.statesOf(inspect.payment.many, ids),
				this.statesOf(inspect["store-order"].many, ids),
				this.statesOf(inspect.brew.many, ids),
				this.statesOf(inspect.delivery.many, ids),
			]);
			return orders.map(({ id, state }) => ({
				order: state,
				payment: payments.get(id),
				store: stores.get(id),
				brew: brews.get(id),
				delivery: deliveries.get(id),
				reserved: reserved.has(id),
			}));
		},
		async reservedOrders() {
			const ids = new Set<string>();
			for await (const batch of this.scan(inspect.stock.scan))
				for (const { state } of batch) for (const orderId of Object.keys(state.reserved)) ids.add(orderId);
			return ids;
		},
		async persistent(suspects: Violation[]) {
			let remaining = suspects;
			for (let recheck = 0; recheck < RECHECKS && remaining.length > 0; recheck++) {
				await sleep(RECHECK_MS);
				const ids = [...new Set(remaining.map(({ orderId }) => orderId))];
				const orders = await call(this.broker, inspect.order.many, { ids });
				remaining = (await this.orderParts(orders, await this.reservedOrders())).flatMap(violations);
			}
			return remaining;
		},
	},
} satisfies Implements<typeof ops, Methods>;
