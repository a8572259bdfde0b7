import { draftAfterOrder, isPriceUnchanged, mayBePlaced, type Purchase, resumeActionFor } from "./purchase.ts";

const PURCHASE: Purchase = {
	key: "k",
	body: { storeId: "gangnam", kind: "goods", lines: [{ productId: "latte", quantity: 2 }], payment: { timing: "prepaid" } },
	total: 10_000,
	pay: { method: "card", token: "sim_ok" },
	pressedAt: 1_000_000,
};

describe("a pending purchase", () => {
	it.each([
		["is sent again a moment later", 1_000, "send"],
		["waits for the customer after a while", 120_000, "ask"],
		["is discarded before its key expires", 72_000_000, "discard"],
	] as const)("%s", (_, age, expected) => {
		expect(resumeActionFor(PURCHASE, PURCHASE.pressedAt + age)).toBe(expected);
	});

	it("is paid at once only at the shown price", () => {
		expect([isPriceUnchanged(PURCHASE, 10_000), isPriceUnchanged(PURCHASE, 10_500)]).toEqual([true, false]);
	});
});

describe("whether the order may have been placed", () => {
	it.each([
		["is unknown without a response", { code: "no_answer", status: 0 }, [true, true]],
		["is unknown after a lost response", { code: "unavailable", status: 503 }, [true, true]],
		["is ruled out by a refusal", { code: "store_closed", status: 409 }, [false, false]],
		["is ruled out by an overload, since the server replays a stored response first", { code: "overloaded", status: 503 }, [false, false]],
		["stays as it was when rate-limited", { code: "too_many_requests", status: 429 }, [false, true]],
		["stays as it was when the session has expired", { code: "unauthorized", status: 401 }, [false, true]],
		["stays as it was while an earlier request is in flight", { code: "idempotency_key_in_flight", status: 409 }, [false, true]],
	] as const)("%s", (_, failure, expected) => {
		expect([mayBePlaced(false, failure), mayBePlaced(true, failure)]).toEqual(expected);
	});
});

it("keeps an order's request and time out of the next one", () => {
	const draft = { fulfilment: "delivery", note: "No ice", at: "2026-12-02T00:00:00.000Z" };

	expect(draftAfterOrder(draft)).toEqual({ fulfilment: "delivery", note: "", at: undefined });
});
