import fc from "fast-check";
import { aLine } from "../../test/support/builders/order.ts";
import { told } from "../../test/support/builders/rules.ts";
import { decide, items, type Stock, type StockCommand, stockRules } from "./stock.ts";

const count = (onHand: Record<string, number>): StockCommand => ({ type: "count", storeId: "gangnam", onHand });
const reserve = (orderId: string, productId = "latte", quantity = 2): StockCommand => ({
	type: "reserve",
	storeId: "gangnam",
	orderId,
	lines: [aLine({ productId, quantity })],
});
const giveBack = (orderId: string): StockCommand => ({ type: "giveBack", storeId: "gangnam", orderId });
const use = (orderId: string): StockCommand => ({ type: "use", storeId: "gangnam", orderId });
const latte = (stock: Stock) => items(stock).find(({ productId }) => productId === "latte");

describe("when an order asks for stock", () => {
	it("promises it without taking it off the shelf", () => {
		const stock = told(stockRules, null, [count({ latte: 5 }), reserve("ord_1")]);

		expect(latte(stock)).toEqual({ productId: "latte", onHand: 5, reserved: 2, available: 3 });
	});

	it("promises all lines or none", () => {
		const stock = told(stockRules, null, [count({ latte: 5, mocha: 1 })]);
		const lines = [aLine({ productId: "latte", quantity: 1 }), aLine({ productId: "mocha", quantity: 2 })];

		const decision = decide(stock, { type: "reserve", storeId: "gangnam", orderId: "ord_1", lines });

		expect(decision).toMatchObject({ emits: ["stock.ran_out"], data: { orderId: "ord_1", missing: ["mocha"] }, state: { reserved: {} } });
	});

	it("adds up lines of the same product", () => {
		const stock = told(stockRules, null, [count({ latte: 3 })]);
		const lines = [aLine({ quantity: 2 }), aLine({ quantity: 2 })];

		expect(decide(stock, { type: "reserve", storeId: "gangnam", orderId: "ord_1", lines })).toMatchObject({ emits: ["stock.ran_out"] });
	});

	it("counts a product whatever it is called", () => {
		const stock = told(stockRules, null, [
			count({ constructor: 5 }),
			reserve("ord_1", "constructor", 2),
			reserve("ord_2", "constructor", 2),
		]);

		expect(items(stock)).toEqual([{ productId: "constructor", onHand: 5, reserved: 4, available: 1 }]);
		expect(decide(stock, reserve("ord_3", "constructor", 2))).toMatchObject({ emits: ["stock.ran_out"] });
	});

	it("never runs out of what is not counted", () => {
		expect(decide(null, reserve("ord_1", "water", 100))).toMatchObject({ emits: ["stock.reserved"] });
	});

	it("promises once, however often it is asked", () => {
		const stock = told(stockRules, null, [count({ latte: 5 }), reserve("ord_1")]);

		expect(decide(stock, reserve("ord_1"))).toEqual({ kind: "ignore" });
	});

	it("says with the last piece that there is no more", () => {
		const stock = told(stockRules, null, [count({ latte: 2 })]);

		expect(decide(stock, reserve("ord_1"))).toMatchObject({
			emits: ["stock.reserved", "stock.changed"],
			data: { available: { latte: false } },
		});
	});
});

describe("when the order goes on", () => {
	const stock = told(stockRules, null, [count({ latte: 2 }), reserve("ord_1")]);

	it("takes off the shelf what was brewed", () => {
		expect(latte(told(stockRules, stock, [use("ord_1")]))).toEqual({ productId: "latte", onHand: 0, reserved: 0, available: 0 });
	});

	it("gives back what was not, once", () => {
		const back = told(stockRules, stock, [giveBack("ord_1")]);

		expect(latte(back)).toEqual({ productId: "latte", onHand: 2, reserved: 0, available: 2 });
		expect(decide(back, giveBack("ord_1"))).toEqual({ kind: "ignore" });
		expect(decide(back, use("ord_1"))).toEqual({ kind: "ignore" });
	});

	it("is kept in mind even before anything was counted or promised", () => {
		expect(decide(null, giveBack("ord_1"))).toMatchObject({ kind: "become", emits: [], state: { storeId: "gangnam", reserved: {} } });
	});

	it("says that there is something again", () => {
		expect(decide(stock, giveBack("ord_1"))).toMatchObject({ emits: ["stock.changed"], data: { available: { latte: true } } });
	});

	it("shows nothing below zero when fewer are counted than are promised", () => {
		expect(latte(told(stockRules, stock, [count({ latte: 1 })]))).toEqual({ productId: "latte", onHand: 1, reserved: 2, available: 0 });
	});
});

describe("whatever happens", () => {
	const someOrder = fc.integer({ min: 1, max: 8 }).map((n) => `ord_${n}`);
	const someCommand = fc.oneof(
		fc.tuple(someOrder, fc.integer({ min: 1, max: 4 })).map(([id, quantity]) => reserve(id, "latte", quantity)),
		someOrder.map(giveBack),
		someOrder.map(use),
	);

	it("is never oversold, and what left the shelf was used by somebody", () => {
		fc.assert(
			fc.property(fc.array(someCommand, { maxLength: 60 }), (commands) => {
				let stock = told(stockRules, null, [count({ latte: 10 })]);
				let used = 0;
				for (const command of commands) {
					const promised = command.type === "use" ? (stock.reserved[command.orderId]?.latte ?? 0) : 0;
					const decision = decide(stock, command);
					if (decision.kind !== "become") continue;
					used += promised;
					stock = decision.state;
					const { onHand, reserved } = latte(stock)!;
					expect(reserved).toBeLessThanOrEqual(onHand);
					expect(onHand + used).toBe(10);
				}
			}),
		);
	});
});
