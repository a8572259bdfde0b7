import { jest } from "@jest/globals";
import { RejectionLog } from "./rejection-log.ts";

describe("the rejection log", () => {
	let lines: string[];
	let rejectionLog: RejectionLog;
	const flood = (count: number) => {
		for (let index = 0; index < count; index++) rejectionLog.record("overloaded", "POST /v1/orders", "2001 messages are waiting");
	};

	beforeEach(() => {
		jest.useFakeTimers();
		lines = [];
		rejectionLog = new RejectionLog((text) => void lines.push(text));
	});
	afterEach(() => {
		rejectionLog.close();
		jest.useRealTimers();
	});

	it("logs the first rejection at once, and then the number of further ones", () => {
		flood(1_000);
		expect(lines).toEqual(["POST /v1/orders rejected with overloaded: 2001 messages are waiting"]);

		jest.advanceTimersByTime(10_000);
		expect(lines.slice(1)).toEqual(["Further requests rejected with overloaded: 999"]);

		flood(5);
		jest.advanceTimersByTime(10_000);
		expect(lines.slice(2)).toEqual(["Further requests rejected with overloaded: 5"]);
	});

	it("counts each problem code separately", () => {
		flood(2);
		rejectionLog.record("unavailable", "GET /v1/mypage", "mypage is not available");
		rejectionLog.close();

		expect(lines).toEqual([
			"POST /v1/orders rejected with overloaded: 2001 messages are waiting",
			"GET /v1/mypage rejected with unavailable: mypage is not available",
			"Further requests rejected with overloaded: 1",
		]);
	});

	it("logs the next rejection at once after an interval without any", () => {
		flood(1);
		jest.advanceTimersByTime(20_000);
		expect(lines).toHaveLength(1);

		flood(1);
		expect(lines).toHaveLength(2);
	});
});
