import { aLine } from "../../test/support/builders/order.ts";
import { GANGNAM, HONGDAE, OPERATOR, refused, ServiceNode } from "../../test/support/nodes/service-node.ts";

const { default: stock } = await import("./stock.service.ts");

let node: ServiceNode;
let count = 0;

beforeAll(async () => {
	node = await new ServiceNode().start(stock);
});

afterAll(() => node.stop());

const storeId = "gangnam";
const newId = () => `ord_${++count}`;
const ticket = (
	type: "brew.received" | "brew.completed" | "brew.cancelled",
	orderId: string,
	quantity = 1,
	productId = "latte",
	version?: number,
) => node.publish(type, `brew/${orderId}`, { orderId, storeId, lines: [aLine({ productId, quantity })] }, version);
const latte = () => node.call("stock.get", { storeId, productId: "latte" }, GANGNAM);
const answered = (orderId: string) =>
	node.received
		.filter(({ data, type }) => type.startsWith("stock.") && (data as { orderId: string }).orderId === orderId)
		.map(({ type }) => type);

beforeEach(() => node.call("stock.set", { storeId, productId: "latte", onHand: 10 }, GANGNAM));

describe("when tickets come", () => {
	it("reserves, then uses what was brewed", async () => {
		const id = newId();
		await ticket("brew.received", id, 3);
		expect(await latte()).toMatchObject({ onHand: 10, reserved: 3, available: 7 });

		await ticket("brew.completed", id, 3);

		expect(await latte()).toMatchObject({ onHand: 7, reserved: 0, available: 7 });
		expect(answered(id)).toEqual(["stock.reserved"]);
	});

	it("gives back what was cancelled", async () => {
		const id = newId();
		await ticket("brew.received", id, 3);
		await ticket("brew.cancelled", id, 3);

		expect(await latte()).toMatchObject({ onHand: 10, reserved: 0 });
	});

	it("reserves nothing for a ticket whose cancel it has heard before", async () => {
		const id = newId();
		await ticket("brew.cancelled", id, 3, "latte", 2);
		await ticket("brew.received", id, 3, "latte", 1);

		expect(await latte()).toMatchObject({ reserved: 0 });
	});

	it("uses once what it hears twice, even when hundreds came between", async () => {
		await node.call("stock.set", { storeId, productId: "latte", onHand: 1_000 }, GANGNAM);
		const ids = Array.from({ length: 200 }, newId);
		for (const id of ids) await ticket("brew.received", id);
		for (const id of ids) await ticket("brew.completed", id);
		for (const id of ids) await ticket("brew.received", id, 1, "latte", 1);
		for (const id of ids) await ticket("brew.completed", id, 1, "latte", 2);

		expect(await latte()).toMatchObject({ onHand: 800, reserved: 0 });
	});

	it("says what is missing", async () => {
		const id = newId();
		await ticket("brew.received", id, 11);

		expect(node.received.find(({ type }) => type === "stock.ran_out")?.data).toMatchObject({ orderId: id, missing: ["latte"] });
		expect(await latte()).toMatchObject({ onHand: 10, reserved: 0 });
	});
});

describe("who may count", () => {
	it("is the store's own staff, and operators", async () => {
		const params = { storeId, productId: "latte", onHand: 4 };

		expect(await node.call("stock.set", params, OPERATOR)).toMatchObject({ onHand: 4 });
		await expect(node.call("stock.set", params, HONGDAE)).rejects.toEqual(refused("forbidden"));
		await expect(node.call("stock.set", params)).rejects.toEqual(refused("unauthorized"));
	});

	it.each([-1, 1.5, 10_000_000, "4", null])("does not take %p", async (onHand) => {
		await expect(node.call("stock.set", { storeId, productId: "latte", onHand }, GANGNAM)).rejects.toMatchObject({ code: 422 });
	});

	it("finds nothing that is not counted", async () => {
		await expect(node.call("stock.get", { storeId, productId: "water" }, GANGNAM)).rejects.toEqual(refused("not_found"));
	});
});
