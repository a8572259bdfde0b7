import type { Documents } from "../lib/store/documents.ts";
import { openAdapter } from "../lib/store/open.ts";
import { BATCHES, EVENTS, EventLog, type LoggedEvent } from "../services/mypage/event-log.ts";
import { type Batch, Sequencer } from "../services/mypage/sequencer.ts";
import { aMessage } from "./builders/message.ts";

export interface OpenLog {
	events: Documents<LoggedEvent>;
	batches: Documents<Batch>;
	sequencer: Sequencer;
	log: EventLog;
	close(): Promise<void>;
}

/** An event log without a service around it; `broken` puts a store in its place that fails. */
export const openLog = async (url: string, broken: (events: Documents<LoggedEvent>) => Documents<LoggedEvent> = (events) => events) => {
	const adapter = openAdapter(url, EVENTS);
	await adapter.connect();
	const events = broken(adapter as unknown as Documents<LoggedEvent>);
	const batches = (await adapter.side(BATCHES)) as Documents<Batch>;
	const sequencer = new Sequencer(events, batches, { warn: () => undefined });
	await sequencer.start();
	const close = async () => {
		await sequencer.stop();
		await adapter.disconnect();
	};
	return { events, batches, sequencer, log: new EventLog(events, batches, sequencer), close };
};

export const happened = (order: number, version: number, at = 1_000 + version) =>
	aMessage(`order/ord_${order}`, version, "order.placed", { id: `ord_${order}` }, { at });

/** Another process on the same store: stores the same events as all of them, in an order of its own, and says when it is done. */
if (import.meta.main) {
	const [url = "", orders = "0", step = "1"] = process.argv.slice(2);
	const { log, close } = await openLog(url);
	const ids = Array.from({ length: Number(orders) }, (_, index) => (index * Number(step)) % Number(orders));
	for (let begin = 0; begin < ids.length; begin += 20)
		await Promise.all(ids.slice(begin, begin + 20).flatMap((order) => [log.store(happened(order, 1)), log.store(happened(order, 2))]));
	await close();
	console.log("done");
}
