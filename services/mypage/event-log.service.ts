import type { Context, ServiceSchema } from "moleculer";
import { MESSAGE_TYPES } from "../../contracts/messages.ts";
import type { Caller } from "../../lib/caller.ts";
import { isFor } from "../../lib/hearing.ts";
import { iso } from "../../lib/iso.ts";
import { orderId } from "../../lib/params.ts";
import { showSaid } from "../../lib/said-view.ts";
import type { Documents } from "../../lib/store/documents.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { type Listener, listener } from "../../mixins/listener.ts";
import type { LoggedEvent, Numbered } from "./event.ts";
import { ENTRIES, type Entry, EventIndex, SEGMENTS } from "./event-index.ts";
import { EventLog } from "./event-log.ts";
import { BATCHES, type Batch, Journal } from "./journal.ts";
import * as schema from "./mypage.schema.ts";

type Call<Params> = Context<Params, CallMeta & { caller: Caller }>;

interface Methods extends Listener {
	log: EventLog;
	journal: Journal | undefined;
}

const after = { type: "number", integer: true, min: 0, default: 0, convert: true } as const;
const limit = { type: "number", integer: true, min: 1, max: 100, default: 20, convert: true } as const;

const showInFeed = ({ at, data, id, orderId, seq, type }: Numbered) => ({ seq, id, type, orderId, at: iso(at), data: showSaid(data) });
const showInHistory = ({ at, data, id, type, version }: LoggedEvent) => ({ id, type, at: iso(at), version, data: showSaid(data) });

export default {
	name: "event-log",
	mixins: [listener({ group: "event-log", ...BATCHES })],
	actions: {
		feed: {
			summary: "Lists every business event in one order, numbered without a gap; `after` is the last number that is known",
			guard: ["operator"],
			params: { $$strict: true, after, limit },
			returns: schema.feed,
			async handler(ctx: Call<{ after: number; limit: number }>) {
				return { items: (await this.log.feed(ctx.params.after, ctx.params.limit)).map(showInFeed) };
			},
		},
		/** Whoever may see the order may see what happened to it, but what is not for its rider. */
		history: {
			summary: "Lists all that happened to an order",
			guard: ["customer", "staff", "rider", "operator"],
			params: { $$strict: true, orderId },
			returns: schema.history,
			async handler(ctx: Call<{ orderId: string }>) {
				await ctx.call("order.get", { orderId: ctx.params.orderId });
				const happened = await this.log.history(ctx.params.orderId);
				return { items: happened.filter((event) => isFor(ctx.meta.caller, event)).map(showInHistory) };
			},
		},
		/** The order as its messages, and those of its payment, showed it at that time, or null. */
		orderAt: {
			guard: "internal",
			params: { $$strict: true, orderId: "string", at: "number" },
			async handler(ctx: Call<{ orderId: string; at: number }>) {
				const found = await this.log.orderAt(ctx.params.orderId, ctx.params.at);
				return found ? { said: found.data, version: found.version } : null;
			},
		},
		/** The feed as it is stored, for whoever follows it. */
		read: {
			guard: "internal",
			params: { $$strict: true, after: "number", limit: "number" },
			async handler(ctx: Call<{ after: number; limit: number }>) {
				const [events, last] = await Promise.all([this.log.feed(ctx.params.after, ctx.params.limit), this.log.last()]);
				return { events, last };
			},
		},
	},
	async started() {
		const entries = (await this.adapter.side(ENTRIES)) as Documents<Entry>;
		const segments = (await this.adapter.side(SEGMENTS)) as Documents<null>;
		const batches = this.adapter as unknown as Documents<Batch>;
		const grown = () => void this.broker.broadcast("event-log.grown");
		this.journal = new Journal(batches, new EventIndex(entries, segments), this.logger, grown);
		this.log = new EventLog(this.journal);
		await this.journal.start();
		await this.listen(MESSAGE_TYPES, (message) => this.log.store(message));
	},
	async stopped() {
		await this.journal?.stop();
	},
} satisfies ServiceSchema<object, Methods, object>;
