import { anOrder } from "../../test/support/builders/order.ts";
import { eventually } from "../../test/support/eventually.ts";
import { CUSTOMER, GANGNAM, HONGDAE, OPERATOR, refused, ServiceNode, STRANGER } from "../../test/support/nodes/service-node.ts";

const { default: brew } = await import("./brew.service.ts");

let node: ServiceNode;
let count = 0;

beforeAll(async () => {
	node = await new ServiceNode().start(brew);
});

afterAll(() => node.stop());

const newId = () => `ord_${String(++count).padStart(26, "0")}`;
const accepted = (id: string, change = {}) =>
	node.publish("order.accepted", `order/${id}`, anOrder({ id, status: "accepted", acceptedAt: 1, ...change }));
const stocked = (orderId: string) =>
	node.publish("stock.reserved", "stock/gangnam", { storeId: "gangnam", orderId, missing: [], available: {} });
const aTicket = async () => {
	const id = newId();
	await accepted(id);
	await stocked(id);
	return id;
};

describe("when an order is accepted", () => {
	it("opens a ticket, says so, and begins when somebody begins", async () => {
		const orderId = await aTicket();

		expect(await node.call("brew.start", { orderId }, GANGNAM)).toMatchObject({
			orderId,
			status: "brewing",
			startedAt: expect.any(String),
		});
		expect(await node.call("brew.complete", { orderId }, GANGNAM)).toMatchObject({ status: "brewed" });

		await eventually(() =>
			expect(node.publishedBy(orderId)).toEqual(["order.accepted", "brew.received", "brew.started", "brew.completed"]),
		);
	});

	it("opens one ticket, however often it hears of it", async () => {
		const id = newId();
		await Promise.all([accepted(id), node.publish("order.accepted", `order/${id}`, anOrder({ id, acceptedAt: 1 }), 1)]);

		await eventually(() => expect(node.publishedBy(id).filter((type) => type === "brew.received")).toHaveLength(1));
	});

	it("leaves parcels to others", async () => {
		const orderId = newId();
		await accepted(orderId, { kind: "parcel" });

		await expect(node.call("brew.get", { orderId }, CUSTOMER)).rejects.toEqual(refused("not_found"));
	});

	it("waits a moment for the stock that is being reserved", async () => {
		const orderId = newId();
		await accepted(orderId);

		const started = node.call("brew.start", { orderId }, GANGNAM);
		await stocked(orderId);

		expect(await started).toMatchObject({ status: "brewing" });
	});

	it("is let go when its order ends for another's fault, even once it is being brewed", async () => {
		const orderId = await aTicket();
		await node.call("brew.start", { orderId }, GANGNAM);

		await node.publish(
			"order.cancelled",
			`order/${orderId}`,
			anOrder({ id: orderId, acceptedAt: 1, status: "cancelled", reason: "undeliverable" }),
		);

		await eventually(() => expect(node.publishedBy(orderId)).toContain("brew.cancelled"));
		await expect(node.call("brew.complete", { orderId }, GANGNAM)).rejects.toEqual(refused("brew_cancelled"));
	});

	it("ends when there is no stock", async () => {
		const orderId = newId();
		await accepted(orderId);
		await node.publish("stock.ran_out", "stock/gangnam", { storeId: "gangnam", orderId, missing: ["latte"], available: {} });

		expect(await node.call("brew.get", { orderId }, CUSTOMER)).toMatchObject({ status: "out_of_stock", missing: ["latte"] });
	});
});

describe("when the store brews by itself", () => {
	it("is done after the preparation time", async () => {
		const orderId = newId();
		await accepted(orderId, { auto: { brew: true, dispatch: false }, lines: [{ ...anOrder().lines[0]!, quantity: 1, prepSeconds: 0.05 }] });
		await stocked(orderId);

		expect(await node.call("brew.get", { orderId }, CUSTOMER)).toMatchObject({ status: "brewing", dueAt: expect.any(String) });
		await eventually(async () => expect(await node.call("brew.get", { orderId }, CUSTOMER)).toMatchObject({ status: "brewed" }));
	});
});

describe("when it is asked to cancel", () => {
	const cancel = (orderId: string) => node.call("brew.cancel", { orderId, storeId: "gangnam", customerId: "acc_1" });

	it("is no business of anybody outside", async () => {
		await expect(cancel(await aTicket())).rejects.toEqual(refused("forbidden"));
	});
});

describe("who may see and do what", () => {
	it.each([
		["its customer", CUSTOMER, "received"],
		["its store's staff", GANGNAM, "received"],
		["an operator", OPERATOR, "received"],
	])("%s sees it", async (_, caller, status) => {
		expect(await node.call("brew.get", { orderId: await aTicket() }, caller)).toMatchObject({ status });
	});

	it("is hidden from strangers", async () => {
		await expect(node.call("brew.get", { orderId: await aTicket() }, STRANGER)).rejects.toEqual(refused("not_found"));
	});

	it("is begun by its own store alone, even when its customer works in another", async () => {
		const orderId = await aTicket();

		await expect(node.call("brew.start", { orderId }, HONGDAE)).rejects.toEqual(refused("not_found"));
		await expect(node.call("brew.start", { orderId }, CUSTOMER)).rejects.toEqual(refused("forbidden"));
		await expect(node.call("brew.start", { orderId })).rejects.toEqual(refused("unauthorized"));
	});

	it("takes no field that it does not know", async () => {
		await expect(node.call("brew.start", { orderId: newId(), status: "brewed" }, GANGNAM)).rejects.toMatchObject({ code: 422 });
	});
});
