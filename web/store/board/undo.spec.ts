import { jest } from "@jest/globals";
import { Undo } from "./undo.ts";

describe("undo", () => {
	let undo: Undo;
	let sent: string[];
	const hold = (orderId: string) => undo.hold({ orderId, label: orderId, send: () => sent.push(orderId) });

	beforeEach(() => {
		jest.useFakeTimers();
		undo = new Undo();
		sent = [];
	});
	afterEach(() => jest.useRealTimers());

	it("sends a command after three seconds", () => {
		hold("a");
		jest.advanceTimersByTime(2_999);
		expect(sent).toEqual([]);

		jest.advanceTimersByTime(1);

		expect(sent).toEqual(["a"]);
		expect(undo.pending.value).toBeUndefined();
	});

	it("does not send a command that was undone", () => {
		hold("a");

		expect(undo.undo()).toBe("a");

		jest.advanceTimersByTime(10_000);
		expect(sent).toEqual([]);
	});

	it("sends the pending command when the next is held, and each only once", () => {
		hold("a");
		hold("b");
		expect(sent).toEqual(["a"]);

		undo.flush();
		jest.advanceTimersByTime(10_000);

		expect(sent).toEqual(["a", "b"]);
	});

	it("returns undefined when nothing is pending", () => {
		expect(undo.undo()).toBeUndefined();
	});
});
