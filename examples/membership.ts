import { deepStrictEqual } from "node:assert";
import type { Person, Shop } from "./shop.ts";

const collect = async (gangnam: Person, id: string): Promise<void> => {
	await gangnam.post(`/v1/stores/gangnam/orders/${id}/accept`);
	await gangnam.waitFor(`/v1/brews/${id}`, { status: "received", stocked: true });
	await gangnam.post(`/v1/brews/${id}/start`);
	await gangnam.post(`/v1/brews/${id}/complete`);
	await gangnam.post(`/v1/stores/gangnam/orders/${id}/collect`);
};

/** Membership: collected items raise the score, the level applies to the next order, and a refund lowers the score again. */
export const membership = async (shop: Shop): Promise<void> => {
	const [newcomer, gangnam, operator] = [await shop.newcomer(), await shop.gangnam(), await shop.operator()];
	const order = async (quantity: number) => {
		const placed = await newcomer.post("/v1/orders", {
			storeId: "gangnam",
			kind: "goods",
			fulfilment: "pickup",
			lines: [{ productId: "croissant", quantity, options: [{ groupId: "spread", optionId: "butter" }] }],
			payment: { timing: "on_receipt" },
		});
		console.log(`  ordered at level ${placed.level}`);
		return placed;
	};

	const first = await order(5);
	await collect(gangnam, first.id);
	await newcomer.waitFor("/v1/customers/me", { score: 5, nextLevel: "Silver" });
	const second = await order(1);
	deepStrictEqual(second.level, "Silver");

	await operator.post(`/v1/orders/${first.id}/refund`, { reason: "stale" });
	await newcomer.waitFor("/v1/customers/me", { score: 0, nextLevel: "Bronze" });
	const { items } = await newcomer.get("/v1/customers/me/ledger");
	for (const { delta, reason } of items.toReversed()) console.log(`  ledger: ${delta > 0 ? "+" : ""}${delta}, ${reason}`);
	await newcomer.post(`/v1/orders/${second.id}/cancellation`);
};
