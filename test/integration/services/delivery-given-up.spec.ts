import { eventually } from "../../support/eventually.ts";
import { Shop } from "../../support/shop.ts";

const HERE = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };
const PARCEL = { item: "keys", size: "small", weightKg: 1, from: HERE, to: HERE };

describe("a delivery without a rider", () => {
	let shop: Shop;
	const eventuallyMatches = (path: string, expected: object) =>
		eventually(async () => expect(await shop.made("operator", "GET", path)).toMatchObject(expected));

	beforeAll(async () => {
		shop = await Shop.open();
	});
	afterAll(() => shop?.close());

	it("can be failed by its store, and the customer is refunded", async () => {
		const order = { storeId: "gangnam", kind: "parcel", parcel: PARCEL, payment: { timing: "prepaid" } };
		const { amounts, id } = await shop.made("customer", "POST", "/v1/orders", order);
		await shop.made("customer", "POST", `/v1/orders/${id}/payment`, { method: "card", token: "sim_ok" });
		await eventually(() => shop.made("staff", "POST", `/v1/stores/gangnam/orders/${id}/accept`));

		const failed = await shop.made("staff", "POST", `/v1/deliveries/${id}/fail`, { reason: "no rider available" });

		expect(failed).toMatchObject({ status: "failed", reason: "no rider available", riderId: null });
		await eventuallyMatches(`/v1/orders/${id}`, { status: "cancelled", reason: "undeliverable" });
		await eventuallyMatches(`/v1/orders/${id}/payment`, { status: "refunded", refunded: amounts.total });
		expect(await shop.made("operator", "GET", "/v1/ops/audit")).toMatchObject({ ok: true, violations: [] });
	});

	it("can be failed while its goods are being prepared", async () => {
		const id = await shop.place({ fulfilment: "delivery", destination: HERE, payment: { timing: "on_receipt" } });
		await eventually(() => shop.made("staff", "POST", `/v1/stores/gangnam/orders/${id}/accept`));
		await eventually(() => shop.made("staff", "POST", `/v1/brews/${id}/start`));

		await shop.made("operator", "POST", `/v1/deliveries/${id}/fail`, { reason: "snow" });

		await eventuallyMatches(`/v1/orders/${id}`, { status: "cancelled", reason: "undeliverable", payment: { status: "voided" } });
		expect(await shop.made("operator", "GET", "/v1/ops/audit")).toMatchObject({ ok: true, violations: [] });
	});
});
