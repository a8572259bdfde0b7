import { HOME, type Shop } from "./shop.ts";

/** Siren order: coffee is brewed by hand and delivered. Orders can be cancelled until brewing starts. */
export const sirenOrder = async (shop: Shop): Promise<void> => {
	const [customer, gangnam, rider] = [await shop.customer(), await shop.gangnam(), await shop.rider()];
	const order = async () => {
		const { id } = await customer.post("/v1/orders", {
			storeId: "gangnam",
			kind: "goods",
			fulfilment: "delivery",
			destination: HOME,
			lines: [
				{
					productId: "latte",
					quantity: 2,
					options: [
						{ groupId: "temperature", optionId: "iced" },
						{ groupId: "milk", optionId: "oat" },
					],
					note: "Not too sweet, please",
				},
			],
			payment: { timing: "on_receipt" },
		});
		await gangnam.post(`/v1/stores/gangnam/orders/${id}/accept`);
		await gangnam.waitFor(`/v1/brews/${id}`, { status: "received", stocked: true });
		return id;
	};

	const cancelled = await order();
	await customer.post(`/v1/orders/${cancelled}/cancellation`, { reason: "changed my mind" });
	await gangnam.expectError(`/v1/brews/${cancelled}/start`, "brew_cancelled");

	const delivered = await order();
	await gangnam.post(`/v1/brews/${delivered}/start`);
	await customer.expectError(`/v1/orders/${delivered}/cancellation`, "brewing_started");
	await gangnam.post(`/v1/brews/${delivered}/complete`);

	const { id: riderId } = await rider.get("/v1/me");
	await gangnam.waitFor(`/v1/deliveries/${delivered}`, { status: "requested", ready: true });
	await gangnam.post(`/v1/deliveries/${delivered}/assign`, { riderId });
	await rider.post(`/v1/deliveries/${delivered}/accept`);
	await rider.post(`/v1/deliveries/${delivered}/depart`);
	const { pin } = await customer.waitFor(`/v1/deliveries/${delivered}`, { status: "in_transit" });
	await rider.post(`/v1/deliveries/${delivered}/confirm`, { pin });
	await customer.waitFor(`/v1/orders/${delivered}`, { status: "completed" });
};
