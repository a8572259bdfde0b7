import type { Caller } from "../../lib/auth/caller.ts";
import type { Message } from "../../lib/messaging/message.ts";
import { eventually } from "../../test/support/eventually.ts";
import { CUSTOMER, DeliveryNode, GANGNAM, HONGDAE, OPERATOR, refused } from "../../test/support/nodes/delivery-node.ts";

let node: DeliveryNode;
beforeAll(async () => {
	node = await new DeliveryNode().start();
});
afterAll(() => node.stop());

const account = (type: "account.registered" | "account.erased", data: object, version: number) => {
	const sender = "account/acc_new";
	const id = `${sender}/${version}`;
	const message: Message = { id, type, sender, version, at: Date.now(), schema: 1, data };
	return node.broker.bus.publish({ id, type, sender, version, json: JSON.stringify(message) });
};
const riders = async (caller: Caller) => (await node.call("rider.list", { limit: 100 }, caller)).items;
const job = async ({ accountId }: Caller) => (await node.service("rider").documents.load(accountId))?.state.job;

describe("riders", () => {
	it("are created with their account, start a shift and end it", async () => {
		const registered = { id: "acc_new", roles: ["rider"], storeId: null, name: "박새로", language: "ko", erased: false };
		const me: Caller = { accountId: "acc_new", roles: ["rider"] };

		await account("account.registered", registered, 1);
		const changed = await node.call("rider.change", { onShift: true, lat: 37.5, lng: 127 }, me);

		expect(changed).toMatchObject({ id: "acc_new", name: "박새로", onShift: true, lat: 37.5, lng: 127, orderId: null });
		expect(await riders(GANGNAM)).toContainEqual(expect.objectContaining({ id: "acc_new", lat: 37.5, lng: 127, load: 0 }));
		await account("account.erased", { ...registered, name: null, erased: true }, 2);
		expect(await riders(GANGNAM)).not.toContainEqual(expect.objectContaining({ id: "acc_new" }));
		expect((await node.service("rider").documents.load("acc_new"))?.state).toMatchObject({ name: null, onShift: false });
	});

	it("can start a shift before the message about their account arrives", async () => {
		const me: Caller = { accountId: "acc_early", roles: ["rider"] };

		expect(await node.call("rider.change", { onShift: true }, me)).toMatchObject({ id: "acc_early", onShift: true, lat: null });
	});

	it("are listed to staff with their load, a robot only to its store", async () => {
		const { rider } = await node.inTransit();

		expect(await riders(GANGNAM)).toContainEqual(expect.objectContaining({ id: rider.accountId, load: 1 }));
		expect(await riders(GANGNAM)).not.toContainEqual(expect.objectContaining({ id: "robot-hongdae" }));
		for (const caller of [HONGDAE, OPERATOR]) expect(await riders(caller)).toContainEqual(expect.objectContaining({ id: "robot-hongdae" }));
		await expect(node.call("rider.list", {}, CUSTOMER)).rejects.toEqual(refused("forbidden", 403));
	});

	it.each([{ lat: -90.1 }, { lng: 181 }, { onShift: "yes" }, { job: null }, { ridesFor: "gangnam" }])(
		"reject the change %j",
		async (change) => {
			await expect(node.rider(change)).rejects.toEqual(refused("VALIDATION_ERROR", 422));
		},
	);
});

describe("when a rider is assigned", () => {
	it("must exist and be on shift", async () => {
		const { id: orderId } = await node.requested();
		const atHome = await node.rider({ onShift: false });

		await expect(node.assign(orderId, { accountId: "acc_nobody", roles: [] })).rejects.toEqual(refused("unknown_rider", 422));
		await expect(node.assign(orderId, { accountId: "robot-hongdae", roles: [] })).rejects.toEqual(refused("unknown_rider", 422));
		await expect(node.assign(orderId, atHome)).rejects.toEqual(refused("rider_off_shift", 409));
		await node.until(orderId, { status: "requested" });
	});

	it("gets only one of many deliveries assigned at once", async () => {
		const rider = await node.rider();
		const orders = await Promise.all(Array.from({ length: 10 }, () => node.requested()));

		const outcomes = await Promise.allSettled(orders.map(({ id }) => node.assign(id, rider)));

		expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toEqual(refused("rider_busy", 409));
	});

	it("leaves the other riders free when many are assigned the same delivery at once", async () => {
		const { id } = await node.requested();
		const riders = await Promise.all(Array.from({ length: 5 }, () => node.rider()));

		await Promise.allSettled(riders.map((rider) => node.assign(id, rider)));

		const { riderId } = await node.until(id, { status: "assigned" });
		for (const rider of riders.filter(({ accountId }) => accountId !== riderId)) await node.untilFree(rider);
		await eventually(async () => expect(await job({ accountId: riderId, roles: [] })).toMatchObject({ orderId: id, confirmed: true }));
	});

	it("can be assigned again right after the last delivery ends", async () => {
		const { orderId, pin, rider } = await node.inTransit();
		const { id: next } = await node.requested();
		await eventually(async () => expect(await job(rider)).toMatchObject({ confirmed: true }));

		await node.call("delivery.confirm", { orderId, pin }, rider);

		expect(await node.assign(next, rider)).toMatchObject({ status: "assigned", riderId: rider.accountId });
	});

	it("is released when the time to answer is over, and the search restarts", async () => {
		const [{ id: orderId, storeId }, rider] = [await node.requested(), await node.rider()];
		const riderId = rider.accountId;
		const taken = await node.ask("rider.take", { riderId, orderId, storeId });

		await node.service("delivery").send(orderId, { type: "assign", riderId, ...taken, answerSeconds: 0 });

		await node.until(orderId, { status: "requested", riderId: null, answerBy: null });
		expect(node.published(orderId)).toEqual(["delivery.requested", "delivery.assigned", "delivery.search_restarted"]);
		await node.untilFree(rider);
		await expect(node.call("delivery.accept", { orderId }, rider)).rejects.toEqual(refused("not_found", 404));
	});
});

describe("when a process is killed after taking the rider, before assigning the delivery", () => {
	const taken = async () => {
		const [{ id: orderId, storeId }, rider] = [await node.requested(), await node.rider()];
		const { take } = await node.ask("rider.take", { riderId: rider.accountId, orderId, storeId });
		const assign = { type: "assign", riderId: rider.accountId, take, robot: false, answerSeconds: 45 };
		return { orderId, rider, assign };
	};

	it("releases the rider after a while", async () => {
		const { orderId, rider } = await taken();
		await expect(node.assign(orderId, rider)).rejects.toEqual(refused("rider_busy", 409));

		await node.untilFree(rider);

		expect(await node.assign(orderId, rider)).toMatchObject({ status: "assigned" });
	});

	it("keeps the rider if the assignment was only slow", async () => {
		const { assign, orderId, rider } = await taken();
		await node.service("delivery").send(orderId, assign);

		await node.ask("rider.check", { riderId: rider.accountId });

		expect(await job(rider)).toMatchObject({ orderId, confirmed: true });
	});

	it("refuses the assignment after the check, since the rider may have another delivery by then", async () => {
		const { assign, orderId, rider } = await taken();
		await node.ask("rider.check", { riderId: rider.accountId });
		const { id: another } = await node.requested();
		await node.assign(another, rider);

		await expect(node.service("delivery").send(orderId, assign)).rejects.toEqual(refused("rider_busy", 409));

		await node.until(orderId, { status: "requested" });
		await node.until(another, { status: "assigned" });
	});
});
