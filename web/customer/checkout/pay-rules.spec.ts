import type { PaymentStatus } from "../../../contracts/notation/common.ts";
import { canPay, type PayableOrder, payState } from "./pay-rules.ts";

const AT = Date.parse("2026-11-21T01:00:00Z");
const PLACED: PayableOrder = {
	id: "ord_1",
	storeId: "gangnam",
	kind: "goods",
	status: "placed",
	payBy: "2026-11-21T01:10:00Z",
	amounts: { total: 10_000 },
	payment: { timing: "prepaid", status: "due" },
};
const STATUSES: PaymentStatus[] = ["due", "unknown", "approved", "declined", "expired", "voided", "refunded", "collected"];

describe("the payment panel", () => {
	it.each([
		["due", "payable"],
		["declined", "declined"],
		["unknown", "unknown"],
		["approved", "paid"],
		["collected", "paid"],
		["expired", "expired"],
		["voided", "none"],
		["refunded", "none"],
	] as const)("shows a payment that is %s as %s", (status, expected) => {
		expect(payState(PLACED, { status }, AT)).toBe(expected);
	});

	it("offers no payment after the deadline", () => {
		const late = Date.parse(PLACED.payBy!);

		expect(STATUSES.filter((status) => canPay(payState(PLACED, { status }, late)))).toEqual([]);
		expect(payState(PLACED, { status: "unknown" }, late)).toBe("unknown");
	});

	it("offers no payment that is unknown or charged", () => {
		expect(payState(PLACED, undefined, AT)).toBe("loading");
		expect(STATUSES.filter((status) => canPay(payState(PLACED, { status }, AT)))).toEqual(["due", "declined"]);
	});

	it("is empty for an order that is submitted or paid on receipt", () => {
		const onReceipt: PayableOrder = { ...PLACED, payment: { timing: "on_receipt", status: "due" } };

		expect(payState({ ...PLACED, status: "submitted" }, { status: "approved" }, AT)).toBe("none");
		expect(payState(onReceipt, { status: "due" }, AT)).toBe("none");
	});
});
