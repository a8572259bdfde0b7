import { setTimeout as sleep } from "node:timers/promises";
import type { Callable } from "../../contracts/contract.ts";
import { deadLetters, type Inspected, inspect } from "../../contracts/inspection.ts";
import { ops, type Violation } from "../../contracts/ops.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import { violations, type Whole } from "./audit.ts";
import { deadLettersOf, insideId, overview, reportsOf } from "./overview.ts";
import { type Counted, firstMinute, seriesOf } from "./series.ts";
import { comesNext, partsOf, waitsFor } from "./why.ts";

const PAGE = 200;
/** Milliseconds between two checks of a suspect, and how many: messages need time to arrive. */
const LOOK_AGAIN = 400;
const LOOKS = 5;

type Scan<State> = Callable<{ after?: string; limit: number }, Inspected<State>[]>;
type Many<State> = Callable<{ ids: string[] }, Inspected<State>[]>;

interface Methods {
	wholes(orders: Inspected<OrderSnapshot>[], reserved: Set<string>): Promise<Whole[]>;
	parts<State>(many: Many<State>, ids: string[]): Promise<Map<string, State>>;
	reservedOrders(): Promise<Set<string>>;
	scan<State>(all: Scan<State>): AsyncGenerator<Inspected<State>[]>;
	persistent(poisonGuard: Violation[]): Promise<Violation[]>;
}

export default {
	name: "ops",
	mixins: [contracted(ops)],
	actions: {
		/** Only what persists is a violation: messages that resolve a suspect may be on their way. */
		audit: {
			timeout: 600_000,
			async handler() {
				const asOf = iso(Date.now());
				const reserved = await this.reservedOrders();
				let checked = 0;
				const found: Violation[] = [];
				for await (const page of this.scan(inspect.order.scan)) {
					checked += page.length;
					const poisonGuard = (await this.wholes(page, reserved)).flatMap(violations);
					if (poisonGuard.length > 0) found.push(...(await this.persistent(poisonGuard)));
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
			const counted = await reportsOf<Counted>(this.broker, "report.minutes", { name, from: firstMinute(at, minutes) });
			return seriesOf(name, minutes, at, counted);
		},
		async deadLetters() {
			return { items: await deadLettersOf(this.broker), nextCursor: null };
		},
		async retryDeadLetter(ctx) {
			const id = insideId(ctx.params.id);
			const [group = ""] = id.split(":");
			const { retry } = deadLetters(group);
			if (!this.broker.registry.actions.isAvailable(retry.name)) throw new NotFound("dead letter");
			await call(this.broker, retry, { id });
			return { id: ctx.params.id, retried: true };
		},
		async why(ctx) {
			const { orderId } = ctx.params;
			const { away, shown, whole } = await partsOf(this.broker, orderId);
			const { status, updatedAt } = whole.order;
			const now = { waitsFor: waitsFor(whole, away), next: comesNext(shown) };
			return { orderId, status, since: iso(updatedAt), ...now, away, asOf: iso(Date.now()) };
		},
	},
	methods: {
		async *scan<State>(all: Scan<State>) {
			for (let after: string | undefined; ; ) {
				const page: Inspected<State>[] = await call(this.broker, all, { ...(after ? { after } : undefined), limit: PAGE });
				if (page.length > 0) yield page;
				if (page.length < PAGE) return;
				after = page.at(-1)!.id;
			}
		},
		async parts<State>(many: Many<State>, ids: string[]) {
			const found = await call(this.broker, many, { ids });
			return new Map(found.map(({ id, state }) => [id, state]));
		},
		async wholes(orders: Inspected<OrderSnapshot>[], reserved: Set<string>) {
			const ids = orders.map(({ id }) => id);
			const [payments, stores, brews, deliveries] = await Promise.all([
				this.parts(inspect.payment.many, ids),
				this.parts(inspect["store-order"].many, ids),
				this.parts(inspect.brew.many, ids),
				this.parts(inspect.delivery.many, ids),
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
			for await (const page of this.scan(inspect.stock.scan))
				for (const { state } of page) for (const orderId of Object.keys(state.reserved)) ids.add(orderId);
			return ids;
		},
		async persistent(poisonGuard: Violation[]) {
			let remaining = poisonGuard;
			for (let look = 0; look < LOOKS && remaining.length > 0; look++) {
				await sleep(LOOK_AGAIN);
				const ids = [...new Set(remaining.map(({ orderId }) => orderId))];
				const orders = await call(this.broker, inspect.order.many, { ids });
				remaining = (await this.wholes(orders, await this.reservedOrders())).flatMap(violations);
			}
			return remaining;
		},
	},
} satisfies Implements<typeof ops, Methods>;
