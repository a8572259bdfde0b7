import { MINUTE_MS } from "../../lib/observability/minutes.ts";
import { type Counted, firstMinute, seriesOf } from "./series.ts";

const START = Date.parse("2026-03-01T10:00:00Z");
const AT = START + 2 * MINUTE_MS + 20_000;
const node = (minutes: Counted["minutes"], startedAt = 0): Counted => ({ startedAt, minutes });

describe("a series", () => {
	it("has every minute up to this one, whatever happened in it", () => {
		const { items } = seriesOf("requests", 3, AT, [node([[START + MINUTE_MS, { "2xx": 7 }]])]);

		expect(firstMinute(AT, 3)).toBe(START);
		expect(items).toEqual([
			{ at: "2026-03-01T10:00:00.000Z", values: { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 } },
			{ at: "2026-03-01T10:01:00.000Z", values: { "2xx": 7, "3xx": 0, "4xx": 0, "5xx": 0 } },
			{ at: "2026-03-01T10:02:00.000Z", values: { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 } },
		]);
	});

	it("adds up what the nodes have counted, and leaves their counts alone", () => {
		const one = node([[START, { completed: 2, placed: 1 }]]);
		const other = node([[START, { completed: 3 }]]);

		const { items } = seriesOf("orders", 3, AT, [one, other]);

		expect(items[0]!.values).toMatchObject({ placed: 1, completed: 5, cancelled: 0 });
		expect(one.minutes[0]![1]).toEqual({ completed: 2, placed: 1 });
	});

	it("says since when no node has forgotten anything", () => {
		const startedAt = START + 90_000;

		expect(seriesOf("orders", 3, AT, [node([]), node([], startedAt)]).completeSince).toBe("2026-03-01T10:01:30.000Z");
		expect(seriesOf("orders", 3, AT, [node([])]).completeSince).toBe("2026-03-01T10:00:00.000Z");
	});

	it("tells the median, the slow ones and the late share of promises", () => {
		const counts = { "-60": 2, "0": 4, "30": 2, "600": 2 };

		const { items } = seriesOf("promise_error", 3, AT, [node([[START, counts]])]);

		expect(items[0]!.values).toEqual({ count: 10, p50: 0, p90: 600, lateShare: 0.4 });
		expect(items[1]!.values).toEqual({ count: 0, p50: null, p90: null, lateShare: null });
	});
});
