import { setTimeout as sleep } from "node:timers/promises";
import type { Context, ServiceSchema } from "moleculer";
import type { OrderSnapshot } from "../../lib/catalogue.ts";
import { iso } from "../../lib/iso.ts";
import { KEPT_MINUTES, SERIES, type SeriesName } from "../../lib/minutes.ts";
import { orderId, text } from "../../lib/params.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { Shown } from "../../mixins/actor.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { type Violation, violations, type Whole } from "./audit.ts";
import * as schema from "./ops.schema.ts";
import { deadLettersOf, insideId, overview, reportsOf } from "./overview.ts";
import { type Counted, firstMinute, seriesOf } from "./series.ts";
import { comesNext, partsOf, waitsFor } from "./why.ts";

const PAGE = 200;
/** Parts that are still on their way to each other get this long to agree, looked at again so often. */
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
	actions: {
		/** The invariants over all data. What is merely under way is looked at again until it has arrived. */
		audit: {
			summary: "Checks all data against what always has to hold",
			guard: ["operator"],
			params: { $$strict: true },
			timeout: 600_000,
			returns: schema.audit,
			async handler(_ctx: Context<object, CallMeta>) {
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
		overview: {
			summary: "Shows nodes, services, breakers, queues, held cancellations, dead letters and the rebuild of my page",
			guard: ["operator"],
			params: { $$strict: true },
			returns: schema.overview,
			handler(): Promise<object> {
				return overview(this.broker);
			},
		},
		series: {
			summary: "Shows figures of the last minutes, minute by minute, over all nodes",
			guard: ["operator"],
			params: {
				$$strict: true,
				name: { type: "enum", values: [...SERIES] },
				minutes: { type: "number", convert: true, integer: true, min: 1, max: KEPT_MINUTES, default: 60 },
			},
			returns: schema.series,
			async handler(ctx: Context<{ name: SeriesName; minutes: number }, CallMeta>) {
				const { minutes, name } = ctx.params;
				const at = Date.now();
				const counted = await reportsOf<Counted>(this.broker, "report.minutes", { name, from: firstMinute(at, minutes) });
				return seriesOf(name, minutes, at, counted);
			},
		},
		deadLetters: {
			summary: "Lists the messages that nobody could take in, newest first",
			guard: ["operator"],
			params: { $$strict: true },
			returns: schema.deadLetters,
			async handler(): Promise<object> {
				return { items: await deadLettersOf(this.broker), nextCursor: null };
			},
		},
		/** Heard once more by the group that could not handle it. */
		retryDeadLetter: {
			summary: "Has a dead letter heard once more",
			guard: ["operator"],
			params: { $$strict: true, id: text(500) },
			returns: schema.retried,
			async handler(ctx: Context<{ id: string }, CallMeta>) {
				const id = insideId(ctx.params.id);
				const [group = ""] = id.split(":");
				if (!this.broker.registry.actions.isAvailable(`${group}.retryDeadLetter`)) throw new NotFound("dead letter");
				await this.broker.call(`${group}.retryDeadLetter`, { id });
				return { id: ctx.params.id, retried: true };
			},
		},
		/** What an order waits for, since when, and which timer or message comes next. */
		why: {
			summary: "Says what an order waits for, since when, and what comes next",
			guard: ["operator"],
			params: { $$strict: true, orderId },
			returns: schema.why,
			async handler(ctx: Context<{ orderId: string }, CallMeta>) {
				const parts = await partsOf(this.broker, ctx.params.orderId);
				const { status, updatedAt } = parts.whole.order;
				return {
					orderId: ctx.params.orderId,
					status,
					since: iso(updatedAt),
					waitsFor: waitsFor(parts.whole, parts.away),
					next: comesNext(parts.shown),
					away: parts.away,
					asOf: iso(Date.now()),
				};
			},
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
} satisfies ServiceSchema<object, Methods, object>;
