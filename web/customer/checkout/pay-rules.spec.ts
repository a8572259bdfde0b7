import type { PaymentStatus } from "../../../contracts/common.ts";
import { canPay, payState, type ToPay } from "./pay-rules.ts";

const AT = Date.parse("2026-11-21T01:00:00Z");
const PLACED: ToPay = {
	id: "ord_1",
	storeId: "gangnam",
	kind: "goods",
	status: "placed",
	payBy: "2026-11-21T01:10:00Z",
	amounts: { total: 10_000 },
	payment: { timing: "prepaid", status: "due" },
};
const STATUSES: PaymentStatus[] = ["due", "unknown", "approved", "declined", "expired", "voided", "refunded", "collected"];

describe("what can be paid", () => {
	it.each([
		["due", "payable"],
		["declined", "declined"],
		["unknown", "unknown"],
		["approved", "paid"],
		["collected", "paid"],
		["expired", "over"],
		["voided", "nothing"],
		["refunded", "nothing"],
	] as const)("is decided by the payment: %s is %s", (status, expected) => {
		expect(payState(PLACED, { status }, AT)).toBe(expected);
	});

	it("is nothing that is due or was declined but is too late", () => {
		const late = Date.parse(PLACED.payBy!);

		expect(STATUSES.filter((status) => canPay(payState(PLACED, { status }, late)))).toEqual([]);
		expect(payState(PLACED, { status: "unknown" }, late)).toBe("unknown");
	});

	it("is nothing that is not known, may be charged already, or is", () => {
		expect(payState(PLACED, undefined, AT)).toBe("asking");
		expect(STATUSES.filter((status) => canPay(payState(PLACED, { status }, AT)))).toEqual(["due", "declined"]);
	});

	it("is nothing of an order that is under way or is paid on receipt", () => {
		const onReceipt: ToPay = { ...PLACED, payment: { timing: "on_receipt", status: "due" } };

		expect(payState({ ...PLACED, status: "submitted" }, { status: "approved" }, AT)).toBe("nothing");
		expect(payState(onReceipt, { status: "due" }, AT)).toBe("nothing");
	});
});
