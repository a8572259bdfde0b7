import { jest } from "@jest/globals";
import { StoreUnavailable } from "../actor-store.ts";
import { inTime } from "./timeout.ts";

const late = () => new StoreUnavailable("too late");

describe("an answer in time", () => {
	beforeEach(() => void jest.useFakeTimers());
	afterEach(() => void jest.useRealTimers());

	it("is passed on, good or bad, and leaves no timer behind", async () => {
		expect(await inTime(Promise.resolve("found"), 1_000, late)).toBe("found");
		await expect(inTime(Promise.reject(new Error("broken")), 1_000, late)).rejects.toThrow("broken");
		expect(jest.getTimerCount()).toBe(0);
	});

	it("that never comes is not waited for", async () => {
		const answer = expect(inTime(new Promise(() => undefined), 1_000, late)).rejects.toThrow(StoreUnavailable);
		await jest.advanceTimersByTimeAsync(1_000);

		await answer;
	});
});
