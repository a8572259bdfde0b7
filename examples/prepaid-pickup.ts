import { deepStrictEqual } from "node:assert";
import type { Shop } from "./shop.ts";

/** Prepaid pick-up: the store receives an order once it is paid, and a cancellation refunds it. Two extra shots are 1,200 won. */
export const prepaidPickup = async (shop: Shop): Promise<void> => {
	const [customer, gangnam] = [await shop.customer(), await shop.gangnam()];
	const order = async () => {
		const { id } = await customer.post("/v1/orders", {
			storeId: "gangnam",
			kind: "goods",
			fulfilment: "pickup",
			lines: [{ productId: "americano", quantity: 1, options: [{ groupId: "shots", optionId: "extra-shot", quantity: 2 }] }],
			payment: { timing: "prepaid" },
		});
		return id;
	};

	const collected = await order();
	await gangnam.expectError(`/v1/stores/gangnam/orders/${collected}/accept`, "not_found");
	await customer.post(`/v1/orders/${collected}/payment`, { method: "card", token: "sim_declined" });
	await customer.post(`/v1/orders/${collected}/payment`, { method: "card", token: "sim_ok" });
	await gangnam.post(`/v1/stores/gangnam/orders/${collected}/accept`);
	await gangnam.waitFor(`/v1/brews/${collected}`, { status: "received", stocked: true });
	await gangnam.post(`/v1/brews/${collected}/start`);
	await gangnam.post(`/v1/brews/${collected}/complete`);
	await customer.waitFor(`/v1/orders/${collected}`, { status: "ready" });
	await gangnam.post(`/v1/stores/gangnam/orders/${collected}/collect`);
	await customer.waitFor(`/v1/orders/${collected}/payment`, { status: "approved", amount: 5700, refunded: 0 });

	const cancelled = await order();
	await customer.post(`/v1/orders/${cancelled}/payment`, { method: "card", token: "sim_ok" });
	await gangnam.post(`/v1/stores/gangnam/orders/${cancelled}/accept`);
	await customer.post(`/v1/orders/${cancelled}/cancellation`);
	await customer.waitFor(`/v1/orders/${cancelled}/payment`, { status: "refunded", refunded: 5700 });

	const { payment } = await customer.waitFor(`/v1/mypage/orders/${cancelled}`, { status: "cancelled" });
	console.log(`  my page: payment ${payment.status}, as of ${payment.asOf}`);
	deepStrictEqual(typeof payment.asOf, "string");
};
