import { MINUTE_MS } from "../../lib/observability/minutes.ts";
import { firstMinute, type NodeCounts, seriesOf } from "./series.ts";

const START = Date.parse("2026-03-01T10:00:00Z");
const AT = START + 2 * MINUTE_MS + 20_000;
const node = (minutes: NodeCounts["minutes"], startedAt = 0): NodeCounts => ({ startedAt, minutes });

describe("a series", () => {
	it("has every minute up to now, including empty ones", () => {
		const { items } = seriesOf("requests", 3, AT, [node([[START + MINUTE_MS, { "2xx": 7 }]])]);

		expect(firstMinute(AT, 3)).toBe(START);
		expect(items).toEqual([
			{ at: "2026-03-01T10:00:00.000Z", values: { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 } },
			{ at: "2026-03-01T10:01:00.000Z", values: { "2xx": 7, "3xx": 0, "4xx": 0, "5xx": 0 } },
			{ at: "2026-03-01T10:02:00.000Z", values: { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 } },
		]);
	});

	it("adds up the counts of all nodes without changing them", () => {
		const one = node([[START, { completed: 2, placed: 1 }]]);
		const other = node([[START, { completed: 3 }]]);

		const { items } = seriesOf("orders", 3, AT, [one, other]);

		expect(items[0]!.values).toMatchObject({ placed: 1, completed: 5, cancelled: 0 });
		expect(one.minutes[0]![1]).toEqual({ completed: 2, placed: 1 });
	});

	it("is complete since the last start of any node", () => {
		const startedAt = START + 90_000;

		expect(seriesOf("orders", 3, AT, [node([]), node([], startedAt)]).completeSince).toBe("2026-03-01T10:01:30.000Z");
		expect(seriesOf("orders", 3, AT, [node([])]).completeSince).toBe("2026-03-01T10:00:00.000Z");
	});

	it("has the median, the 90th percentile and the late share of promise errors", () => {
		const counts = { "-60": 2, "0": 4, "30": 2, "600": 2 };

		const { items } = seriesOf("promise_error", 3, AT, [node([[START, counts]])]);

		expect(items[0]!.values).toEqual({ count: 10, p50: 0, p90: 600, lateShare: 0.4 });
		expect(items[1]!.values).toEqual({ count: 0, p50: null, p90: null, lateShare: null });
	});
});
