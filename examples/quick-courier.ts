import { deepStrictEqual } from "node:assert";
import { HOME, OFFICE, type Shop } from "./shop.ts";

/** Quick courier: a parcel from door to door, quoted in advance and paid on receipt. */
export const quickCourier = async (shop: Shop): Promise<void> => {
	const [sender, desk, rider] = [await shop.newcomer(), await shop.gangnam(), await shop.rider()];
	const route = { from: HOME, to: OFFICE, size: "small", weightKg: 1.2 };

	const quote = await sender.post("/v1/quotes", route);
	console.log(`  ${quote.distanceKm} km, ${quote.fee} KRW`);
	const { id } = await sender.post("/v1/orders", {
		storeId: "gangnam",
		kind: "parcel",
		parcel: { ...route, item: "documents" },
		quoteId: quote.id,
		payment: { timing: "on_receipt" },
	});

	await desk.post(`/v1/stores/gangnam/orders/${id}/accept`);
	await desk.waitFor(`/v1/deliveries/${id}`, { status: "requested" });
	await desk.post(`/v1/deliveries/${id}/assign`, { riderId: (await rider.get("/v1/me")).id });
	await sender.expectError(`/v1/orders/${id}/cancellation`, "rider_assigned");
	await rider.post(`/v1/deliveries/${id}/accept`);
	await rider.post(`/v1/deliveries/${id}/depart`);
	await rider.post(`/v1/deliveries/${id}/location`, { lat: 37.52, lng: 126.99 });

	const { pin } = await sender.waitFor(`/v1/deliveries/${id}`, { status: "in_transit" });
	await rider.expectError(`/v1/deliveries/${id}/confirm`, "wrong_pin", { pin: pin === "0000" ? "1111" : "0000" });
	await rider.post(`/v1/deliveries/${id}/confirm`, { pin });
	await sender.waitFor(`/v1/orders/${id}/payment`, { status: "collected", amount: quote.fee });

	await sender.waitFor(`/v1/mypage/orders/${id}`, { status: "completed" });
	const { items } = await sender.get("/v1/notifications?limit=100");
	const messages = items.filter((message: { orderId: string }) => message.orderId === id);
	for (const { message } of messages.toReversed()) console.log(`  (to the sender) ${message}`);
	deepStrictEqual(
		messages.some(({ status }: { status: string }) => status === "in_transit"),
		true,
	);
};
