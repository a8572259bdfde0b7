import { lineFrom, type Menu, pauseBetweenOrders, wishOf } from "./choices.ts";

const group = (id: string, min: number, available: boolean[]) => ({
	id,
	min,
	max: 2,
	options: available.map((isAvailable, index) => ({ id: `${id}-${index}`, available: isAvailable })),
});
const item = (productId: string, available: boolean, optionGroupIds: string[]) => ({
	productId,
	name: { ko: productId, en: productId },
	available,
	optionGroupIds,
});
const MENU: Menu = {
	items: [item("latte", true, ["milk", "syrup"]), item("mocha", false, ["milk"]), item("tea", true, ["cup"])],
	optionGroups: [group("milk", 1, [false, true]), group("syrup", 0, [true]), group("cup", 1, [false])],
};

/** A repeatable sequence of numbers from 0 to 1. */
const sequence = (seed: number) => {
	let state = seed;
	return () => {
		state = (state * 16_807) % 2_147_483_647;
		return state / 2_147_483_647;
	};
};

describe("the choices of a simulated customer", () => {
	it("are products and options that are for sale, one of each required group", () => {
		for (let seed = 1; seed < 200; seed++) {
			const line = lineFrom(MENU, sequence(seed))!;

			expect(line.productId).toBe("latte");
			expect(line.options.filter(({ groupId }) => groupId === "milk")).toEqual([{ groupId: "milk", optionId: "milk-1" }]);
		}
	});

	it("are nothing when everything is sold out", () => {
		expect(lineFrom({ ...MENU, items: [item("mocha", false, []), item("tea", true, ["cup"])] }, sequence(1))).toBeUndefined();
	});

	it("include pick-ups, deliveries and parcels, at the wanted pace", () => {
		const random = sequence(1);
		const wishes = Array.from({ length: 300 }, () => wishOf(random));
		const pauses = Array.from({ length: 300 }, () => pauseBetweenOrders(6, random));

		expect(new Set(wishes)).toEqual(new Set(["pickup", "delivery", "parcel"]));
		expect(pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length).toBeCloseTo(10, 0);
	});
});
