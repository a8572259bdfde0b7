import { eventually } from "../../support/eventually.ts";
import { people } from "../support/api.ts";
import type { Running } from "../support/modes.ts";

/** More concurrent orders than stock. */
export const stockSuite = (system: () => Running): void => {
	it("fulfils exactly 40 of 100 concurrent orders, refunds the other 60, and ends with an empty stock", async () => {
		const { customer, hongdae, operator } = await people(system().base);
		const product = { name: { ko: "한정판", en: "Special" }, price: 7_000, prepSeconds: 0 };
		await hongdae.put("/v1/stores/hongdae/products/special", product);
		await hongdae.put("/v1/stores/hongdae/stock/special", { onHand: 40 });
		const order = {
			storeId: "hongdae",
			kind: "goods",
			lines: [{ productId: "special", quantity: 1 }],
			payment: { timing: "prepaid" },
		};

		const ids = await Promise.all(
			Array.from({ length: 100 }, async () => {
				const { status, body } = await customer.postWithRetry("/v1/orders", order);
				expect({ status, body }).toMatchObject({ status: 201 });
				const paid = await customer.postWithRetry(`/v1/orders/${body.id}/payment`, { method: "card", token: "sim_ok" });
				// 202: the provider is slow; a repeated payment may find that the order has been cancelled and refunded meanwhile.
				expect(["200", "202", "409 order_cancelled", "409 payment_refunded"]).toContain([paid.status, paid.body.code].join(" ").trim());
				return body.id as string;
			}),
		);
		const ended = await eventually(async () => {
			const orders = await Promise.all(ids.map(async (id) => (await customer.get(`/v1/orders/${id}`)).body));
			for (const { status, payment } of orders) expect([`ready approved`, `cancelled refunded`]).toContain(`${status} ${payment.status}`);
			return orders;
		});

		expect(ended.filter(({ status }) => status === "ready")).toHaveLength(40);
		expect(ended.filter(({ reason }) => reason === "out_of_stock")).toHaveLength(60);
		await hongdae.until("/v1/stores/hongdae/stock/special", { onHand: 0, reserved: 0, available: 0 });
		await eventually(async () => {
			const { body } = await customer.get("/v1/stores/hongdae/menu");
			expect(body.items).toContainEqual(expect.objectContaining({ productId: "special", available: false }));
		});
		const audit = await operator.until("/v1/ops/audit", { ok: expect.any(Boolean) });
		expect(audit).toMatchObject({ ok: true, violations: [] });
		expect(audit.checked).toBeGreaterThanOrEqual(100);
	});
};
