import { eventually } from "../../test/support/eventually.ts";
import { openStore } from "../../test/support/open-store.ts";
import { type Cursor, Follower } from "./follower.ts";

const silentLog = { warn: () => undefined };

describe("a follower of the event log", () => {
	it("goes on from the log's end if the log was restored from an older backup", async () => {
		const { adapter } = await openStore("sqlite::memory:");
		const cursor = await adapter.table<Cursor>({ name: "cursor" });
		await cursor.insert("cursor", { seq: 50 });
		const feed = Array.from({ length: 30 }, (_, index) => index + 1);
		const applied: number[] = [];
		const follower = new Follower(
			cursor,
			async (after) => {
				const events = feed.filter((seq) => seq > after);
				applied.push(...events);
				return { done: events.at(-1) ?? after, of: feed.length, isLast: true };
			},
			silentLog,
		);
		await follower.start();
		await eventually(async () => expect(await cursor.get("cursor")).toEqual({ seq: 30 }));

		feed.push(31, 32);
		follower.wake();

		await eventually(async () => expect(await cursor.get("cursor")).toEqual({ seq: 32 }));
		expect(applied).toEqual([31, 32]);
		await follower.stop();
		await adapter.disconnect();
	});
});
