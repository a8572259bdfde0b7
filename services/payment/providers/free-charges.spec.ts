import { withFreeCharges } from "./free-charges.ts";
import type { Provider } from "./provider.ts";

const calls: string[] = [];
const paidProvider: Provider = {
	async charge({ id }) {
		calls.push(`charge ${id}`);
		return { outcome: "declined", reference: null };
	},
	async lookUp({ id }) {
		calls.push(`look up ${id}`);
		return { outcome: "none", reference: null };
	},
	refund: () => Promise.reject(new Error("Nothing was charged.")),
};
const charge = (amount: number) => ({ id: "ord_1/1", orderId: "ord_1", amount, method: "card", reference: null });

beforeEach(() => calls.splice(0));

describe("a charge of zero", () => {
	it("is approved, looked up and refunded without calling the provider", async () => {
		const provider = withFreeCharges(paidProvider);

		expect(await provider.charge(charge(0), "any")).toMatchObject({ outcome: "approved" });
		expect(await provider.lookUp(charge(0))).toMatchObject({ outcome: "approved" });
		expect(await provider.refund(charge(0))).toMatchObject({ outcome: "refunded" });
		expect(calls).toEqual([]);
	});
});

describe("any other charge", () => {
	it("is passed to the provider", async () => {
		const provider = withFreeCharges(paidProvider);

		expect(await provider.charge(charge(1), "any")).toMatchObject({ outcome: "declined" });
		expect(await provider.lookUp(charge(1))).toMatchObject({ outcome: "none" });
		await expect(provider.refund(charge(1))).rejects.toThrow("Nothing was charged.");
		expect(calls).toEqual(["charge ord_1/1", "look up ord_1/1"]);
	});

	it("has a webhook only if the provider has one", () => {
		const notice = { orderId: "ord_1", attemptId: "ord_1/1", outcome: "approved", reference: null } as const;

		expect(withFreeCharges(paidProvider).readWebhook).toBeUndefined();
		expect(withFreeCharges({ ...paidProvider, readWebhook: () => notice }).readWebhook?.("{}", "signed")).toEqual(notice);
	});
});
