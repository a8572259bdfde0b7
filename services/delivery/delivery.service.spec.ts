import { jest } from "@jest/globals";
import type { Caller } from "../../lib/auth/caller.ts";
import { aMessage, envelopeOf } from "../../test/support/builders/message.ts";
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

describe("when an order is to be delivered", () => {
	it("requests a rider for a parcel once the order is accepted", async () => {
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

	it("requests a rider for goods once preparation starts, from the store", async () => {
		const order = node.anOrder(goods);

		await node.publish("order.accepted", order);
		await expect(get(order.id, CUSTOMER)).rejects.toEqual(refused("not_found", 404));
		await node.publish("order.preparing", order);

		expect(await get(order.id, CUSTOMER)).toMatchObject({ status: "requested", ready: false, from: { lat: 37.5, lng: 127 } });
		await node.publish("order.ready", order);
		expect(await get(order.id, CUSTOMER)).toMatchObject({ status: "requested", ready: true });
		expect(node.published(order.id)).toEqual(["delivery.requested", "delivery.ready"]);
	});

	it("tolerates duplicate and reordered messages of the order", async () => {
		const order = node.anOrder(goods);

		for (const [type, version] of [["order.ready", 5] as const, ["order.preparing", 4] as const, ["order.ready", 5] as const])
			await node.publish(type, order, version);

		expect(await get(order.id, CUSTOMER)).toMatchObject({ status: "requested", ready: true });
		expect(node.published(order.id)).toEqual(["delivery.requested"]);
	});

	it.each([
		["order.accepted", "in_transit", "requested"],
		["order.accepted", "completed", "delivered"],
		["order.accepted", "accepted", undefined],
	] as const)("catches up when %s repeats that an order of goods is %s", async (type, status, expected) => {
		const order = node.anOrder(goods);
		await node.broker.bus.publish(envelopeOf(aMessage(`order/${order.id}`, 9, type, { ...order, status }, { republished: true })));

		if (expected) expect(await get(order.id, OPERATOR)).toMatchObject({ status: expected, ready: true });
		else await expect(node.ask("delivery.many", { ids: [order.id] })).resolves.toEqual([]);
	});

	it("creates no delivery for a pickup order", async () => {
		const order = node.anOrder({ ...goods, fulfilment: "pickup", destination: null });

		for (const type of ["order.preparing", "order.ready", "order.cancelled"] as const) await node.publish(type, order);

		await expect(get(order.id, OPERATOR)).rejects.toEqual(refused("not_found", 404));
	});
});

describe("access", () => {
	it("shows it to its customer, rider, store staff and operators, and the PIN to the customer only", async () => {
		const { orderId, rider, pin } = await node.inTransit();

		expect(await get(orderId, CUSTOMER)).toHaveProperty("pin", pin);
		for (const caller of [rider, GANGNAM, OPERATOR]) expect(await get(orderId, caller)).not.toHaveProperty("pin");
		for (const caller of [STRANGER, HONGDAE, await node.rider()])
			await expect(get(orderId, caller)).rejects.toEqual(refused("not_found", 404));
		expect(JSON.stringify(node.received)).not.toContain(`"${pin}"`);
	});

	it("lists own and open deliveries to riders, a store's to its staff, and all to operators", async () => {
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

	it("does not let its customer assign or unlock it as staff of another store", async () => {
		const { id } = await node.requested();
		const customerToo: Caller = { ...HONGDAE, accountId: CUSTOMER.accountId, roles: ["customer", "staff"] };

		await expect(node.assign(id, await node.rider(), customerToo)).rejects.toEqual(refused("not_found", 404));
		await expect(node.call("delivery.unlock", { orderId: id }, customerToo)).rejects.toEqual(refused("not_found", 404));
		await expect(node.call("delivery.assign", { orderId: id, riderId: "x" }, CUSTOMER)).rejects.toEqual(refused("forbidden", 403));
	});

	it("does not let its customer confirm it as another rider", async () => {
		const { orderId } = await node.inTransit();
		const riderToo: Caller = { ...CUSTOMER, roles: ["customer", "rider"] };

		await expect(node.call("delivery.confirm", { orderId, pin: "0000" }, riderToo)).rejects.toEqual(refused("not_found", 404));
	});
});

describe("a rider's positions", () => {
	const versionOf = async (orderId: string): Promise<number> => (await get(orderId, OPERATOR)).version;
	/** Ten seconds of 50 positions each, which end now. */
	const send500 = async (orderId: string, rider: Caller) => {
		const start = Date.now() - 10_000;
		const clock = jest.spyOn(Date, "now");
		for (let sent = 1; sent <= 500; sent++) {
			clock.mockReturnValue(start + sent * 20);
			await node.call("delivery.move", { orderId, lat: 37.5 + sent / 100_000, lng: 127 }, rider);
		}
		clock.mockRestore();
	};
	const LAST = { lat: 37.505, lng: 127 };

	it("are stored at most once in 5 s and never published, however many there are", async () => {
		const { orderId, rider } = await node.inTransit();
		const [version, published] = [await versionOf(orderId), node.published(orderId)];

		await send500(orderId, rider);

		await node.until(orderId, { location: LAST });
		expect((await versionOf(orderId)) - version).toBeLessThanOrEqual(3);
		expect(node.published(orderId)).toEqual(published);
	});

	it("are announced to the gateways at most once a second, and so is the last one", async () => {
		const { orderId, rider } = await node.inTransit();

		await send500(orderId, rider);

		await eventually(() => expect(node.announced(orderId).at(-1)?.data.location).toMatchObject(LAST));
		const times = node.announced(orderId).map(({ data }) => data.location!.at);
		expect(times).toEqual(times.toSorted((one, other) => one - other));
		expect(node.announced(orderId).length).toBeLessThan(50);
		expect(node.announced(orderId).at(-1)).toMatchObject({ data: { orderId, customerId: CUSTOMER.accountId, status: "in_transit" } });
	});

	it("that come too soon are answered with the delivery as it is", async () => {
		const { orderId, rider, pin } = await node.inTransit();
		const move = (lat: number) => node.call("delivery.move", { orderId, lat, lng: 127 }, rider);
		const { version } = await move(37.51);

		expect(await move(37.515)).toMatchObject({ status: "in_transit", location: { lat: 37.51 }, version });
		await node.call("delivery.confirm", { orderId, pin }, rider);
		await expect(move(37.52)).rejects.toEqual(refused("delivery_delivered", 409));
	});
});

describe("the life cycle without automation", () => {
	it("goes from the request to the handover", async () => {
		const [{ id: orderId }, rider] = [await node.requested(), await node.rider()];
		const asRider = (action: string, params = {}) => node.call(`delivery.${action}`, { orderId, ...params }, rider);

		expect(await node.assign(orderId, rider)).toMatchObject({ status: "assigned", answerBy: expect.any(String) });
		expect(await asRider("accept")).toMatchObject({ status: "accepted", answerBy: null });
		expect(await asRider("depart")).toMatchObject({ status: "in_transit", eta: expect.any(String) });
		expect(await asRider("move", { lat: 37.51, lng: 127.01 })).toMatchObject({ location: { lat: 37.51, lng: 127.01 } });
		const { pin } = await get(orderId, CUSTOMER);
		expect(await asRider("confirm", { pin })).toMatchObject({ status: "delivered", riderId: rider.accountId, eta: null });

		expect(node.published(orderId)).toEqual(
			["requested", "assigned", "accepted", "departed", "delivered"].map((name) => `delivery.${name}`),
		);
		await node.untilFree(rider);
		await expect(asRider("accept")).rejects.toEqual(refused("delivery_delivered", 409));
	});

	it("fails with a reason when the rider gives up", async () => {
		const { orderId, rider } = await node.inTransit();

		await node.call("delivery.fail", { orderId, reason: "nobody there" }, rider);

		expect(await get(orderId, CUSTOMER)).toMatchObject({ status: "failed", reason: "nobody there" });
		await node.untilFree(rider);
	});

	it("is failed with a reason by its store or an operator while no rider has it", async () => {
		const [ours, theirs] = [await node.requested(), await node.requested()];
		const fail = (orderId: string, caller: Caller) => node.call("delivery.fail", { orderId, reason: "no rider available" }, caller);

		for (const caller of [HONGDAE, await node.rider()]) await expect(fail(ours.id, caller)).rejects.toEqual(refused("not_found", 404));
		await expect(fail(ours.id, CUSTOMER)).rejects.toEqual(refused("forbidden", 403));
		expect(await fail(ours.id, GANGNAM)).toMatchObject({ status: "failed", reason: "no rider available", riderId: null });
		expect(await fail(theirs.id, OPERATOR)).toMatchObject({ status: "failed" });
		await expect(fail(ours.id, GANGNAM)).rejects.toEqual(refused("delivery_failed", 409));
		expect(node.published(ours.id)).toEqual(["delivery.requested", "delivery.failed"]);
	});

	it("can only be failed by its rider once accepted", async () => {
		const [{ id: orderId }, rider] = [await node.requested(), await node.rider()];
		const fail = (caller: Caller) => node.call("delivery.fail", { orderId, reason: "too slow" }, caller);
		await node.assign(orderId, rider);

		await expect(fail(rider)).rejects.toEqual(refused("delivery_assigned", 409));
		await node.call("delivery.accept", { orderId }, rider);
		await expect(fail(GANGNAM)).rejects.toEqual(refused("delivery_accepted", 409));
		expect(await fail(rider)).toMatchObject({ status: "failed" });
	});

	it("does not depart before the goods are ready", async () => {
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
		["a latitude above 90", "move", { lat: 91, lng: 0 }],
		["a longitude above 180", "move", { lat: 0, lng: 360.5 }],
		["a move without a position", "move", {}],
		["a confirmation without a PIN", "confirm", {}],
		["a failure without a reason", "fail", { reason: " " }],
	])("rejects %s", async (_, action, params) => {
		const { orderId, rider } = await node.inTransit();

		await expect(node.call(`delivery.${action}`, { orderId, ...params }, rider)).rejects.toEqual(refused("VALIDATION_ERROR", 422));
	});
});

describe("the PIN", () => {
	it("is locked after five tries, even concurrent ones, until staff unlock it", async () => {
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
		await eventually(() => expect(node.pinChanges(orderId)).toBe(5));

		expect(await node.call("delivery.unlock", { orderId }, GANGNAM)).toMatchObject({ triesLeft: 5 });
		await eventually(() => expect(node.pinChanges(orderId)).toBe(6));
		const { pin: newPin } = await get(orderId, CUSTOMER);
		expect(await confirm(newPin)).toMatchObject({ status: "delivered" });
	});
});

describe("when the order is cancelled", () => {
	const key = { storeId: "gangnam", customerId: CUSTOMER.accountId };
	const cancel = (orderId: string) => node.ask("delivery.cancel", { orderId, ...key });

	it("grants the cancellation while no rider is assigned, also when repeated", async () => {
		const { id } = await node.requested();

		expect(await cancel(id)).toEqual({ kind: "granted" });
		expect(await cancel(id)).toEqual({ kind: "granted" });
		expect(node.published(id)).toEqual(["delivery.requested", "delivery.cancelled"]);
	});

	it("refuses the cancellation while a rider is assigned, and grants it after the rider declined", async () => {
		const [{ id }, rider] = [await node.requested(), await node.rider()];
		await node.assign(id, rider);

		expect(await cancel(id)).toEqual({ kind: "refused", code: "rider_assigned" });
		await node.call("delivery.decline", { orderId: id }, rider);
		expect(await cancel(id)).toEqual({ kind: "granted" });
	});

	it("ignores the order's messages that arrive after the cancellation", async () => {
		const order = node.anOrder({ auto: { brew: true, dispatch: true } });

		expect(await cancel(order.id)).toEqual({ kind: "granted" });
		await node.publish("order.accepted", order);

		expect(await get(order.id, CUSTOMER)).toMatchObject({ status: "cancelled" });
		expect(node.published(order.id)).toEqual(["delivery.cancelled"]);
	});

	it("is cancelled with its order and releases the rider", async () => {
		const [order, rider] = [await node.requested(), await node.rider()];
		await node.assign(order.id, rider);

		await node.publish("order.cancelled", order);

		await node.until(order.id, { status: "cancelled" });
		await node.untilFree(rider);
	});

	it("either cancels or assigns when both race, and releases the rider if cancelled", async () => {
		for (let round = 0; round < 20; round++) {
			const [{ id }, rider] = [await node.requested(), await node.rider()];

			const [answer, isAssigned] = await Promise.all([
				cancel(id),
				node.assign(id, rider).then(
					() => true,
					() => false,
				),
			]);

			expect(isAssigned).toBe(answer.kind === "refused");
			if (!isAssigned) await node.untilFree(rider);
			await node.until(id, { status: isAssigned ? "assigned" : "cancelled" });
		}
	});
});

describe("automatic dispatch", () => {
	const auto = { brew: false, dispatch: true };
	const near = (km: number) => ({ lat: HERE.lat + km / 111.2, lng: HERE.lng });
	/** Leaves only the riders that a test creates. */
	const endAllShifts = async () => {
		const onShift = await node.service("rider").documents.list({ where: { onShift: true, ridesFor: "everybody" }, limit: 1_000 });
		for (const { _id } of onShift) await node.service("rider").send(_id, { type: "change", id: _id, onShift: false });
	};

	beforeEach(endAllShifts);

	it("assigns the nearest free rider, and the next one after a decline", async () => {
		const [far, nearest, busy] = [await node.rider(near(5)), await node.rider(near(1)), await node.rider(near(0))];
		await node.assign((await node.requested()).id, busy);

		const { id } = await node.requested({ auto });
		await node.until(id, { status: "assigned", riderId: nearest.accountId });
		await node.call("delivery.decline", { orderId: id }, nearest);

		await node.until(id, { status: "assigned", riderId: far.accountId });
		await node.untilFree(nearest);
	});

	it("skips a rider who declined and assigns one who starts later", async () => {
		const unwilling = await node.rider(near(0));
		const { id } = await node.requested({ auto });
		await node.until(id, { riderId: unwilling.accountId });
		await node.call("delivery.decline", { orderId: id }, unwilling);

		const searches = async () => (await node.service("delivery").documents.load(id))?.state.searches;
		await eventually(async () => expect(await searches()).toBeGreaterThanOrEqual(1));
		const latecomer = await node.rider(near(50));

		await node.until(id, { status: "assigned", riderId: latecomer.accountId });
	});

	it("assigns one delivery to each of several riders", async () => {
		const riders = [await node.rider(near(1)), await node.rider(near(2)), await node.rider(near(3))];

		const orders = await Promise.all([1, 2, 3].map(() => node.requested({ auto })));

		const taken = await Promise.all(orders.map(async ({ id }) => (await node.until(id, { status: "assigned" })).riderId));
		expect(taken.sort()).toEqual(riders.map(({ accountId }) => accountId).sort());
	});

	it("assigns a store's deliveries to its robot, which delivers several at once", async () => {
		const person = await node.rider();
		const orders = await Promise.all([1, 2, 3].map(() => node.requested({ storeId: "hongdae", auto })));

		for (const { id } of orders) await node.until(id, { status: "delivered", riderId: "robot-hongdae" });

		await node.untilFree(person);
		expect(node.published(orders[0]!.id)).toEqual(
			["requested", "assigned", "accepted", "departed", "delivered"].map((name) => `delivery.${name}`),
		);
		expect(node.announced(orders[0]!.id)).toHaveLength(2);
	});
});
