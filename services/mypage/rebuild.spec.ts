import { openAdapter, type StoreAdapter } from "../../lib/storage/open.ts";
import type { Table } from "../../lib/storage/table.ts";
import { eventually } from "../../test/support/eventually.ts";
import { type AppliedBatch, type ApplyFeed, type Cursor, Follower } from "./follower.ts";
import { type Owned, Rebuild } from "./rebuild.ts";

const quiet = { warn: () => undefined };

/** Calls that the test answers. */
const controlled = () => {
	const calls: { after: number; answer: (batch: AppliedBatch) => void }[] = [];
	const apply: ApplyFeed = (after) => new Promise((answer) => calls.push({ after, answer }));
	return { calls, apply };
};

let adapter: StoreAdapter;
beforeEach(async () => {
	adapter = openAdapter("sqlite::memory:");
	await adapter.connect();
});
afterEach(() => adapter.disconnect());

describe("a rebuild", () => {
	let progress: Table<Owned>;
	beforeEach(async () => {
		progress = await adapter.table({ name: "rebuild" });
	});

	it("stops in a process after another has taken it over", async () => {
		const [first, second] = [controlled(), controlled()];
		const previous = new Rebuild(progress, first.apply, quiet);
		const owner = new Rebuild(progress, second.apply, quiet);
		await previous.start();
		await owner.resume();

		first.calls[0]!.answer({ done: 7, of: 10, isLast: false });
		await previous.stop();

		expect(first.calls).toHaveLength(1);
		expect(await progress.get("rebuild")).toMatchObject({ done: 0, finishedAt: null });
		second.calls[0]!.answer({ done: 4, of: 10, isLast: false });
		await eventually(() => expect(second.calls).toHaveLength(2));
		second.calls[1]!.answer({ done: 10, of: 10, isLast: true });
		await eventually(async () => expect(await owner.progress()).toMatchObject({ done: 10, finishedAt: expect.any(Number) }));
		expect(second.calls.map(({ after }) => after)).toEqual([0, 4]);
		await owner.stop();
	});

	it("starts once while it is running, and again after it has ended", async () => {
		const { calls, apply } = controlled();
		const rebuild = new Rebuild(progress, apply, quiet);

		await Promise.all([rebuild.start(), rebuild.start()]);
		expect(calls).toHaveLength(1);
		calls[0]!.answer({ done: 3, of: 3, isLast: true });
		await eventually(async () => expect((await rebuild.progress())?.finishedAt).not.toBeNull());
		expect(await rebuild.start()).toMatchObject({ done: 0, finishedAt: null });

		expect(calls).toHaveLength(2);
		calls[1]!.answer({ done: 3, of: 3, isLast: true });
		await rebuild.stop();
	});
});

describe("a follower", () => {
	it("never moves the cursor back", async () => {
		const cursor = await adapter.table<Cursor>({ name: "cursor" });
		const { calls, apply } = controlled();
		const follower = new Follower(cursor, apply, quiet);
		await follower.start();
		await cursor.insert("cursor", { seq: 10 });

		calls[0]!.answer({ done: 5, of: 20, isLast: false });
		await eventually(() => expect(calls).toHaveLength(2));
		expect(await cursor.get("cursor")).toEqual({ seq: 10 });
		calls[1]!.answer({ done: 12, of: 20, isLast: false });
		await eventually(() => expect(calls).toHaveLength(3));

		expect(await cursor.get("cursor")).toEqual({ seq: 12 });
		const stopping = follower.stop();
		calls[2]!.answer({ done: 12, of: 20, isLast: true });
		await stopping;
	});
});
