import { busyMinutes, groupResponses, lateShare, type Minute, total } from "./series.ts";

const minute = (values: Minute["values"], index = 0): Minute => ({ at: `2026-11-21T10:0${index}:00.000Z`, values });

describe("the figures of minutes", () => {
	it("add up, ignoring missing values", () => {
		expect(total([minute({ completed: 2 }), minute({ completed: null }), minute({ completed: 3 })], "completed")).toBe(5);
	});

	it("weigh the late share by the number of orders", () => {
		expect(lateShare([minute({ count: 9, lateShare: 0 }), minute({ count: 1, lateShare: 1 }), minute({ count: 0, lateShare: null })])).toBe(
			0.1,
		);
		expect(lateShare([minute({ count: 0, lateShare: null })])).toBeNull();
	});

	it("list only minutes with values, the latest first", () => {
		const minutes = [minute({ p50: -10 }, 1), minute({ p50: null }, 2), minute({ p50: 0, p90: 4 }, 3), minute({ p50: 0 }, 4)];

		expect(busyMinutes(minutes, ["p50", "p90"]).map(({ at }) => at.slice(14, 16))).toEqual(["03", "01"]);
	});

	it("count 2xx and 3xx responses as successful", () => {
		expect(groupResponses([minute({ "2xx": 3, "3xx": 2, "4xx": 1, "5xx": 0 })])).toEqual([minute({ successful: 5, "4xx": 1, "5xx": 0 })]);
	});
});
