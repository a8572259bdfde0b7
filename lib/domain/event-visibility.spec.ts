import type { Caller } from "../auth/caller.ts";
import { isFor } from "./event-visibility.ts";

const customer: Caller = { accountId: "acc_1", roles: ["customer"] };
const rider: Caller = { accountId: "acc_2", roles: ["rider", "customer"] };
const staff: Caller = { accountId: "acc_3", roles: ["staff"], storeId: "gangnam" };
const otherStaff: Caller = { accountId: "acc_4", roles: ["staff"], storeId: "hongdae" };
const operator: Caller = { accountId: "acc_5", roles: ["operator"] };

const data = { customerId: "acc_1", storeId: "gangnam" };

describe("what happens to an order", () => {
	it.each(["payment.approved", "payment.refunded", "brew.started"])("%s is for its customer, its store and operators", (type) => {
		const told = [customer, rider, staff, otherStaff, operator].map((caller) => isFor(caller, { type, data }));

		expect(told).toEqual([true, false, true, false, true]);
	});

	it.each(["order.ready", "delivery.assigned", "store.accepted"])("%s is for its rider, too", (type) => {
		expect(isFor(rider, { type, data })).toBe(true);
	});

	it("is for all who see the order where it says nothing of whose it is", () => {
		expect(isFor(rider, { type: "stock.reserved", data: { storeId: "gangnam" } })).toBe(true);
	});
});
