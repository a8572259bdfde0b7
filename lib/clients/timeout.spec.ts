import { jest } from "@jest/globals";
import { withTimeout } from "./timeout.ts";

const timeoutError = () => new RangeError("too late");

describe("withTimeout", () => {
	beforeEach(() => void jest.useFakeTimers());
	afterEach(() => void jest.useRealTimers());

	it("settles like the promise and leaves no timer behind", async () => {
		expect(await withTimeout(Promise.resolve("found"), 1_000, timeoutError)).toBe("found");
		await expect(withTimeout(Promise.reject(new Error("broken")), 1_000, timeoutError)).rejects.toThrow("broken");
		expect(jest.getTimerCount()).toBe(0);
	});

	it("rejects if the promise does not settle in time", async () => {
		const answer = expect(withTimeout(new Promise(() => undefined), 1_000, timeoutError)).rejects.toThrow(RangeError);
		await jest.advanceTimersByTimeAsync(1_000);

		await answer;
	});
});
