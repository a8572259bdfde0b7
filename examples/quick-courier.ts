import { deepStrictEqual } from "node:assert";
import { HOME, OFFICE, type Shop } from "./shop.ts";

/** Quick courier: a parcel from door to door, quoted before and paid by whoever receives it. */
export const quickCourier = async (shop: Shop): Promise<void> => {
	const [sender, desk, rider] = [await shop.newcomer(), await shop.gangnam(), await shop.rider()];
	const way = { from: HOME, to: OFFICE, size: "small", weightKg: 1.2 };

	const quote = await sender.post("/v1/quotes", way);
	console.log(`  ${quote.distanceKm} km, ${quote.fee} KRW`);
	const { id } = await sender.post("/v1/orders", {
		storeId: "gangnam",
		kind: "parcel",
		parcel: { ...way, item: "documents" },
		quoteId: quote.id,
		payment: { timing: "on_receipt" },
	});

	await desk.post(`/v1/stores/gangnam/orders/${id}/accept`);
	await desk.canRead(`/v1/deliveries/${id}`, { status: "requested" });
	await desk.post(`/v1/deliveries/${id}/assign`, { riderId: (await rider.look("/v1/me")).id });
	await sender.isRefused(`/v1/orders/${id}/cancellation`, "rider_assigned");
	await rider.post(`/v1/deliveries/${id}/accept`);
	await rider.post(`/v1/deliveries/${id}/depart`);
	await rider.post(`/v1/deliveries/${id}/location`, { lat: 37.52, lng: 126.99 });

	const { pin } = await sender.canRead(`/v1/deliveries/${id}`, { status: "in_transit" });
	await rider.isRefused(`/v1/deliveries/${id}/confirm`, "wrong_pin", { pin: pin === "0000" ? "1111" : "0000" });
	await rider.post(`/v1/deliveries/${id}/confirm`, { pin });
	await sender.canRead(`/v1/orders/${id}/payment`, { status: "collected", amount: quote.fee });

	await sender.canRead(`/v1/mypage/orders/${id}`, { status: "completed" });
	const { items } = await sender.look("/v1/notifications?limit=100");
	const told = items.filter((message: { orderId: string }) => message.orderId === id);
	for (const { message } of told.toReversed()) console.log(`  (to the sender) ${message}`);
	deepStrictEqual(
		told.some(({ status }: { status: string }) => status === "in_transit"),
		true,
	);
};
