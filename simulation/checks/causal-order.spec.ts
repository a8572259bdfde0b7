import type { LoggedEvent } from "../../contracts/event-log.ts";
import { causalFaults } from "./causal-order.ts";

/** Events of one order: sender, version, type, and the id of the cause if there is one. */
const events = (...rows: [sender: string, version: number, type: string, cause?: string][]): LoggedEvent[] =>
	rows.map(([sender, version, type, cause]) => ({
		...{ id: `${sender}/ord_1/${version}`, orderId: "ord_1", sender: `${sender}/ord_1`, version, type, cause },
		...{ at: version, data: {} },
	})) as unknown as LoggedEvent[];

describe("the check of causal order", () => {
	it("accepts causes before effects", () => {
		const log = events(
			["order", 1, "order.placed"],
			["order", 2, "order.submitted"],
			["store-order", 1, "store.received", "order/ord_1/2"],
		);

		expect(causalFaults(log)).toEqual([]);
	});

	it("finds an event before its cause, its sender's previous one, and the message that it needs", () => {
		expect(causalFaults(events(["brew", 1, "brew.received", "order/ord_1/2"], ["order", 2, "order.accepted"]))).toEqual([
			"brew/ord_1/1 before its cause order/ord_1/2",
			"brew/ord_1/1, brew.received, before order.accepted",
		]);
		expect(causalFaults(events(["order", 2, "order.accepted"], ["order", 1, "order.placed"]))).toEqual([
			"order/ord_1/1 after version 2 of its sender",
		]);
		expect(causalFaults(events(["brew", 3, "brew.started"], ["stock", 5, "stock.reserved"]))).toEqual([
			"brew/ord_1/3, brew.started, before stock.reserved",
		]);
	});

	it("accepts a message that is repeated after what followed its first", () => {
		const log = events(["stock", 5, "stock.reserved"], ["brew", 3, "brew.started"], ["stock", 6, "stock.reserved"]);

		expect(causalFaults(log)).toEqual([]);
	});
});
