import { eventually } from "../../support/eventually.ts";
import { type CallerName, Shop } from "../../support/shop.ts";

let shop: Shop;
let id: string;
beforeAll(async () => {
	shop = await Shop.open();
	[id = ""] = shop.orderIds;
});
afterAll(() => shop.close());

const senders = async (name: CallerName): Promise<string[]> => {
	const { items } = await shop.made(name, "GET", `/v1/orders/${id}/history`);
	return [...new Set<string>(items.map(({ type }: { type: string }) => type.split(".")[0]))].sort();
};

describe("the history of a delivered order", () => {
	it.each<[CallerName, string[]]>([
		["customer", ["brew", "delivery", "order", "payment", "stock", "store"]],
		["staff", ["brew", "delivery", "order", "payment", "stock", "store"]],
		["operator", ["brew", "delivery", "order", "payment", "stock", "store"]],
		["rider", ["delivery", "order", "stock", "store"]],
	])("shows the %s only the messages that they may read", async (name, expected) => {
		await eventually(async () => expect(await senders(name)).toEqual(expected));
	});
});

describe("an order at the present time", () => {
	it("equals the current order, including its payment after collection and refund", async () => {
		const { pin } = await shop.made("customer", "GET", `/v1/deliveries/${id}`);
		const expectEqual = () =>
			eventually(async () => {
				const {
					updatedAt: _,
					version: __,
					...past
				} = await shop.made("customer", "GET", `/v1/orders/${id}?at=${new Date().toISOString()}`);
				expect(await shop.made("customer", "GET", `/v1/orders/${id}`)).toMatchObject(past);
				return past.payment.status;
			});
		const until = (status: string) => eventually(async () => expect(await expectEqual()).toBe(status));

		expect(await expectEqual()).toBe("due");
		await shop.made("rider", "POST", `/v1/deliveries/${id}/confirm`, { pin });
		await until("collected");
		await shop.made("staff", "POST", `/v1/orders/${id}/refund`, { reason: "It was cold." });
		await until("refunded");
	});
});
