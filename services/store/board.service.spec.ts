import { setTimeout } from "node:timers/promises";
import { aLine, anOrder } from "../../test/support/builders/order.ts";
import { GANGNAM, OPERATOR, refused, ServiceNode } from "../../test/support/nodes/service-node.ts";

const services = await Promise.all([import("./store.service.ts"), import("./store-order.service.ts")]);

const HOME = { address: "서울 마포구", lat: 37.55, lng: 126.91 };
const storeId = "gangnam";
const delivered = "ord_00000000000000000000000001";
const pickedUp = "ord_00000000000000000000000002";

/** State that the stand-ins return, by service and order. */
const states: Record<string, Record<string, object>> = {
	brew: {
		[delivered]: { status: "brewing", dueAt: 60_000, lines: [aLine({ quantity: 2 })], made: [1] },
		[pickedUp]: { status: "received", dueAt: null, lines: [aLine()] },
	},
	delivery: { [delivered]: { status: "failed", riderId: "acc_rider", eta: null, reason: "accident" } },
	payment: { [delivered]: { status: "refunded" } },
};
const LONGER_THAN_THE_TIMEOUT = 500;
const hanging = new Set<string>();
const standIn = (name: string) => ({
	name,
	actions: {
		many: {
			guard: "internal",
			async handler({ params: { ids } }: { params: { ids: string[] } }) {
				if (hanging.has(name)) await setTimeout(LONGER_THAN_THE_TIMEOUT);
				return ids.filter((id) => states[name]?.[id]).map((id) => ({ id, state: states[name]?.[id] }));
			},
		},
	},
});

let node: ServiceNode;
beforeAll(async () => {
	const schemas = services.map(({ default: schema }) => schema);
	node = await new ServiceNode().start(...schemas, ...Object.keys(states).map(standIn));
	const destination = { fulfilment: "delivery", destination: HOME } as const;
	await node.publish("order.submitted", `order/${delivered}`, anOrder({ id: delivered, ...destination }));
	await node.publish("order.submitted", `order/${pickedUp}`, anOrder({ id: pickedUp }));
});
beforeEach(() => hanging.clear());
afterAll(() => node.stop());

const board = async () => {
	const { items } = await node.call("store-order.list", { storeId }, GANGNAM);
	return (id: string) => items.find((item: { id: string }) => item.id === id);
};

describe("a store's board", () => {
	it("shows each order's payment, brewing and delivery", async () => {
		const order = await board();

		expect(order(delivered)).toMatchObject({
			payment: { timing: "on_receipt", status: "refunded" },
			brew: { status: "brewing", dueAt: "1970-01-01T00:01:00.000Z", made: [1] },
			delivery: { status: "failed", riderId: "acc_rider", eta: null, reason: "accident" },
		});
		expect(order(pickedUp)).toMatchObject({
			payment: { status: "due" },
			brew: { status: "received", dueAt: null, made: [0] },
			delivery: null,
		});
	});

	it.each(["brew", "delivery", "payment"])("is shown while %s hangs", async (service) => {
		hanging.add(service);

		const order = await board();

		expect(order(delivered)).toMatchObject({
			status: "submitted",
			...(service === "payment" ? { payment: { status: "due" } } : { [service]: null }),
		});
	});

	it("can be filtered by statuses, and rejects an unknown one", async () => {
		const found = await node.call("store-order.list", { storeId, status: "submitted,ready" }, GANGNAM);

		expect(found.items).toHaveLength(2);
		await expect(node.call("store-order.list", { storeId, status: "submited" }, GANGNAM)).rejects.toMatchObject({ code: 422 });
	});

	it("does not find an order of another store", async () => {
		const elsewhere = node.call("store-order.accept", { storeId: "hongdae", orderId: pickedUp }, OPERATOR);

		await expect(elsewhere).rejects.toEqual(refused("not_found"));
		expect((await board())(pickedUp).status).toBe("submitted");
	});
});
