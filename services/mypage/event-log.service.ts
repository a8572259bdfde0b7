import { MESSAGE_TYPES } from "../../contracts/catalogue/messages.ts";
import { eventLog } from "../../contracts/event-log.ts";
import { type OrderSnapshot, order } from "../../contracts/order.ts";
import { canReadEvent } from "../../lib/auth/event-visibility.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";

import { type Projection, projection } from "../../mixins/projection.ts";
import type { Retention } from "../../mixins/retention.ts";

import { ENTRIES, EventIndex, SEGMENTS } from "./event-index.ts";
import { EventLog } from "./event-log.ts";
import { showInFeed, showInHistory } from "./event-log.view.ts";
import { BATCHES, Journal } from "./journal.ts";

interface Methods extends Projection, Retention {
	log: EventLog;
	journal: Journal | undefined;
}

export default {
	name: "event-log",
	mixins: [contracted(eventLog), projection({ group: "event-log", name: BATCHES.name, isConcurrent: true })],
	actions: {
		/** Callers who can read the order can read its events, except those hidden from its rider. */
		async history(ctx) {
			const { orderId } = ctx.params;
			await call(ctx, order.get, { orderId });
			const events = await this.log.history(orderId);
			return { items: events.filter((event) => canReadEvent(ctx.meta.caller, event)).map(showInHistory) };
		},
		async feed(ctx) {
			return { items: (await this.log.feed(ctx.params.after, ctx.params.limit)).map(showInFeed) };
		},
		async orderAt(ctx) {
			const found = await this.log.orderAt(ctx.params.orderId, ctx.params.at);
			return found ? { order: found.data as OrderSnapshot, version: found.version } : null;
		},
		async read(ctx) {
			const [events, last] = await Promise.all([this.log.feed(ctx.params.after, ctx.params.limit), this.log.last()]);
			return { events, last };
		},
	},
	async started() {
		const index = new EventIndex(await this.adapter.table(ENTRIES), await this.adapter.table(SEGMENTS));
		const onGrowth = () => void this.broker.broadcast("event-log.grown");
		this.journal = new Journal(await this.adapter.table(BATCHES), index, this.logger, onGrowth);
		const { journal } = this;
		this.log = new EventLog(journal);
		this.retained.push({ kind: BATCHES.name, days: config.eventLogDays, remove: (before) => journal.remove(before) });
		await this.journal.start();
		await this.subscribe(MESSAGE_TYPES, (message) => this.log.store(message));
	},
	async stopped() {
		await this.journal?.stop();
	},
} satisfies Implements<typeof eventLog, Methods>;
