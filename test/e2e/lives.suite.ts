import { type Api, type People, people } from "./api.ts";
import { System } from "./system.ts";

const latte = { productId: "latte", quantity: 2 };
const goods = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines: [latte], payment: { timing: "prepaid" } };

/** Whole lives of orders through the REST API, in one process or in a cluster. */
export const livesSuite = (mode: "one" | "cluster"): void => {
	let system: System;
	let who: People;

	beforeAll(async () => {
		system = await (await System.prepare(mode)).start();
		who = await people(system.base);
	}, 60_000);

	afterAll(() => system?.remove(), 30_000);

	const place = async (change: object = {}, by: Api = who.customer): Promise<string> => {
		const { status, body } = await by.post("/v1/orders", { ...goods, ...change });
		expect({ status, body }).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^ord_/) } });
		return body.id;
	};
	const ok = async (answer: Promise<{ status: number; body: unknown }>) => expect(await answer).toMatchObject({ status: 200 });
	const order = (id: string, expected: object) => who.customer.until(`/v1/orders/${id}`, expected);

	describe("a pick-up paid at the counter", () => {
		it("goes from the customer to the store and back into the customer's hands", async () => {
			const id = await place({ payment: { timing: "on_receipt" } });
			await who.gangnam.until(`/v1/stores/gangnam/orders?status=submitted&limit=100`, {
				items: expect.arrayContaining([expect.objectContaining({ id })]),
			});

			await ok(who.gangnam.post(`/v1/stores/gangnam/orders/${id}/accept`));
			await who.gangnam.until(`/v1/brews/${id}`, { status: "received" });
			await who.gangnam.until(`/v1/brews/${id}`, { stocked: true });
			await ok(who.gangnam.post(`/v1/brews/${id}/start`));
			await order(id, { status: "preparing" });
			await ok(who.gangnam.post(`/v1/brews/${id}/complete`));
			await order(id, { status: "ready" });
			await ok(who.gangnam.post(`/v1/stores/gangnam/orders/${id}/collect`));

			await order(id, { status: "completed", reason: null, payment: { timing: "on_receipt" } });
		});

		it("runs by itself where the store does", async () => {
			const id = await place({ storeId: "hongdae", lines: [{ productId: "croissant", quantity: 1 }], payment: { timing: "on_receipt" } });

			await order(id, { status: "ready" });
		});

		it("is rejected in the store's own words", async () => {
			const id = await place({ payment: { timing: "on_receipt" } });
			await order(id, { answerBy: expect.any(String) });

			await ok(who.gangnam.post(`/v1/stores/gangnam/orders/${id}/reject`, { reason: "no beans" }));

			await order(id, { status: "rejected", reason: "no beans" });
		});
	});
};
