import { openAdapter } from "../../lib/storage/open.ts";
import type { Table } from "../../lib/storage/table.ts";
import { ENTRIES, type Entry, EventIndex, SEGMENTS } from "../../services/mypage/event-index.ts";
import { EventLog } from "../../services/mypage/event-log.ts";
import { BATCHES, type Batch, Journal } from "../../services/mypage/journal.ts";
import { aMessage } from "./builders/message.ts";

export interface Collections {
	batches: Table<Batch>;
	entries: Table<Entry>;
	segments: Table<null>;
}
/** Replaces collections by failing ones. */
export type Break = (collections: Collections) => Partial<Collections>;

export interface OpenLog extends Collections {
	log: EventLog;
	journal: Journal;
	close(): Promise<void>;
}

/** Opens an event log without a service. */
export const openLog = async (url: string, broken: Break = () => ({}), holdMs?: number): Promise<OpenLog> => {
	const adapter = openAdapter(url);
	await adapter.connect();
	const tables: Collections = {
		batches: await adapter.table(BATCHES),
		entries: await adapter.table(ENTRIES),
		segments: await adapter.table(SEGMENTS),
	};
	const collections = { ...tables, ...broken(tables) };
	const index = new EventIndex(collections.entries, collections.segments);
	const journal = new Journal(collections.batches, index, { warn: () => undefined }, undefined, holdMs);
	await journal.start();
	const close = async () => {
		await journal.stop();
		await adapter.disconnect();
	};
	return { ...collections, log: new EventLog(journal), journal, close };
};

export const placed = (order: number, version: number, at = 1_000 + version) =>
	aMessage(`order/ord_${order}`, version, "order.placed", { id: `ord_${order}` }, { at });

/** Run as a process: stores the same events as other such processes, in another order, and prints what it has stored. */
if (import.meta.main) {
	const [url = "", orders = "0", step = "1"] = process.argv.slice(2);
	const { log, close } = await openLog(url);
	const ids = Array.from({ length: Number(orders) }, (_, index) => (index * Number(step)) % Number(orders));
	for (let start = 0; start < ids.length; start += 20) {
		const chunk = ids.slice(start, start + 20);
		await Promise.all(chunk.flatMap((order) => [log.store(placed(order, 1)), log.store(placed(order, 2))]));
		console.log(chunk.join("\n"));
	}
	await close();
}
