import { freeOfCharge } from "./free.ts";
import type { Provider } from "./provider.ts";

const asked: string[] = [];
const bank: Provider = {
	async charge({ id }) {
		asked.push(`charge ${id}`);
		return { answer: "declined", reference: null };
	},
	async lookUp({ id }) {
		asked.push(`look up ${id}`);
		return { answer: "none", reference: null };
	},
	refund: () => Promise.reject(new Error("Nothing was charged.")),
};
const charge = (amount: number) => ({ id: "ord_1/1", orderId: "ord_1", amount, method: "card", reference: null });

beforeEach(() => asked.splice(0));

describe("what costs nothing", () => {
	it("is paid, found and given back without asking the provider", async () => {
		const provider = freeOfCharge(bank);

		expect(await provider.charge(charge(0), "any")).toMatchObject({ answer: "approved" });
		expect(await provider.lookUp(charge(0))).toMatchObject({ answer: "approved" });
		expect(await provider.refund(charge(0))).toMatchObject({ answer: "refunded" });
		expect(asked).toEqual([]);
	});
});

describe("what costs something", () => {
	it("is the provider's to judge", async () => {
		const provider = freeOfCharge(bank);

		expect(await provider.charge(charge(1), "any")).toMatchObject({ answer: "declined" });
		expect(await provider.lookUp(charge(1))).toMatchObject({ answer: "none" });
		await expect(provider.refund(charge(1))).rejects.toThrow("Nothing was charged.");
		expect(asked).toEqual(["charge ord_1/1", "look up ord_1/1"]);
	});

	it("comes with the provider's own word only where it gives one", () => {
		const notice = { orderId: "ord_1", attemptId: "ord_1/1", answer: "approved", reference: null } as const;

		expect(freeOfCharge(bank).read).toBeUndefined();
		expect(freeOfCharge({ ...bank, read: () => notice }).read?.("{}", "signed")).toEqual(notice);
	});
});
