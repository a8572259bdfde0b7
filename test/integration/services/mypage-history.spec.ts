import { setTimeout as sleep } from "node:timers/promises";
import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import type { NewOrder, OrderCommand } from "../../../services/order/order.ts";
import { anOrder } from "../../support/builders/order.ts";
import { eventually } from "../../support/eventually.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const { default: order } = await import("../../../services/order/order.service.ts");
const { default: eventLog } = await import("../../../services/mypage/event-log.service.ts");

const OWNER: Caller = { accountId: "acc_1", roles: ["customer"] };
const STRANGER: Caller = { accountId: "acc_2", roles: ["customer"] };
const STAFF: Caller = { accountId: "acc_3", roles: ["staff"], storeId: "gangnam" };
const OTHER_STAFF: Caller = { accountId: "acc_4", roles: ["staff"], storeId: "hongdae" };
const OPERATOR: Caller = { accountId: "acc_5", roles: ["operator"] };

const ID = `ord_${"1".repeat(20)}`;
const COMMANDS: OrderCommand[] = [
	{ type: "place", order: { ...(anOrder({ id: ID }) as unknown as NewOrder), timing: "prepaid", payBy: 5_000 } },
	{ type: "payment", status: "approved" },
	{ type: "accept", auto: { brew: false, dispatch: false }, readyAt: null },
	{ type: "startBrewing" },
	{ type: "finishBrewing" },
	{ type: "collect" },
];

interface Shown {
	status: string;
	version: number;
	updatedAt: string;
}
interface Event {
	id: string;
	type: string;
	at: string;
	version: number;
	data: { status: string; createdAt: string };
}

let broker: ServiceBroker;
const snapshots: Shown[] = [];

const call = async <T>(caller: Caller, action: string, params: object): Promise<T> => {
	const ctx = new Context<object, CallMeta>(broker);
	ctx.meta = { outside: true, caller };
	return ctx.call<T, object>(action, params);
};
const at = (time: number, caller = OWNER) => call<Shown>(caller, "order.get", { orderId: ID, at: new Date(time).toISOString() });
const history = async (caller = OWNER) => (await call<{ items: Event[] }>(caller, "event-log.history", { orderId: ID })).items;

beforeAll(async () => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	for (const service of [order, eventLog]) broker.createService(service as unknown as ServiceSchema);
	await broker.start();
	const orders = broker.getLocalService("order") as unknown as { create(id: string, command: OrderCommand): Promise<unknown> };
	for (const command of COMMANDS) {
		await orders.create(ID, command);
		snapshots.push(await call<Shown>(OPERATOR, "order.get", { orderId: ID }));
		// Leaves at least one millisecond between changes.
		await sleep(4);
	}
	await eventually(async () => expect(await history()).toHaveLength(COMMANDS.length));
});
afterAll(() => broker.stop());

describe("an order at a time", () => {
	it("has the state of the last change before that time", async () => {
		for (const shown of snapshots) {
			const changedAt = Date.parse(shown.updatedAt);
			expect(await at(changedAt)).toEqual(shown);
			expect(await at(changedAt + 1)).toEqual(shown);
		}
		expect(snapshots.map(({ status }) => status)).toEqual(["placed", "submitted", "accepted", "preparing", "ready", "completed"]);
	});

	it("has the current state for a time in the future", async () => {
		expect(await at(Date.now() + 60_000)).toEqual(snapshots.at(-1));
	});

	it("is not found before it existed", async () => {
		await expect(at(Date.parse(snapshots[0]!.updatedAt) - 1)).rejects.toMatchObject({ code: 404 });
	});

	it.each(["yesterday", "2026-13-01T00:00:00Z", "2026-11-21T10:00:00", "1"])("rejects the time %s", async (time) => {
		await expect(call(OWNER, "order.get", { orderId: ID, at: time })).rejects.toMatchObject({ code: 422 });
	});

	it("is shown to callers who can read the order", async () => {
		expect(await at(Date.now(), STAFF)).toMatchObject({ status: "completed" });
		await expect(at(Date.now(), STRANGER)).rejects.toMatchObject({ code: 404 });
	});
});

describe("its history", () => {
	it("has every event in order, with ISO times", async () => {
		const items = await history();

		expect(items.map(({ type }) => type)).toEqual([
			"order.placed",
			"order.submitted",
			"order.accepted",
			"order.preparing",
			"order.ready",
			"order.completed",
		]);
		expect(items.map(({ id, version }) => id === `order/${ID}/${version}`)).not.toContain(false);
		expect(items.map(({ data }) => data.status)).toEqual(snapshots.map(({ status }) => status));
		expect(items[0]!.data.createdAt).toBe(items[0]!.at);
	});

	it("has an event once if the order repeats it", async () => {
		const before = await history();

		await broker.call("order.republish", { ids: [ID] });
		const log = () => broker.call<{ last: number }, object>("event-log.read", { after: 0, limit: 1 });
		await eventually(async () => expect((await log()).last).toBe(COMMANDS.length + 4));

		expect(await history()).toEqual(before);
	});

	it("is shown to callers who can read the order", async () => {
		const histories = await Promise.all([OWNER, STAFF, OPERATOR].map(history));

		expect(histories.map(({ length }) => length)).toEqual([6, 6, 6]);
		for (const caller of [STRANGER, OTHER_STAFF]) await expect(history(caller)).rejects.toMatchObject({ type: "not_found" });
	});
});
