import { duplicatesOf, summarise } from "./check.ts";
import { hasEnded, type Order, staffStep } from "./customers/orders.ts";
import { newAccount } from "./customers/session.ts";
import { chosen, chosenOptions } from "./customers/shop.ts";
import { isOrder } from "./customers/visits.ts";

const account = newAccount("01011112222", "password", "token", true);
const newOrder = (id: string, status: string, reason: string | null = null): Order => ({
	id,
	note: `load test x ${id}`,
	account,
	status,
	reason,
	ended: false,
	acknowledgedAt: 0,
});
const isEnded = (status: string) => hasEnded(status, true);

describe("the findings", () => {
	const reads = [
		{ order: newOrder("1", "completed"), found: "there" as const },
		{ order: newOrder("2", "cancelled", "out_of_stock"), found: "there" as const },
		{ order: newOrder("3", "preparing"), found: "there" as const },
		{ order: newOrder("4", "placed"), found: "missing" as const },
		{ order: newOrder("5", "completed"), found: "unread" as const },
	];
	const listed = (id: string, turn: number) => ({ id, note: `load test x ${turn}` });
	const lists = [
		[listed("1", 1), listed("2", 2), listed("3", 3), listed("5", 5), listed("1b", 1), listed("9", 9)],
		[listed("2", 2)],
		undefined,
	];

	it("count all orders and list those with problems", () => {
		expect(summarise(reads, lists, isEnded)).toEqual({
			acknowledged: 5,
			there: 3,
			ended: { completed: 1, cancelled: 1 },
			reasons: { out_of_stock: 1 },
			missing: ["4"],
			unread: ["5"],
			notEnded: ["3 preparing"],
			duplicates: ["load test x 1: 2 orders"],
			unlisted: 1,
			unacknowledged: 1,
		});
	});

	it("contain no duplicates if each note occurs once", () => {
		expect(duplicatesOf(["a", "b"])).toEqual([]);
	});
});

describe("an order has ended", () => {
	it.each(["completed", "cancelled", "rejected"])("if it is %s", (status) => {
		expect([hasEnded(status, true), hasEnded(status, false)]).toEqual([true, true]);
	});

	it.each(["placed", "submitted", "accepted", "preparing"])("but not if it is %s", (status) => {
		expect([hasEnded(status, true), hasEnded(status, false)]).toEqual([false, false]);
	});

	it("if it is ready and there is no staff to hand it over", () => {
		expect([hasEnded("ready", true), hasEnded("ready", false)]).toEqual([false, true]);
	});
});

describe("staff", () => {
	const shop = { storeId: "s", productId: "latte", options: [], autoAccept: false, autoBrew: false, stockBefore: undefined };
	const kinds = (changes: object) =>
		["submitted", "accepted", "preparing", "ready", "completed"].map(
			(status) => staffStep({ id: "1", status }, { ...shop, ...changes })?.[0],
		);

	it("handle every step if the store does nothing automatically", () => {
		expect(kinds({})).toEqual(["accept", "start", "complete", "collect", undefined]);
	});

	it("only hand over if the store accepts and brews automatically", () => {
		expect(kinds({ autoAccept: true, autoBrew: true })).toEqual([undefined, undefined, undefined, "collect", undefined]);
	});
});

describe("the product", () => {
	const menu = [
		{ productId: "slow", prepSeconds: 9, available: true },
		{ productId: "quick", prepSeconds: 1, available: true },
		{ productId: "gone", prepSeconds: 0, available: false },
	];

	it.each([
		[undefined, "quick"],
		["gone", "gone"],
		["none", undefined],
	])("for the option %s is %s", (wanted, product) => {
		expect(chosen(menu, wanted)).toBe(product);
	});

	it("is undefined if the menu is empty", () => {
		expect(chosen([], undefined)).toBeUndefined();
	});

	it("is ordered with an available option of each of its groups", () => {
		const option = (id: string, available = true) => ({ id, available });
		const optionGroups = [
			{ id: "milk", options: [option("oat", false), option("whole")] },
			{ id: "size", options: [option("large")] },
			{ id: "syrup", options: [option("vanilla", false)] },
		];
		const latte = { productId: "latte", prepSeconds: 1, available: true, optionGroupIds: ["milk", "syrup"] };

		expect(chosenOptions({ items: [latte], optionGroups }, "latte")).toEqual([{ groupId: "milk", optionId: "whole" }]);
		expect(chosenOptions({ items: menu }, "slow")).toEqual([]);
	});
});

it("one in five mixed visits places an order", () => {
	const turns = Array.from({ length: 100 }, (_, turn) => turn);

	expect(turns.filter((turn) => isOrder("mixed", turn))).toHaveLength(20);
	expect(turns.filter((turn) => isOrder("order", turn))).toHaveLength(100);
	expect(turns.filter((turn) => isOrder("read", turn))).toHaveLength(0);
});
