import { HOME, type Shop } from "./shop.ts";

/** Siren order: coffee is brewed by hand and brought. Who cancels is heard until brewing begins, and not a moment longer. */
export const sirenOrder = async (shop: Shop): Promise<void> => {
	const [customer, gangnam, rider] = [await shop.customer(), await shop.gangnam(), await shop.rider()];
	const order = async () => {
		const { id } = await customer.post("/v1/orders", {
			storeId: "gangnam",
			kind: "goods",
			fulfilment: "delivery",
			destination: HOME,
			lines: [{ productId: "latte", quantity: 2 }],
			payment: { timing: "on_receipt" },
		});
		await gangnam.post(`/v1/stores/gangnam/orders/${id}/accept`);
		await gangnam.canRead(`/v1/brews/${id}`, { status: "received", stocked: true });
		return id;
	};

	const regretted = await order();
	await customer.post(`/v1/orders/${regretted}/cancellation`, { reason: "changed my mind" });
	await gangnam.isRefused(`/v1/brews/${regretted}/start`, "brew_cancelled");

	const wanted = await order();
	await gangnam.post(`/v1/brews/${wanted}/start`);
	await customer.isRefused(`/v1/orders/${wanted}/cancellation`, "brewing_started");
	await gangnam.post(`/v1/brews/${wanted}/complete`);

	const { id: riderId } = await rider.look("/v1/me");
	await gangnam.canRead(`/v1/deliveries/${wanted}`, { status: "requested", ready: true });
	await gangnam.post(`/v1/deliveries/${wanted}/assign`, { riderId });
	await rider.post(`/v1/deliveries/${wanted}/accept`);
	await rider.post(`/v1/deliveries/${wanted}/depart`);
	const { pin } = await customer.canRead(`/v1/deliveries/${wanted}`, { status: "in_transit" });
	await rider.post(`/v1/deliveries/${wanted}/confirm`, { pin });
	await customer.canRead(`/v1/orders/${wanted}`, { status: "completed" });
};
