import { anOrder } from "../../support/builders/order.ts";
import { eventually } from "../../support/eventually.ts";
import { GANGNAM, refused, ServiceNode } from "../../support/nodes/service-node.ts";

const { default: storeOrder } = await import("../../../services/store/store-order.service.ts");

const id = "ord_00000000000000000000000001";
const storeId = "gangnam";
let isBroken = true;
const store = {
	name: "store",
	actions: {
		settings: {
			guard: "internal",
			circuitBreaker: { enabled: false },
			handler() {
				if (isBroken) throw new Error("The disk is full.");
				return null;
			},
		},
	},
};

let node: ServiceNode;
beforeAll(async () => {
	node = await new ServiceNode().start(store, storeOrder);
});
afterAll(() => node.stop());

const deadLetters = () => node.ask("store-order.deadLetters", { limit: 10 });
const retry = (deadId: string) => node.ask("store-order.retryDeadLetter", { id: deadId });
const board = async () => (await node.call("store-order.list", { storeId }, GANGNAM)).items;

describe("a message that cannot be handled", () => {
	it("becomes a dead letter, and is handled when retried after the fault is fixed", async () => {
		await node.publish("order.submitted", `order/${id}`, anOrder({ id }));
		const [dead] = await eventually(async () => {
			const found = await deadLetters();
			expect(found).toHaveLength(1);
			return found;
		});
		expect(dead).toMatchObject({ type: "order.submitted", group: "store-order", error: expect.stringContaining("The disk is full.") });

		await expect(retry(dead.id)).rejects.toThrow("The disk is full.");
		expect(await deadLetters()).toHaveLength(1);

		isBroken = false;
		await retry(dead.id);
		expect(await board()).toMatchObject([{ id, status: "submitted" }]);
		expect(await deadLetters()).toEqual([]);
		await expect(retry(dead.id)).rejects.toEqual(refused("not_found"));
	});
});
