import { jest } from "@jest/globals";
import { Undo } from "./undo.ts";

describe("undo", () => {
	let undo: Undo;
	let sent: string[];
	const hold = (orderId: string) => undo.hold({ orderId, what: orderId, send: () => sent.push(orderId) });

	beforeEach(() => {
		jest.useFakeTimers();
		undo = new Undo();
		sent = [];
	});
	afterEach(() => jest.useRealTimers());

	it("sends after three seconds", () => {
		hold("a");
		jest.advanceTimersByTime(2_999);
		expect(sent).toEqual([]);

		jest.advanceTimersByTime(1);

		expect(sent).toEqual(["a"]);
		expect(undo.waiting.value).toBeUndefined();
	});

	it("sends nothing that was taken back", () => {
		hold("a");

		expect(undo.undo()).toBe("a");

		jest.advanceTimersByTime(10_000);
		expect(sent).toEqual([]);
	});

	it("sends one when the next is held, and each once", () => {
		hold("a");
		hold("b");
		expect(sent).toEqual(["a"]);

		undo.flush();
		jest.advanceTimersByTime(10_000);

		expect(sent).toEqual(["a", "b"]);
	});

	it("has nothing to take back when nothing waits", () => {
		expect(undo.undo()).toBeUndefined();
	});
});
