import type { Caller } from "./caller.ts";
import { canReadEvent } from "./event-visibility.ts";

const customer: Caller = { accountId: "acc_1", roles: ["customer"] };
const rider: Caller = { accountId: "acc_2", roles: ["rider", "customer"] };
const staff: Caller = { accountId: "acc_3", roles: ["staff"], storeId: "gangnam" };
const otherStaff: Caller = { accountId: "acc_4", roles: ["staff"], storeId: "hongdae" };
const operator: Caller = { accountId: "acc_5", roles: ["operator"] };

const data = { customerId: "acc_1", storeId: "gangnam" };

describe("an event of an order", () => {
	it.each(["payment.approved", "payment.refunded", "brew.started"])("%s is visible to its customer, its store and operators", (type) => {
		const visible = [customer, rider, staff, otherStaff, operator].map((caller) => canReadEvent(caller, { type, data }));

		expect(visible).toEqual([true, false, true, false, true]);
	});

	it.each(["order.ready", "delivery.assigned", "store.accepted"])("%s is also visible to its rider", (type) => {
		expect(canReadEvent(rider, { type, data })).toBe(true);
	});

	it("is visible to everyone who can read the order if it names no customer", () => {
		expect(canReadEvent(rider, { type: "stock.reserved", data: { storeId: "gangnam" } })).toBe(true);
	});
});
