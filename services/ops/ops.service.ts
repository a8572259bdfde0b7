import { setTimeout as sleep } from "node:timers/promises";
import { ops, type Violation } from "../../contracts/ops.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { iso } from "../../lib/iso.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { Shown } from "../../mixins/actor.ts";
import { contracted, type Implements } from "../../mixins/contract.ts";
import { violations, type Whole } from "./audit.ts";
import { deadLettersOf, insideId, overview, reportsOf } from "./overview.ts";
import { type Counted, firstMinute, seriesOf } from "./series.ts";
import { comesNext, partsOf, waitsFor } from "./why.ts";

const PAGE = 200;
/** Milliseconds between two checks of a suspect, and how many: messages need time to arrive. */
const LOOK_AGAIN = 400;
const LOOKS = 5;

interface StockState {
	reserved: Record<string, object>;
}

interface Methods {
	wholes(orders: Shown<OrderSnapshot>[], reserved: Set<string>): Promise<Whole[]>;
	parts<Part>(service: string, ids: string[]): Promise<Map<string, Part>>;
	reservedOrders(): Promise<Set<string>>;
	scan<State>(service: string): AsyncGenerator<Shown<State>[]>;
	persistent(suspects: Violation[]): Promise<Violation[]>;
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
				for await (const page of this.scan<OrderSnapshot>("order")) {
					checked += page.length;
					const suspects = (await this.wholes(page, reserved)).flatMap(violations);
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
			const counted = await reportsOf<Counted>(this.broker, "report.minutes", { name, from: firstMinute(at, minutes) });
			return seriesOf(name, minutes, at, counted);
		},
		async deadLetters() {
			return { items: await deadLettersOf(this.broker), nextCursor: null };
		},
		async retryDeadLetter(ctx) {
			const id = insideId(ctx.params.id);
			const [group = ""] = id.split(":");
			if (!this.broker.registry.actions.isAvailable(`${group}.retryDeadLetter`)) throw new NotFound("dead letter");
			await this.broker.call(`${group}.retryDeadLetter`, { id });
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
		async *scan<State>(service: string) {
			for (let after: string | undefined; ; ) {
				const page = await this.broker.call<Shown<State>[], object>(`${service}.scan`, { ...(after ? { after } : undefined), limit: PAGE });
				if (page.length > 0) yield page;
				if (page.length < PAGE) return;
				after = page.at(-1)!.id;
			}
		},
		async parts<Part>(service: string, ids: string[]) {
			const found = await this.broker.call<Shown<Part>[], { ids: string[] }>(`${service}.many`, { ids });
			return new Map(found.map(({ id, state }) => [id, state]));
		},
		async wholes(orders: Shown<OrderSnapshot>[], reserved: Set<string>) {
			const ids = orders.map(({ id }) => id);
			const [payments, stores, brews, deliveries] = await Promise.all([
				this.parts<NonNullable<Whole["payment"]>>("payment", ids),
				this.parts<NonNullable<Whole["store"]>>("store-order", ids),
				this.parts<NonNullable<Whole["brew"]>>("brew", ids),
				this.parts<NonNullable<Whole["delivery"]>>("delivery", ids),
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
			for await (const page of this.scan<StockState>("stock"))
				for (const { state } of page) for (const orderId of Object.keys(state.reserved)) ids.add(orderId);
			return ids;
		},
		async persistent(suspects: Violation[]) {
			let remaining = suspects;
			for (let look = 0; look < LOOKS && remaining.length > 0; look++) {
				await sleep(LOOK_AGAIN);
				const ids = [...new Set(remaining.map(({ orderId }) => orderId))];
				const orders = await this.broker.call<Shown<OrderSnapshot>[], { ids: string[] }>("order.many", { ids });
				remaining = (await this.wholes(orders, await this.reservedOrders())).flatMap(violations);
			}
			return remaining;
		},
	},
} satisfies Implements<typeof ops, Methods>;
