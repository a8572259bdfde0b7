import { people } from "../support/api.ts";
import { type Running, TIME_LIMIT_SECONDS } from "../support/modes.ts";

const goods = { storeId: "gangnam", kind: "goods", lines: [{ productId: "latte", quantity: 1 }], payment: { timing: "on_receipt" } };
const place = { address: "서울", lat: 37.5, lng: 127 };
const parcel = {
	storeId: "gangnam",
	kind: "parcel",
	parcel: { item: "book", size: "small", weightKg: 1, from: place, to: place },
	payment: { timing: "on_receipt" },
};

/** Kills the system while all timers are pending. */
export const timersSuite = (system: () => Running): void => {
	it("fires all expired timers after a crash and a later restart", async () => {
		const { customer, gangnam, hongdae, operator, rider } = await people(system().base);
		const placed = async (order: object): Promise<string> => (await customer.postWithRetry("/v1/orders", order)).body.id;
		const submitted = (id: string) => customer.until(`/v1/orders/${id}`, { status: "submitted", answerBy: expect.any(String) });
		const accept = async (id: string) => {
			await submitted(id);
			expect((await gangnam.postWithRetry(`/v1/stores/gangnam/orders/${id}/accept`)).status).toBe(200);
		};
		await hongdae.put("/v1/stores/hongdae/products/slow", { name: { ko: "느린", en: "Slow" }, price: 1, prepSeconds: TIME_LIMIT_SECONDS });
		const { body: me } = await rider.get("/v1/me");

		const unpaid = await placed({ ...goods, payment: { timing: "prepaid" } });
		const brewing = await placed({ ...goods, storeId: "hongdae", lines: [{ productId: "slow", quantity: 1 }] });
		const uncollected = await placed(goods);
		await accept(uncollected);
		await gangnam.until(`/v1/brews/${uncollected}`, { stocked: true });
		for (const command of ["start", "complete"]) await gangnam.postWithRetry(`/v1/brews/${uncollected}/${command}`);
		const unansweredByRider = await placed(parcel);
		await accept(unansweredByRider);
		await customer.until(`/v1/deliveries/${unansweredByRider}`, { status: "requested" });
		expect((await gangnam.postWithRetry(`/v1/deliveries/${unansweredByRider}/assign`, { riderId: me.id })).status).toBe(200);
		const unanswered = await placed(goods);
		await submitted(unanswered);
		await customer.until(`/v1/orders/${brewing}`, { status: "preparing" });
		await customer.until(`/v1/orders/${uncollected}`, { status: "ready" });
		await gangnam.until("/v1/stores/gangnam/orders?status=ready&limit=100", {
			items: expect.arrayContaining([expect.objectContaining({ id: uncollected, collectBy: expect.any(String) })]),
		});
		await system().kill();
		await system().clock.advance(TIME_LIMIT_SECONDS);
		await system().start();

		await customer.until(`/v1/orders/${unpaid}`, { status: "cancelled", reason: "payment_expired" });
		await customer.until(`/v1/orders/${unanswered}`, { status: "cancelled", reason: "store_unanswered" });
		await customer.until(`/v1/orders/${uncollected}`, { status: "cancelled", reason: "uncollected" });
		await customer.until(`/v1/orders/${brewing}`, { status: "ready" });
		await customer.until(`/v1/deliveries/${unansweredByRider}`, { status: "requested" });
		await operator.until("/v1/ops/audit", { ok: true, violations: [] });
	});
};
