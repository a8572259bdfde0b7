import { aMessage } from "../../test/support/builders/message.ts";
import { aCatalogue } from "../../test/support/builders/order.ts";
import { type OpenLog, openLog, placed } from "../../test/support/mypage-log.ts";
import { eventOf } from "./event.ts";
import { EventIndex, SEGMENT } from "./event-index.ts";
import { type Batch, Journal } from "./journal.ts";

const batch = (first: number, count: number): Batch => ({
	first,
	events: Array.from({ length: count }, (_, index) => eventOf(placed(first + index, 1))),
});

describe("an event", () => {
	it("keeps neither names of accounts nor the content of the catalogue", () => {
		const account = { id: "acc_1", name: "Mina", roles: ["customer"] };

		expect(eventOf(aMessage("account/acc_1", 1, "account.changed", account)).data).toEqual({ ...account, name: null });
		expect(eventOf(aMessage("catalogue/catalogue", 7, "catalogue.changed", aCatalogue()))).toMatchObject({
			...{ type: "catalogue.changed", version: 7, orderId: null },
			data: {},
		});
		expect(JSON.stringify(eventOf(aMessage("catalogue/catalogue", 7, "catalogue.changed", aCatalogue())))).not.toContain("latte");
	});
});

describe("a log whose first segment is indexed", () => {
	let tables: OpenLog;
	let journal: Journal;

	beforeEach(async () => {
		tables = await openLog("sqlite::memory:");
		await tables.segments.insert("0".padStart(12, "0"), null);
		journal = new Journal(tables.batches, new EventIndex(tables.entries, tables.segments), { warn: () => undefined });
	});
	afterEach(() => tables.close());

	const store = async (...batches: Batch[]) => {
		for (const one of batches) await tables.batches.insert(String(one.first).padStart(15, "0"), one);
	};

	it("does not yield the batch before a gap again and again", async () => {
		await store(batch(1, 2), batch(SEGMENT, 1));
		await journal.start();
		const read: number[] = [];

		const reading = async () => {
			for await (const { first } of journal.from(1)) if (read.push(first) > 2) return;
		};

		await expect(reading()).rejects.toThrow("The event log lacks event 3: restore a backup.");
		expect(read).toEqual([1]);
	});

	it.each([
		["ends too early", [batch(1, 2)]],
		["is empty", []],
	])("does not start if it %s", async (_, batches) => {
		await store(...batches);

		await expect(journal.start()).rejects.toThrow(`The event log lacks event ${SEGMENT}: restore a backup.`);
	});
});
