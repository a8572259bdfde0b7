import { eventually } from "../../support/eventually.ts";
import { Shop } from "../../support/shop.ts";

const HERE = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };
const PARCEL = { item: "keys", size: "small", weightKg: 1, from: HERE, to: HERE };

describe("a delivery that nobody takes", () => {
	let shop: Shop;
	const reads = (path: string, expected: object) =>
		eventually(async () => expect(await shop.made("operator", "GET", path)).toMatchObject(expected));

	beforeAll(async () => {
		shop = await Shop.open();
	});
	afterAll(() => shop?.close());

	it("is ended by its store, and the customer has the money back", async () => {
		const order = { storeId: "gangnam", kind: "parcel", parcel: PARCEL, payment: { timing: "prepaid" } };
		const { amounts, id } = await shop.made("customer", "POST", "/v1/orders", order);
		await shop.made("customer", "POST", `/v1/orders/${id}/payment`, { method: "card", token: "sim_ok" });
		await eventually(() => shop.made("staff", "POST", `/v1/stores/gangnam/orders/${id}/accept`));

		const given = await shop.made("staff", "POST", `/v1/deliveries/${id}/fail`, { reason: "no rider tonight" });

		expect(given).toMatchObject({ status: "failed", reason: "no rider tonight", riderId: null });
		await reads(`/v1/orders/${id}`, { status: "cancelled", reason: "undeliverable" });
		await reads(`/v1/orders/${id}/payment`, { status: "refunded", refunded: amounts.total });
		expect(await shop.made("operator", "GET", "/v1/ops/audit")).toMatchObject({ ok: true, violations: [] });
	});

	it("is ended while its goods are still being made", async () => {
		const id = await shop.place({ fulfilment: "delivery", destination: HERE, payment: { timing: "on_receipt" } });
		await eventually(() => shop.made("staff", "POST", `/v1/stores/gangnam/orders/${id}/accept`));
		await eventually(() => shop.made("staff", "POST", `/v1/brews/${id}/start`));

		await shop.made("operator", "POST", `/v1/deliveries/${id}/fail`, { reason: "snow" });

		await reads(`/v1/orders/${id}`, { status: "cancelled", reason: "undeliverable", payment: { status: "voided" } });
		expect(await shop.made("operator", "GET", "/v1/ops/audit")).toMatchObject({ ok: true, violations: [] });
	});
});
