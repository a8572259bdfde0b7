import { jest } from "@jest/globals";
import { newId } from "./ids.ts";

describe("ids", () => {
	it("sort by creation, even if the clock is set back", () => {
		const clock = jest.spyOn(Date, "now");
		const ids = [1_800_000_000_000, 1_800_000_000_000, 1_799_999_999_000, 1_800_000_000_001].map((now) => {
			clock.mockReturnValue(now);
			return newId("ord");
		});
		clock.mockRestore();

		expect(ids.toSorted()).toEqual(ids);
	});

	it("are unique and safe in a path", () => {
		const ids = Array.from({ length: 10_000 }, () => newId("acc"));

		expect(new Set(ids).size).toBe(10_000);
		for (const id of ids) expect(id).toMatch(/^acc_[0-9a-z]{25}$/);
	});
});
