import type { Service, ServiceSchema } from "moleculer";
import { config } from "../lib/config/config.ts";
import { pauseUnless } from "../lib/messaging/pause.ts";
import type { StoreAdapter } from "../lib/storage/open.ts";
import { purged } from "../lib/storage/storage.metrics.ts";

/** One kind of data that is removed once it is old. */
export interface Retained {
	/** The name of its collection. */
	kind: string;
	days: number;
	/** Removes what is older than `before` in small pages, and yields the number removed with each. Repeating it does no harm. */
	remove(before: number): AsyncIterable<number>;
}

/** Members that the mixin adds to a service. */
export interface Retention {
	/** A service adds its kinds when it starts. */
	retained: Retained[];
	/** Removes old data, unless a node has done so within a day. */
	purge(): Promise<void>;
}

interface Inside extends Retention {
	adapter: StoreAdapter;
	logger: Service["logger"];
	purging: { timer?: NodeJS.Timeout; closing: AbortController; running?: Promise<void> | undefined };
	purgeAll(): Promise<void>;
	purgeKind(kind: Retained): Promise<number>;
	paced(step: () => Promise<boolean>): Promise<void>;
}

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 600_000;
/** A purge leaves at least four fifths of the time to other work. */
const PAUSE_PER_WORK = 4;
const MIN_PAUSE_MS = 10;

/** Parts of an order outlive it, so that no audit finds an order without its payment. */
export const daysOfOrderParts = (): number => config.orderDays + 7;

/** Watermarks recognise old copies of a message: in the bus (7 days), among the dead letters, and in the outboxes of a restored back-up. */
export const watermarkDays = (): number => config.deadLetterDays + 30;

/**
 * Removes old data once a day, on the node that claims the day first. Every step can be repeated, so two at once do no harm.
 * A service lists it before DbService, so that a purge ends before the storage is closed.
 */
export const retention = {
	created(this: Inside) {
		this.retained = [];
		this.purging = { closing: new AbortController() };
	},

	async started(this: Inside) {
		this.purging.timer = setInterval(() => void this.purge(), LOOK_EVERY_MS).unref();
	},

	async stopped(this: Inside) {
		clearInterval(this.purging.timer);
		this.purging.closing.abort();
		await this.purging.running;
	},

	methods: {
		purge(this: Inside) {
			this.purging.running ??= this.purgeAll()
				.catch((error: Error) => this.logger.warn(`Removing old data failed; it continues tomorrow: ${error.message}`))
				.finally(() => (this.purging.running = undefined));
			return this.purging.running;
		},

		async purgeAll(this: Inside) {
			const runs = await this.adapter.table<{ at: number }>({ name: "purges" });
			let removed = 0;
			for (const kind of this.retained) {
				const at = Date.now();
				const claimed = await runs.update(kind.kind, (last) => (last && Math.abs(at - last.at) < DAY_MS ? undefined : { at }));
				if (claimed) removed += await this.purgeKind(kind);
				if (this.purging.closing.signal.aborted) return void (await runs.remove(kind.kind));
			}
			if (removed > 0) await this.paced(async () => (await this.adapter.reclaim?.()) ?? false);
		},

		async purgeKind(this: Inside, { days, kind, remove }: Retained) {
			let removed = 0;
			const pages = remove(Date.now() - days * DAY_MS)[Symbol.asyncIterator]();
			await this.paced(async () => {
				const { done, value } = await pages.next();
				if (done) return false;
				removed += value;
				purged.inc({ kind }, value);
				return true;
			});
			if (removed > 0) this.logger.info(`Removed ${removed} of ${kind} that were older than ${days} days.`);
			return removed;
		},

		/** Repeats the step until it is false or the service stops, with pauses that leave time to others. */
		async paced(this: Inside, step: () => Promise<boolean>) {
			const { signal } = this.purging.closing;
			for (let hasMore = true; hasMore && !signal.aborted; ) {
				const startedAt = performance.now();
				hasMore = await step();
				if (hasMore) await pauseUnless(signal, Math.max(MIN_PAUSE_MS, (performance.now() - startedAt) * PAUSE_PER_WORK));
			}
		},
	},
} as unknown as Partial<ServiceSchema>;
