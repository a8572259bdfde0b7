import { StoreShares } from "./store-shares.ts";

const about = (storeId: string): string => JSON.stringify({ type: "order.placed", data: { orderId: "ord_1", storeId } });
let shares: StoreShares;
const publish = (storeId: string, count: number): void => {
	for (let index = 0; index < count; index++) shares.add(about(storeId));
};

beforeEach(() => {
	shares = new StoreShares();
});

describe("the shares of stores", () => {
	it("are those of the messages about them", () => {
		publish("hongdae", 3);
		publish("gangnam", 1);
		shares.add(JSON.stringify({ type: "account.registered", data: { id: "acc_1" } }));

		expect([shares.of("hongdae"), shares.of("gangnam"), shares.of("jamsil")]).toEqual([0.75, 0.25, 0]);
	});

	it("stay while messages wait", () => {
		publish("hongdae", 30);
		for (let poll = 0; poll < 100; poll++) shares.fade(300, 0);
		publish("gangnam", 1);

		expect(shares.of("gangnam")).toBeLessThan(0.1);
	});

	it("are forgotten with the messages that are settled", () => {
		publish("hongdae", 30);
		shares.fade(10, 290);
		publish("gangnam", 1);
		expect(shares.of("gangnam")).toBeCloseTo(0.5);

		shares.fade(0, 20);

		expect([shares.of("hongdae"), shares.of("gangnam")]).toEqual([0, 0]);
	});
});
