import { Admission } from "./admission.ts";

const MAX_BACKLOG = 2_000;
let waiting: Record<string, number>;
let settled: number;
let admission: Admission;

const sum = () => Object.values(waiting).reduce((total, count) => total + count, 0);
const retryAfter = (storeId: string, now = 0): number | undefined => {
	try {
		admission.check(storeId, now);
		return undefined;
	} catch (error) {
		return (error as { data: { retryAfter: number } }).data.retryAfter;
	}
};
/** Measures a rate while 60 messages wait. */
const handleInOneSecond = (messages: number): void => {
	waiting = { gangnam: 60 };
	retryAfter("gangnam", 0);
	settled += messages;
	retryAfter("gangnam", 1_000);
};

beforeEach(() => {
	waiting = {};
	settled = 0;
	admission = new Admission(
		{ backlog: (_, storeId) => (storeId === undefined ? sum() : (waiting[storeId] ?? 0)), settled: () => settled },
		MAX_BACKLOG,
	);
});

describe("admission of an order", () => {
	it("is refused to the flooded store alone", () => {
		waiting = { hongdae: 201, gangnam: 9 };

		expect([retryAfter("hongdae"), retryAfter("gangnam")]).toEqual([1, undefined]);
	});

	it("is refused to every store when all of them together have too much to do", () => {
		waiting = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`store-${index}`, 101]));

		expect([retryAfter("store-1"), retryAfter("gangnam")]).toEqual([1, 1]);
	});

	it("is granted as long as a store's work is done in half a second", () => {
		handleInOneSecond(1_000);
		waiting = { hongdae: 500 };
		expect(retryAfter("hongdae", 1_000)).toBeUndefined();
		waiting = { hongdae: 501 };
		expect(retryAfter("hongdae", 1_000)).toBe(1);
	});

	it("leaves half of what may wait to other stores, however fast work is done", () => {
		handleInOneSecond(100_000);
		waiting = { hongdae: MAX_BACKLOG / 2 + 1 };

		expect([retryAfter("hongdae", 1_000), retryAfter("gangnam", 1_000)]).toEqual([1, undefined]);
	});

	it.each([
		["alone", {}, 4],
		["beside others that have as much to do", { gangnam: 600 }, 8],
	])("names the time that the excess of a store takes %s", (_, others, seconds) => {
		handleInOneSecond(100);
		waiting = { hongdae: 600, ...others };

		expect(retryAfter("hongdae", 1_000)).toBe(seconds);
	});

	it("names the longest time while nothing is done", () => {
		handleInOneSecond(0);
		waiting = { hongdae: 201 };

		expect(retryAfter("hongdae", 1_000)).toBe(30);
	});

	it("does not take an idle time for a slow one", () => {
		handleInOneSecond(1_000);
		waiting = {};
		retryAfter("hongdae", 600_000);
		waiting = { hongdae: 600 };

		expect(retryAfter("hongdae", 601_000)).toBe(1);
	});
});
