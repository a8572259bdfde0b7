import { isAsShown, isOpen, type Purchase, whenBack } from "./purchase.ts";

const PURCHASE: Purchase = {
	key: "k",
	body: { storeId: "gangnam", kind: "goods", lines: [{ productId: "latte", quantity: 2 }], payment: { timing: "prepaid" } },
	total: 10_000,
	pay: { method: "card", token: "sim_ok" },
	pressedAt: 1_000_000,
};

describe("an order that was pressed for", () => {
	it.each([
		["goes on by itself a moment later", 1_000, "finish"],
		["is asked about after a while", 120_000, "ask"],
		["is let be before the server forgets it", 72_000_000, "forget"],
	] as const)("%s", (_, age, expected) => {
		expect(whenBack(PURCHASE, PURCHASE.pressedAt + age)).toBe(expected);
	});

	it("is paid at once only at the price that was shown", () => {
		expect([isAsShown(PURCHASE, 10_000), isAsShown(PURCHASE, 10_500)]).toEqual([true, false]);
	});
});

describe("whether an order may have been placed", () => {
	it.each([
		["is open when nothing came back", { code: "no_answer", status: 0 }, [true, true]],
		["is open when the answer was lost on its way", { code: "unavailable", status: 503 }, [true, true]],
		["is settled by a refusal", { code: "store_closed", status: 409 }, [false, false]],
		[
			"is settled when there was too much to do: who was placed before is told so first",
			{ code: "overloaded", status: 503 },
			[false, false],
		],
		["is as open as before to whoever asked too often", { code: "too_many_requests", status: 429 }, [false, true]],
		["is as open as before to whoever has to sign in again", { code: "unauthorized", status: 401 }, [false, true]],
		["is as open as before while an earlier try is under way", { code: "idempotency_key_in_flight", status: 409 }, [false, true]],
	] as const)("%s", (_, failure, expected) => {
		expect([isOpen(false, failure), isOpen(true, failure)]).toEqual(expected);
	});
});
