import { jest } from "@jest/globals";
import { TurnedAway } from "./rejection-log.ts";

describe("requests that are turned away", () => {
	let lines: string[];
	let turnedAway: TurnedAway;
	const flood = (count: number) => {
		for (let index = 0; index < count; index++) turnedAway.note("overloaded", "POST /v1/orders", "2001 messages wait");
	};

	beforeEach(() => {
		jest.useFakeTimers();
		lines = [];
		turnedAway = new TurnedAway((text) => void lines.push(text));
	});
	afterEach(() => {
		turnedAway.close();
		jest.useRealTimers();
	});

	it("are told of at once, and then by their number", () => {
		flood(1_000);
		expect(lines).toEqual(["POST /v1/orders is turned away, overloaded: 2001 messages wait"]);

		jest.advanceTimersByTime(10_000);
		expect(lines.slice(1)).toEqual(["999 more turned away since, overloaded"]);

		flood(5);
		jest.advanceTimersByTime(10_000);
		expect(lines.slice(2)).toEqual(["5 more turned away since, overloaded"]);
	});

	it("are told of apart by their reasons", () => {
		flood(2);
		turnedAway.note("unavailable", "GET /v1/mypage", "mypage is away");
		turnedAway.close();

		expect(lines).toEqual([
			"POST /v1/orders is turned away, overloaded: 2001 messages wait",
			"GET /v1/mypage is turned away, unavailable: mypage is away",
			"1 more turned away since, overloaded",
		]);
	});

	it("are news again after a while without any", () => {
		flood(1);
		jest.advanceTimersByTime(20_000);
		expect(lines).toHaveLength(1);

		flood(1);
		expect(lines).toHaveLength(2);
	});
});
