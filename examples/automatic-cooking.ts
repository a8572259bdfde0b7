import { HOME, type Shop } from "./shop.ts";

/** Automatic cooking: the store and the rider work automatically, until the store runs out of stock. */
export const automaticCooking = async (shop: Shop): Promise<void> => {
	const [customer, hongdae] = [await shop.customer(), await shop.hongdae()];
	const order = async () => {
		const { id } = await customer.post("/v1/orders", {
			storeId: "hongdae",
			kind: "goods",
			fulfilment: "delivery",
			destination: HOME,
			lines: [
				{
					productId: "mocha",
					quantity: 2,
					options: [
						{ groupId: "size", optionId: "large" },
						{ groupId: "whip", optionId: "whip" },
					],
				},
			],
			payment: { timing: "prepaid" },
		});
		await customer.post(`/v1/orders/${id}/payment`, { method: "card", token: "sim_ok" });
		return id;
	};
	const mocha = "/v1/stores/hongdae/stock/mocha";
	const { onHand } = await hongdae.get(mocha);

	const cooked = await order();
	await customer.waitFor(`/v1/orders/${cooked}`, { status: "completed" });
	const { brew, delivery } = await customer.waitFor(`/v1/mypage/orders/${cooked}`, { status: "completed" });
	console.log(`  my page: brew ${brew.status}, delivery ${delivery.status}`);

	await hongdae.put(mocha, { onHand: 1 });
	const short = await order();
	await customer.waitFor(`/v1/orders/${short}`, { status: "cancelled", reason: "out_of_stock" });
	await customer.waitFor(`/v1/orders/${short}/payment`, { status: "refunded" });
	await hongdae.put(mocha, { onHand });
};
