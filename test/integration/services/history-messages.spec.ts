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

describe("the history of an order that is delivered", () => {
	it.each<[CallerName, string[]]>([
		["customer", ["brew", "delivery", "order", "payment", "stock", "store"]],
		["staff", ["brew", "delivery", "order", "payment", "stock", "store"]],
		["operator", ["brew", "delivery", "order", "payment", "stock", "store"]],
		["rider", ["delivery", "order", "stock", "store"]],
	])("tells the %s of what is theirs to know", async (name, expected) => {
		await eventually(async () => expect(await senders(name)).toEqual(expected));
	});
});

describe("an order as it was known", () => {
	it("is now what it is, its payment included, once it is handed over and when it is paid back", async () => {
		const { pin } = await shop.made("customer", "GET", `/v1/deliveries/${id}`);
		const isAsKnown = () =>
			eventually(async () => {
				const {
					updatedAt: _,
					version: __,
					...known
				} = await shop.made("customer", "GET", `/v1/orders/${id}?at=${new Date().toISOString()}`);
				expect(await shop.made("customer", "GET", `/v1/orders/${id}`)).toMatchObject(known);
				return known.payment.status;
			});
		const until = (status: string) => eventually(async () => expect(await isAsKnown()).toBe(status));

		expect(await isAsKnown()).toBe("due");
		await shop.made("rider", "POST", `/v1/deliveries/${id}/confirm`, { pin });
		await until("collected");
		await shop.made("staff", "POST", `/v1/orders/${id}/refund`, { reason: "It was cold." });
		await until("refunded");
	});
});
