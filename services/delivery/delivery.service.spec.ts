import type { Caller } from "../../lib/auth/caller.ts";
import { eventually } from "../../test/support/eventually.ts";
import {
	CUSTOMER,
	DeliveryNode,
	GANGNAM,
	HERE,
	HONGDAE,
	OPERATOR,
	refused,
	STRANGER,
	THERE,
} from "../../test/support/nodes/delivery-node.ts";

let node: DeliveryNode;
beforeAll(async () => {
	node = await new DeliveryNode().start();
});
afterAll(() => node.stop());

const goods = { kind: "goods", parcel: null } as const;
const get = (orderId: string, caller: Caller) => node.call("delivery.get", { orderId }, caller);

describe("when an order wants to be delivered", () => {
	it("seeks a rider for a parcel at acceptance, from where it is to where it goes", async () => {
		const { id } = await node.requested();

		expect(await get(id, CUSTOMER)).toEqual({
			orderId: id,
			number: "A-12",
			storeId: "gangnam",
			status: "requested",
			ready: true,
			riderId: null,
			from: HERE,
			to: THERE,
			location: null,
			eta: null,
			answerBy: null,
			triesLeft: 5,
			pin: expect.stringMatching(/^\d{4}$/),
			reason: null,
			createdAt: expect.stringMatching(/Z$/),
			updatedAt: expect.stringMatching(/Z$/),
			version: 1,
		});
	});

	it("seeks one for goods when brewing begins, from the store", async () => {
		const order = node.anOrder(goods);

		await node.publish("order.accepted", order);
		await expect(get(order.id, CUSTOMER)).rejects.toEqual(refused("not_found", 404));
		await node.publish("order.preparing", order);

		expect(await get(order.id, CUSTOMER)).toMatchObject({ status: "requested", ready: false, from: { lat: 37.5, lng: 127 } });
		await node.publish("order.ready", order);
		expect(await get(order.id, CUSTOMER)).toMatchObject({ status: "requested", ready: true });
		expect(node.published(order.id)).toEqual(["delivery.requested", "delivery.ready"]);
	});

	it("comes to the same whatever of the order is heard first, and how often", async () => {
		const order = node.anOrder(goods);

		for (const [type, version] of [["order.ready", 5] as const, ["order.preparing", 4] as const, ["order.ready", 5] as const])
			await node.publish(type, order, version);

		expect(await get(order.id, CUSTOMER)).toMatchObject({ status: "requested", ready: true });
		expect(node.published(order.id)).toEqual(["delivery.requested"]);
	});

	it("carries nothing for a pick-up", async () => {
		const order = node.anOrder({ ...goods, fulfilment: "pickup", destination: null });

		for (const type of ["order.preparing", "order.ready", "order.cancelled"] as const) await node.publish(type, order);

		await expect(get(order.id, OPERATOR)).rejects.toEqual(refused("not_found", 404));
	});
});

describe("who may see it", () => {
	it("is its customer, its rider, its store's staff and operators, and the PIN is the customer's", async () => {
		const { orderId, rider, pin } = await node.inTransit();

		expect(await get(orderId, CUSTOMER)).toHaveProperty("pin", pin);
		for (const caller of [rider, GANGNAM, OPERATOR]) expect(await get(orderId, caller)).not.toHaveProperty("pin");
		for (const caller of [STRANGER, HONGDAE, await node.rider()])
			await expect(get(orderId, caller)).rejects.toEqual(refused("not_found", 404));
		expect(JSON.stringify(node.received)).not.toContain(`"${pin}"`);
	});

	it("lists a rider's own and what is open, a store's to its staff, all to operators", async () => {
		const [mine, open, others] = [await node.inTransit(), await node.requested({ storeId: "hongdae" }), await node.inTransit()];
		const list = async (caller: Caller, status?: string) => {
			const { items } = await node.call("delivery.list", { limit: 100, ...(status ? { status } : undefined) }, caller);
			return items.map(({ orderId }: { orderId: string }) => orderId);
		};

		const riders = await list(mine.rider);
		expect(riders).toEqual(expect.arrayContaining([mine.orderId, open.id]));
		expect(riders).not.toContain(others.orderId);
		expect(await list(mine.rider, "in_transit")).toEqual([mine.orderId]);
		expect(await list(HONGDAE)).toEqual([open.id]);
		expect(await list(OPERATOR)).toEqual(expect.arrayContaining([mine.orderId, open.id, others.orderId]));
		expect(await list(OPERATOR, "in_transit,assigned")).not.toContain(open.id);
	});

	it("leaves riders and PINs to the staff of its store, even if others see it as its customer", async () => {
		const { id } = await node.requested();
		const customerToo: Caller = { ...HONGDAE, accountId: CUSTOMER.accountId, roles: ["customer", "staff"] };

		await expect(node.assign(id, await node.rider(), customerToo)).rejects.toEqual(refused("not_found", 404));
		await expect(node.call("delivery.unlock", { orderId: id }, customerToo)).rejects.toEqual(refused("not_found", 404));
		await expect(node.call("delivery.assign", { orderId: id, riderId: "x" }, CUSTOMER)).rejects.toEqual(refused("forbidden", 403));
	});

	it("leaves the rider's part to its rider, even if others see it as its customer", async () => {
		const { orderId } = await node.inTransit();
		const riderToo: Caller = { ...CUSTOMER, roles: ["customer", "rider"] };

		await expect(node.call("delivery.confirm", { orderId, pin: "0000" }, riderToo)).rejects.toEqual(refused("not_found", 404));
	});
});

describe("a life by hand", () => {
	it("goes from the request into the customer's hands", async () => {
		const [{ id: orderId }, rider] = [await node.requested(), await node.rider()];
		const told = (action: string, params = {}) => node.call(`delivery.${action}`, { orderId, ...params }, rider);

		expect(await node.assign(orderId, rider)).toMatchObject({ status: "assigned", answerBy: expect.any(String) });
		expect(await told("accept")).toMatchObject({ status: "accepted", answerBy: null });
		expect(await told("depart")).toMatchObject({ status: "in_transit", eta: expect.any(String) });
		expect(await told("move", { lat: 37.51, lng: 127.01 })).toMatchObject({ location: { lat: 37.51, lng: 127.01 } });
		const { pin } = await get(orderId, CUSTOMER);
		expect(await told("confirm", { pin })).toMatchObject({ status: "delivered", riderId: rider.accountId, eta: null });

		expect(node.published(orderId)).toEqual(
			["requested", "assigned", "accepted", "departed", "moved", "delivered"].map((happening) => `delivery.${happening}`),
		);
		await node.untilFree(rider);
		await expect(told("accept")).rejects.toEqual(refused("delivery_delivered", 409));
	});

	it("ends when the rider has to give up, and says why", async () => {
		const { orderId, rider } = await node.inTransit();

		await node.call("delivery.fail", { orderId, reason: "nobody there" }, rider);

		expect(await get(orderId, CUSTOMER)).toMatchObject({ status: "failed", reason: "nobody there" });
		await node.untilFree(rider);
	});

	it("is ended by its store or an operator while nobody takes it, and says why", async () => {
		const [ours, theirs] = [await node.requested(), await node.requested()];
		const give = (orderId: string, caller: Caller) => node.call("delivery.fail", { orderId, reason: "nobody rides" }, caller);

		for (const caller of [HONGDAE, await node.rider()]) await expect(give(ours.id, caller)).rejects.toEqual(refused("not_found", 404));
		await expect(give(ours.id, CUSTOMER)).rejects.toEqual(refused("forbidden", 403));
		expect(await give(ours.id, GANGNAM)).toMatchObject({ status: "failed", reason: "nobody rides", riderId: null });
		expect(await give(theirs.id, OPERATOR)).toMatchObject({ status: "failed" });
		await expect(give(ours.id, GANGNAM)).rejects.toEqual(refused("delivery_failed", 409));
		expect(node.published(ours.id)).toEqual(["delivery.requested", "delivery.failed"]);
	});

	it("is its rider's alone once it is taken on", async () => {
		const [{ id: orderId }, rider] = [await node.requested(), await node.rider()];
		const give = (caller: Caller) => node.call("delivery.fail", { orderId, reason: "too slow" }, caller);
		await node.assign(orderId, rider);

		await expect(give(rider)).rejects.toEqual(refused("delivery_assigned", 409));
		await node.call("delivery.accept", { orderId }, rider);
		await expect(give(GANGNAM)).rejects.toEqual(refused("delivery_accepted", 409));
		expect(await give(rider)).toMatchObject({ status: "failed" });
	});

	it("departs with the goods only", async () => {
		const [order, rider] = [node.anOrder(goods), await node.rider()];
		await node.publish("order.preparing", order);
		await node.assign(order.id, rider);
		await node.call("delivery.accept", { orderId: order.id }, rider);
		const depart = () => node.call("delivery.depart", { orderId: order.id }, rider);

		await expect(depart()).rejects.toEqual(refused("not_ready", 409));
		await node.publish("order.ready", order);

		expect(await depart()).toMatchObject({ status: "in_transit" });
	});

	it.each([
		["off the globe", "move", { lat: 91, lng: 0 }],
		["around the globe twice", "move", { lat: 0, lng: 360.5 }],
		["with no place", "move", {}],
		["with no PIN", "confirm", {}],
		["with no reason", "fail", { reason: " " }],
	])("refuses what comes %s", async (_, action, params) => {
		const { orderId, rider } = await node.inTransit();

		await expect(node.call(`delivery.${action}`, { orderId, ...params }, rider)).rejects.toEqual(refused("VALIDATION_ERROR", 422));
	});
});

describe("the PIN", () => {
	it("has five tries, however many are made at once, until staff unlocks it", async () => {
		const { orderId, pin, rider } = await node.inTransit();
		const wrong = pin === "0000" ? "0001" : "0000";
		const confirm = (pin: string) => node.call("delivery.confirm", { orderId, pin }, rider);

		const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => confirm(wrong)));

		const errors = outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason);
		const left = errors.filter(({ type }) => type === "wrong_pin").map(({ data }) => data.triesLeft);
		expect(left.sort()).toEqual([0, 1, 2, 3, 4]);
		expect(errors.filter(({ type, code }) => type === "pin_locked" && code === 423)).toHaveLength(3);
		await expect(confirm(pin)).rejects.toEqual(refused("pin_locked", 423));
		expect(await get(orderId, CUSTOMER)).toMatchObject({ status: "in_transit", triesLeft: 0 });

		expect(await node.call("delivery.unlock", { orderId }, GANGNAM)).toMatchObject({ triesLeft: 5 });
		const { pin: fresh } = await get(orderId, CUSTOMER);
		expect(await confirm(fresh)).toMatchObject({ status: "delivered" });
	});
});

describe("when the order is cancelled", () => {
	const key = { storeId: "gangnam", customerId: CUSTOMER.accountId };
	const cancel = (orderId: string) => node.ask("delivery.cancel", { orderId, ...key });

	it("is granted while nobody is assigned, and again when it already was", async () => {
		const { id } = await node.requested();

		expect(await cancel(id)).toEqual({ kind: "granted" });
		expect(await cancel(id)).toEqual({ kind: "granted" });
		expect(node.published(id)).toEqual(["delivery.requested", "delivery.cancelled"]);
	});

	it("is refused once a rider is assigned, and granted after the rider declined", async () => {
		const [{ id }, rider] = [await node.requested(), await node.rider()];
		await node.assign(id, rider);

		expect(await cancel(id)).toEqual({ kind: "refused", code: "rider_assigned" });
		await node.call("delivery.decline", { orderId: id }, rider);
		expect(await cancel(id)).toEqual({ kind: "granted" });
	});

	it("seeks nobody when the order is heard of later", async () => {
		const order = node.anOrder({ auto: { brew: true, dispatch: true } });

		expect(await cancel(order.id)).toEqual({ kind: "granted" });
		await node.publish("order.accepted", order);

		expect(await get(order.id, CUSTOMER)).toMatchObject({ status: "cancelled" });
		expect(node.published(order.id)).toEqual(["delivery.cancelled"]);
	});

	it("ends with its order, and lets the rider go", async () => {
		const [order, rider] = [await node.requested(), await node.rider()];
		await node.assign(order.id, rider);

		await node.publish("order.cancelled", order);

		await node.until(order.id, { status: "cancelled" });
		await node.untilFree(rider);
	});

	it("has exactly one winner when it meets an assignment, and the rider is free if that lost", async () => {
		for (let round = 0; round < 20; round++) {
			const [{ id }, rider] = [await node.requested(), await node.rider()];

			const [answer, assigned] = await Promise.all([
				cancel(id),
				node.assign(id, rider).then(
					() => true,
					() => false,
				),
			]);

			expect(assigned).toBe(answer.kind === "refused");
			if (!assigned) await node.untilFree(rider);
			await node.until(id, { status: assigned ? "assigned" : "cancelled" });
		}
	});
});

describe("when it is dispatched by itself", () => {
	const auto = { brew: false, dispatch: true };
	const near = (km: number) => ({ lat: HERE.lat + km / 111.2, lng: HERE.lng });
	/** Everybody else has gone home. */
	const alone = async () => {
		const everybody = await node.service("rider").documents.list({ where: { onShift: true, ridesFor: "everybody" }, limit: 1_000 });
		for (const { _id } of everybody) await node.service("rider").send(_id, { type: "change", id: _id, onShift: false });
	};

	beforeEach(alone);

	it("takes the nearest rider who is free, and the next when that one declines", async () => {
		const [far, nearest, busy] = [await node.rider(near(5)), await node.rider(near(1)), await node.rider(near(0))];
		await node.assign((await node.requested()).id, busy);

		const { id } = await node.requested({ auto });
		await node.until(id, { status: "assigned", riderId: nearest.accountId });
		await node.call("delivery.decline", { orderId: id }, nearest);

		await node.until(id, { status: "assigned", riderId: far.accountId });
		await node.untilFree(nearest);
	});

	it("passes over who has declined, and takes who comes later", async () => {
		const unwilling = await node.rider(near(0));
		const { id } = await node.requested({ auto });
		await node.until(id, { riderId: unwilling.accountId });
		await node.call("delivery.decline", { orderId: id }, unwilling);

		const seeks = async () => (await node.service("delivery").documents.load(id))?.state.seeks;
		await eventually(async () => expect(await seeks()).toBeGreaterThanOrEqual(1));
		const latecomer = await node.rider(near(50));

		await node.until(id, { status: "assigned", riderId: latecomer.accountId });
	});

	it("gives each rider one of many", async () => {
		const riders = [await node.rider(near(1)), await node.rider(near(2)), await node.rider(near(3))];

		const orders = await Promise.all([1, 2, 3].map(() => node.requested({ auto })));

		const taken = await Promise.all(orders.map(async ({ id }) => (await node.until(id, { status: "assigned" })).riderId));
		expect(taken.sort()).toEqual(riders.map(({ accountId }) => accountId).sort());
	});

	it("leaves a store that has a robot to its robot, which does it all, and many at once", async () => {
		const person = await node.rider();
		const orders = await Promise.all([1, 2, 3].map(() => node.requested({ storeId: "hongdae", auto })));

		for (const { id } of orders) await node.until(id, { status: "delivered", riderId: "robot-hongdae" });

		await node.untilFree(person);
		expect(node.published(orders[0]!.id)).toEqual(
			["requested", "assigned", "accepted", "departed", "moved", "moved", "delivered"].map((happening) => `delivery.${happening}`),
		);
	});
});
