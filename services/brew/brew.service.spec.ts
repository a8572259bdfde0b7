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

describe("a line of a ticket", () => {
	it("is ticked by the store's staff, without a message", async () => {
		const orderId = await aTicket();
		await node.call("brew.start", { orderId }, GANGNAM);
		const before = node.received.length;

		expect(await node.call("brew.tick", { orderId, line: 0, made: 1 }, GANGNAM)).toMatchObject({ status: "brewing", made: [1] });
		const { version } = await node.call("brew.tick", { orderId, line: 0, made: 2 }, GANGNAM);
		expect(await node.call("brew.tick", { orderId, line: 0, made: 2 }, GANGNAM)).toMatchObject({ made: [2], version });

		expect(node.received.slice(before).filter(({ type }) => type.startsWith("brew."))).toEqual([]);
		await expect(node.call("brew.tick", { orderId, line: 0, made: 1 }, HONGDAE)).rejects.toEqual(refused("not_found"));
		await expect(node.call("brew.tick", { orderId, line: 0, made: 1 }, CUSTOMER)).rejects.toEqual(refused("forbidden"));
	});
});

describe("when an order is accepted", () => {
	it("creates a ticket that staff can start and complete, and publishes each step", async () => {
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

	it("creates one ticket however often the message arrives", async () => {
		const id = newId();
		await Promise.all([accepted(id), node.publish("order.accepted", `order/${id}`, anOrder({ id, acceptedAt: 1 }), 1)]);

		await eventually(() => expect(node.publishedBy(id).filter((type) => type === "brew.received")).toHaveLength(1));
	});

	it.each([
		["preparing", "brewing"],
		["ready", "brewed"],
		["completed", "brewed"],
		["cancelled", "cancelled"],
	] as const)("creates the missing ticket of an order that is %s as %s", async (status, expected) => {
		const orderId = newId();
		await accepted(orderId, { status });

		expect(await node.call("brew.get", { orderId }, CUSTOMER)).toMatchObject({ status: expected });
	});

	it("keeps a ticket for later until its time, and then queues it", async () => {
		const [later, soon] = [newId(), newId()];
		const lines = [{ ...anOrder().lines[0]!, quantity: 1, prepSeconds: 60 }];
		const at = (minutes: number) => {
			const time = Date.now() + minutes * 60_000;
			return { lines, for: time, promise: { readyAt: time, deliveredBy: null } };
		};
		await accepted(later, at(20));
		await accepted(soon, at(16));

		expect(await node.call("brew.get", { orderId: later }, CUSTOMER)).toMatchObject({ status: "scheduled", entersAt: expect.any(String) });
		await expect(node.call("brew.start", { orderId: later }, GANGNAM)).rejects.toEqual(refused("brew_scheduled"));
		expect(node.publishedBy(later)).toEqual(["order.accepted", "brew.scheduled"]);
		await eventually(() => expect(node.publishedBy(soon)).toContain("brew.received"));
	});

	it("creates no ticket for a parcel", async () => {
		const orderId = newId();
		await accepted(orderId, { kind: "parcel" });

		await expect(node.call("brew.get", { orderId }, CUSTOMER)).rejects.toEqual(refused("not_found"));
	});

	it("holds an early start until the stock is reserved", async () => {
		const orderId = newId();
		await accepted(orderId);

		const started = node.call("brew.start", { orderId }, GANGNAM);
		await stocked(orderId);

		expect(await started).toMatchObject({ status: "brewing" });
	});

	it("cancels the ticket when the order ends, even while it is brewing", async () => {
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

	it("ends the ticket when the stock has run out", async () => {
		const orderId = newId();
		await accepted(orderId);
		await node.publish("stock.ran_out", "stock/gangnam", { storeId: "gangnam", orderId, missing: ["latte"], available: {} });

		expect(await node.call("brew.get", { orderId }, CUSTOMER)).toMatchObject({ status: "out_of_stock", missing: ["latte"] });
	});
});

describe("when the store brews automatically", () => {
	it("completes the ticket after the preparation time", async () => {
		const orderId = newId();
		await accepted(orderId, { auto: { brew: true, dispatch: false }, lines: [{ ...anOrder().lines[0]!, quantity: 1, prepSeconds: 0.05 }] });
		await stocked(orderId);

		expect(await node.call("brew.get", { orderId }, CUSTOMER)).toMatchObject({ status: "brewing", dueAt: expect.any(String) });
		await eventually(async () => expect(await node.call("brew.get", { orderId }, CUSTOMER)).toMatchObject({ status: "brewed" }));
	});
});

describe("brew.cancel", () => {
	const cancel = (orderId: string) => node.call("brew.cancel", { orderId, storeId: "gangnam", customerId: "acc_1" });

	it("is forbidden to callers from outside", async () => {
		await expect(cancel(await aTicket())).rejects.toEqual(refused("forbidden"));
	});
});

describe("access to a ticket", () => {
	it.each([
		["its customer", CUSTOMER, "received"],
		["its store's staff", GANGNAM, "received"],
		["an operator", OPERATOR, "received"],
	])("%s can read it", async (_, caller, status) => {
		expect(await node.call("brew.get", { orderId: await aTicket() }, caller)).toMatchObject({ status });
	});

	it("is hidden from other customers", async () => {
		await expect(node.call("brew.get", { orderId: await aTicket() }, STRANGER)).rejects.toEqual(refused("not_found"));
	});

	it("lets only its own store start it, even if its customer works for another store", async () => {
		const orderId = await aTicket();

		await expect(node.call("brew.start", { orderId }, HONGDAE)).rejects.toEqual(refused("not_found"));
		await expect(node.call("brew.start", { orderId }, CUSTOMER)).rejects.toEqual(refused("forbidden"));
		await expect(node.call("brew.start", { orderId })).rejects.toEqual(refused("unauthorized"));
	});

	it("rejects an unknown field", async () => {
		await expect(node.call("brew.start", { orderId: newId(), status: "brewed" }, GANGNAM)).rejects.toMatchObject({ code: 422 });
	});
});
