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
/** Puts something in a collection's place that fails. */
export type Break = (collections: Collections) => Partial<Collections>;

export interface OpenLog extends Collections {
	log: EventLog;
	close(): Promise<void>;
}

/** An event log without a service around it. */
export const openLog = async (url: string, broken: Break = () => ({})): Promise<OpenLog> => {
	const adapter = openAdapter(url);
	await adapter.connect();
	const whole: Collections = {
		batches: await adapter.table(BATCHES),
		entries: await adapter.table(ENTRIES),
		segments: await adapter.table(SEGMENTS),
	};
	const collections = { ...whole, ...broken(whole) };
	const index = new EventIndex(collections.entries, collections.segments);
	const journal = new Journal(collections.batches, index, { warn: () => undefined });
	await journal.start();
	const close = async () => {
		await journal.stop();
		await adapter.disconnect();
	};
	return { ...collections, log: new EventLog(journal), close };
};

export const happened = (order: number, version: number, at = 1_000 + version) =>
	aMessage(`order/ord_${order}`, version, "order.placed", { id: `ord_${order}` }, { at });

/** Another process on the same store: stores the same events as all of them, in an order of its own, and says what it has stored. */
if (import.meta.main) {
	const [url = "", orders = "0", step = "1"] = process.argv.slice(2);
	const { log, close } = await openLog(url);
	const ids = Array.from({ length: Number(orders) }, (_, index) => (index * Number(step)) % Number(orders));
	for (let begin = 0; begin < ids.length; begin += 20) {
		const some = ids.slice(begin, begin + 20);
		await Promise.all(some.flatMap((order) => [log.store(happened(order, 1)), log.store(happened(order, 2))]));
		console.log(some.join("\n"));
	}
	await close();
}
