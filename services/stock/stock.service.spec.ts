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
const publishedAbout = (orderId: string) =>
	node.received
		.filter(({ data, type }) => type.startsWith("stock.") && (data as { orderId: string }).orderId === orderId)
		.map(({ type }) => type);

beforeEach(() => node.call("stock.set", { storeId, productId: "latte", onHand: 10 }, GANGNAM));

describe("brew tickets", () => {
	it("reserve stock when received and consume it when brewed", async () => {
		const id = newId();
		await ticket("brew.received", id, 3);
		expect(await latte()).toMatchObject({ onHand: 10, reserved: 3, available: 7 });

		await ticket("brew.completed", id, 3);

		expect(await latte()).toMatchObject({ onHand: 7, reserved: 0, available: 7 });
		expect(publishedAbout(id)).toEqual(["stock.reserved"]);
	});

	it("release their stock when cancelled", async () => {
		const id = newId();
		await ticket("brew.received", id, 3);
		await ticket("brew.cancelled", id, 3);

		expect(await latte()).toMatchObject({ onHand: 10, reserved: 0 });
	});

	it("reserve nothing if their cancellation arrived first", async () => {
		const id = newId();
		await ticket("brew.cancelled", id, 3, "latte", 2);
		await ticket("brew.received", id, 3, "latte", 1);

		expect(await latte()).toMatchObject({ reserved: 0 });
	});

	it("consume their stock once when repeated, even hundreds of messages later", async () => {
		await node.call("stock.set", { storeId, productId: "latte", onHand: 1_000 }, GANGNAM);
		const ids = Array.from({ length: 200 }, newId);
		for (const id of ids) await ticket("brew.received", id);
		for (const id of ids) await ticket("brew.completed", id);
		for (const id of ids) await ticket("brew.received", id, 1, "latte", 1);
		for (const id of ids) await ticket("brew.completed", id, 1, "latte", 2);

		expect(await latte()).toMatchObject({ onHand: 800, reserved: 0 });
	});

	describe("whose stock was reserved before they entered the queue", () => {
		const reservedEarly = async () => {
			const id = newId();
			const scheduled = { orderId: id, storeId, lines: [aLine({ productId: "latte", quantity: 3 })], reservesNow: true };
			await node.publish("brew.scheduled", `brew/${id}`, { ...scheduled, stocked: false }, 1);
			return { id, entered: { ...scheduled, stocked: true } };
		};

		it("consume it when they are received and brewed in one write", async () => {
			const { entered, id } = await reservedEarly();
			expect(await latte()).toMatchObject({ onHand: 10, reserved: 3 });

			for (const type of ["brew.received", "brew.completed"] as const)
				await node.publish(type, `brew/${id}`, { ...entered, status: "brewed" }, 2);

			expect(await latte()).toMatchObject({ onHand: 7, reserved: 0 });
		});

		it.each(["received", "brewing"])("do not have it announced again when %s", async (status) => {
			const { entered, id } = await reservedEarly();

			await node.publish("brew.received", `brew/${id}`, { ...entered, status }, 2);

			expect(await latte()).toMatchObject({ onHand: 10, reserved: 3 });
			expect(publishedAbout(id)).toEqual(["stock.reserved"]);
			await ticket("brew.cancelled", id, 3, "latte", 3);
		});
	});

	it("publish the missing products when stock runs out", async () => {
		const id = newId();
		await ticket("brew.received", id, 11);

		expect(node.received.find(({ type }) => type === "stock.ran_out")?.data).toMatchObject({ orderId: id, missing: ["latte"] });
		expect(await latte()).toMatchObject({ onHand: 10, reserved: 0 });
	});
});

describe("access to stock", () => {
	it("lets the store's staff and operators set it", async () => {
		const params = { storeId, productId: "latte", onHand: 4 };

		expect(await node.call("stock.set", params, OPERATOR)).toMatchObject({ onHand: 4 });
		await expect(node.call("stock.set", params, HONGDAE)).rejects.toEqual(refused("forbidden"));
		await expect(node.call("stock.set", params)).rejects.toEqual(refused("unauthorized"));
	});

	it.each([-1, 1.5, 10_000_000, "4", null])("rejects %p on hand", async (onHand) => {
		await expect(node.call("stock.set", { storeId, productId: "latte", onHand }, GANGNAM)).rejects.toMatchObject({ code: 422 });
	});

	it("does not find an untracked product", async () => {
		await expect(node.call("stock.get", { storeId, productId: "water" }, GANGNAM)).rejects.toEqual(refused("not_found"));
	});
});
