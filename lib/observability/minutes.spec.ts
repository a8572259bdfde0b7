import { RETAINED_MINUTES } from "../../contracts/ops.ts";
import { countMinute, MINUTE_MS, minutesOf } from "./minutes.ts";

const START = Date.parse("2026-03-01T10:00:00Z");

describe("per-minute counts", () => {
	it("are kept by key and minute", () => {
		countMinute("requests", "2xx", START);
		countMinute("requests", "2xx", START + MINUTE_MS - 1);
		countMinute("requests", "5xx", START + MINUTE_MS);

		expect(minutesOf("requests", START)).toEqual([
			[START, { "2xx": 2 }],
			[START + MINUTE_MS, { "5xx": 1 }],
		]);
		expect(minutesOf("requests", START + MINUTE_MS)).toHaveLength(1);
		expect(minutesOf("orders", 0)).toEqual([]);
	});

	it("are dropped after a day", () => {
		countMinute("orders", "placed", START);
		countMinute("orders", "placed", START + RETAINED_MINUTES * MINUTE_MS);

		expect(minutesOf("orders", 0).map(([start]) => start)).toEqual([START + RETAINED_MINUTES * MINUTE_MS]);
	});
});
