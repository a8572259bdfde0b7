import fc from "fast-check";
import { aLine } from "../../test/support/builders/order.ts";
import { stateAfter } from "../../test/support/builders/rules.ts";
import { decide, items, type Stock, type StockCommand, stockRules } from "./stock.ts";

const set = (onHand: Record<string, number>): StockCommand => ({ type: "set", storeId: "gangnam", onHand });
const reserve = (orderId: string, productId = "latte", quantity = 2): StockCommand => ({
	type: "reserve",
	storeId: "gangnam",
	orderId,
	lines: [aLine({ productId, quantity })],
});
const release = (orderId: string): StockCommand => ({ type: "release", storeId: "gangnam", orderId });
const consume = (orderId: string): StockCommand => ({ type: "consume", storeId: "gangnam", orderId });
const latte = (stock: Stock) => items(stock).find(({ productId }) => productId === "latte");

describe("a reservation", () => {
	it("lowers what is available, not what is on hand", () => {
		const stock = stateAfter(stockRules, null, [set({ latte: 5 }), reserve("ord_1")]);

		expect(latte(stock)).toEqual({ productId: "latte", onHand: 5, reserved: 2, available: 3 });
	});

	it("covers all lines or none", () => {
		const stock = stateAfter(stockRules, null, [set({ latte: 5, mocha: 1 })]);
		const lines = [aLine({ productId: "latte", quantity: 1 }), aLine({ productId: "mocha", quantity: 2 })];

		const decision = decide(stock, { type: "reserve", storeId: "gangnam", orderId: "ord_1", lines });

		expect(decision).toMatchObject({ emits: ["stock.ran_out"], data: { orderId: "ord_1", missing: ["mocha"] }, state: { reserved: {} } });
	});

	it("adds up lines of the same product", () => {
		const stock = stateAfter(stockRules, null, [set({ latte: 3 })]);
		const lines = [aLine({ quantity: 2 }), aLine({ quantity: 2 })];

		expect(decide(stock, { type: "reserve", storeId: "gangnam", orderId: "ord_1", lines })).toMatchObject({ emits: ["stock.ran_out"] });
	});

	it("counts options that have an entry, for each unit", () => {
		const stock = stateAfter(stockRules, null, [set({ latte: 9, "milk:oat": 3 })]);
		const oat = { groupId: "milk", optionId: "oat", name: { ko: "귀리 우유", en: "Oat milk" }, price: 600, quantity: 1 };
		const lines = [aLine({ quantity: 2, options: [oat, { ...oat, optionId: "soy" }] })];

		const reserved = stateAfter(stockRules, stock, [{ type: "reserve", storeId: "gangnam", orderId: "ord_1", lines }]);

		expect(items(reserved)).toContainEqual({ productId: "milk:oat", onHand: 3, reserved: 2, available: 1 });
		expect(decide(reserved, { type: "reserve", storeId: "gangnam", orderId: "ord_2", lines })).toMatchObject({
			emits: ["stock.ran_out"],
			data: { missing: ["milk:oat"] },
		});
		expect(items(stateAfter(stockRules, reserved, [consume("ord_1")]))).toContainEqual(
			expect.objectContaining({ productId: "milk:oat", onHand: 1, reserved: 0 }),
		);
	});

	it("works for a product whose id is an object property", () => {
		const stock = stateAfter(stockRules, null, [
			set({ constructor: 5 }),
			reserve("ord_1", "constructor", 2),
			reserve("ord_2", "constructor", 2),
		]);

		expect(items(stock)).toEqual([{ productId: "constructor", onHand: 5, reserved: 4, available: 1 }]);
		expect(decide(stock, reserve("ord_3", "constructor", 2))).toMatchObject({ emits: ["stock.ran_out"] });
	});

	it("always succeeds for an untracked product", () => {
		expect(decide(null, reserve("ord_1", "water", 100))).toMatchObject({ emits: ["stock.reserved"] });
	});

	it("is made once however often it is requested, and confirmed each time", () => {
		const stock = stateAfter(stockRules, null, [set({ latte: 2 }), reserve("ord_1")]);

		expect(decide(stock, reserve("ord_1"))).toMatchObject({ state: stock, emits: ["stock.reserved"], data: { orderId: "ord_1" } });
	});

	it("always succeeds for an order that is being brewed already", () => {
		const stock = stateAfter(stockRules, null, [set({ latte: 1 })]);

		const reserved = stateAfter(stockRules, stock, [{ ...reserve("ord_1"), isStarted: true } as StockCommand]);

		expect(latte(reserved)).toEqual({ productId: "latte", onHand: 1, reserved: 2, available: 0 });
	});

	it("publishes that the product is unavailable with the last unit", () => {
		const stock = stateAfter(stockRules, null, [set({ latte: 2 })]);

		expect(decide(stock, reserve("ord_1"))).toMatchObject({
			emits: ["stock.reserved", "stock.changed"],
			data: { available: { latte: false } },
		});
	});
});

describe("the end of a reservation", () => {
	const stock = stateAfter(stockRules, null, [set({ latte: 2 }), reserve("ord_1")]);

	it("lowers what is on hand when the order was brewed", () => {
		expect(latte(stateAfter(stockRules, stock, [consume("ord_1")]))).toEqual({ productId: "latte", onHand: 0, reserved: 0, available: 0 });
	});

	it("makes the units available again when the order was cancelled, once", () => {
		const released = stateAfter(stockRules, stock, [release("ord_1")]);

		expect(latte(released)).toEqual({ productId: "latte", onHand: 2, reserved: 0, available: 2 });
		expect(decide(released, release("ord_1"))).toEqual({ kind: "ignore" });
		expect(decide(released, consume("ord_1"))).toEqual({ kind: "ignore" });
	});

	it("is stored even before the store has any stock", () => {
		expect(decide(null, release("ord_1"))).toMatchObject({ kind: "become", emits: [], state: { storeId: "gangnam", reserved: {} } });
	});

	it("publishes that the product is available again", () => {
		expect(decide(stock, release("ord_1"))).toMatchObject({ emits: ["stock.changed"] });
		expect(stockRules.snapshot(stateAfter(stockRules, stock, [release("ord_1")]))).toMatchObject({ available: { latte: true } });
	});

	it("never shows fewer than zero available when less is on hand than reserved", () => {
		expect(latte(stateAfter(stockRules, stock, [set({ latte: 1 })]))).toEqual({ productId: "latte", onHand: 1, reserved: 2, available: 0 });
	});
});

describe("any sequence of commands", () => {
	const someOrder = fc.integer({ min: 1, max: 8 }).map((n) => `ord_${n}`);
	const someCommand = fc.oneof(
		fc.tuple(someOrder, fc.integer({ min: 1, max: 4 })).map(([id, quantity]) => reserve(id, "latte", quantity)),
		someOrder.map(release),
		someOrder.map(consume),
	);

	it("never oversells, and accounts for every unit that left the shelf", () => {
		fc.assert(
			fc.property(fc.array(someCommand, { maxLength: 60 }), (commands) => {
				let stock = stateAfter(stockRules, null, [set({ latte: 10 })]);
				let consumed = 0;
				for (const command of commands) {
					const quantity = command.type === "consume" ? (stock.reserved[command.orderId]?.latte ?? 0) : 0;
					const decision = decide(stock, command);
					if (decision.kind !== "become") continue;
					consumed += quantity;
					stock = decision.state;
					const { onHand, reserved } = latte(stock)!;
					expect(reserved).toBeLessThanOrEqual(onHand);
					expect(onHand + consumed).toBe(10);
				}
			}),
		);
	});
});
