import { eventually } from "../../support/eventually.ts";
import { type OpenLog, openLog, placed } from "../../support/mypage-log.ts";
import { total } from "../../support/total.ts";

const OLD = 1_000;
const CUTOFF = 5_000;
const YOUNG = 9_000;

let log: OpenLog;
let files = 0;
let url: string;
beforeEach(async () => {
	url = `sqlite::memory:removal${++files}`;
	log = await openLog(url);
});
afterEach(() => log.close());

const store = async (first: number, last: number, at: number, opened = log) => {
	for (let order = first; order <= last; order += 250)
		await Promise.all(
			Array.from({ length: Math.min(250, last - order + 1) }, (_, index) => opened.log.store(placed(order + index, 1, at))),
		);
};
const remove = (opened = log) => total(opened.journal.remove(CUTOFF));
const untilIndexed = (segments: number) => eventually(async () => expect(await log.segments.scan({ limit: 10 })).toHaveLength(segments));
const feedFrom = async (after: number, opened = log) => (await opened.log.feed(after, 10_000)).map(({ seq }) => seq);

it("removes whole segments of old events, with their index, and continues the numbers", async () => {
	await store(1, 6_100, OLD);
	await untilIndexed(3);

	const removed = await remove();

	const [oldest = 0] = await feedFrom(0);
	expect(removed).toBe(oldest - 1);
	expect(removed).toBeGreaterThan(3_000);
	expect(removed).toBeLessThan(4_400);
	expect(await feedFrom(0)).toEqual(Array.from({ length: 6_100 - removed }, (_, index) => oldest + index));
	expect(await log.log.history("ord_1")).toEqual([]);
	expect(await log.log.history("ord_6100")).toHaveLength(1);
	expect(await log.entries.scan({ after: "ord_1/", limit: 1 })).not.toMatchObject([{ id: expect.stringMatching(/^ord_1\//) }]);
	await store(6_101, 6_102, YOUNG);
	expect(await log.log.last()).toBe(6_102);
});

it("keeps a segment with one younger event, and everything after it", async () => {
	await store(1, 1_000, OLD);
	await store(1_001, 1_001, YOUNG);
	await store(1_002, 6_100, OLD);
	await untilIndexed(3);

	expect(await remove()).toBe(0);
	expect(await feedFrom(0)).toHaveLength(6_100);
});

it("keeps the last complete segment, so that a new process continues the numbers", async () => {
	await store(1, 4_300, OLD);
	await untilIndexed(2);
	await remove();

	const another = await openLog(url);
	await store(4_301, 4_301, YOUNG, another);

	expect(await another.log.last()).toBe(4_301);
	expect((await feedFrom(0, another)).at(-1)).toBe(4_301);
	await another.close();
});

it("can be interrupted, and done by two processes at once", async () => {
	await store(1, 6_100, OLD);
	await untilIndexed(3);
	const another = await openLog(url);
	await log.journal.remove(CUTOFF).next();

	const [one, other] = await Promise.all([remove(), remove(another)]);

	expect(one + other).toBeGreaterThan(0);
	expect(await feedFrom(0)).toEqual(await feedFrom(0, another));
	expect(await remove()).toBe(0);
	const [oldest = 0] = await feedFrom(0);
	expect(await feedFrom(0)).toHaveLength(6_100 - oldest + 1);
	expect(await log.log.history("ord_1")).toEqual([]);
	await another.close();
});

it("stores an event once that arrives again after older ones were removed", async () => {
	await store(1, 6_100, OLD);
	await untilIndexed(3);
	await remove();

	await store(6_000, 6_100, OLD);

	expect(await log.log.last()).toBe(6_100);
});
