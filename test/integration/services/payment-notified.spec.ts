import { eventually } from "../../support/eventually.ts";
import { Shop } from "../../support/shop.ts";

let shop: Shop;
beforeAll(async () => {
	shop = await Shop.open();
});
afterAll(() => shop.close());

const paidWith = async (token: string): Promise<string> => {
	const id = await shop.place({ fulfilment: "pickup", payment: { timing: "prepaid" } });
	await shop.send("customer", "POST", `/v1/orders/${id}/payment`, { body: { method: "card", token } });
	return id;
};
const notifiedOf = async (id: string): Promise<string[]> => {
	const { items } = await shop.made("customer", "GET", "/v1/notifications?limit=100");
	return items.filter(({ orderId }: { orderId: string }) => orderId === id).map(({ type }: { type: string }) => type);
};

describe("a declined payment", () => {
	it("notifies the customer only if the decline was found by a later look-up", async () => {
		const answered = await paidWith("sim_declined");
		const lookedUp = await paidWith("sim_timeout_declined");

		await eventually(async () => expect(await notifiedOf(lookedUp)).toEqual(["payment.declined", "order.placed"]));

		expect(await notifiedOf(answered)).toEqual(["order.placed"]);
	});
});
