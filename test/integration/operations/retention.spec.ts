import { jest } from "@jest/globals";
import type { Service, ServiceSchema } from "moleculer";
import type { StoredDeadLetter } from "../../../contracts/inspection.ts";
import type { ActorStore } from "../../../lib/storage/actor-store.ts";
import type { Table } from "../../../lib/storage/table.ts";
import type { Retention } from "../../../mixins/retention.ts";
import { eventually } from "../../support/eventually.ts";
import { type Answer, GatewayServer, type Signed } from "../../support/nodes/gateway-server.ts";
import { loadServices } from "../../support/services.ts";

const DAY = 86_400_000;
const now = Date.now();
/** Tokens are verified with the real clock. */
const session = { expiresAt: now + 3_600_000 };
const customer: Signed = { sub: "acc_demo_customer", roles: ["customer"], ...session };
const staff: Signed = { sub: "acc_demo_gangnam", roles: ["staff"], storeId: "gangnam", ...session };
const operator: Signed = { sub: "acc_demo_operator", roles: ["operator"], ...session };

const schemas = (await loadServices()).map(({ schema }) => schema as ServiceSchema).filter(({ name }) => name !== "gateway");
const clock = jest.spyOn(Date, "now");
const setClock = (days: number) => clock.mockReturnValue(now + days * DAY);

type Retaining = Service & Retention & { deadLetters: Table<StoredDeadLetter>; documents?: ActorStore };
let server: GatewayServer;
const service = (name: string) => server.broker.getLocalService(name) as unknown as Retaining;
/** A document with unpublished messages is not removed. */
const untilPublished = async () => {
	for (const { name } of schemas) await eventually(async () => expect((await service(name).documents?.pending(1)) ?? []).toEqual([]));
};
const purgeAll = async () => {
	for (const { name } of schemas) await service(name).purge?.();
};

const send = (as: Signed, method: string, path: string, body?: object) =>
	server.send(method, path, { as, ...(body ? { body } : undefined) });
const call = async (as: Signed, method: string, path: string, body?: object): Promise<Answer["body"]> => {
	const answer = await send(as, method, path, body);
	if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
	return answer.body;
};
const place = async (): Promise<string> => {
	const lines = [{ productId: "latte", quantity: 1 }];
	const order = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines, payment: { timing: "on_receipt" } };
	return (await call(customer, "POST", "/v1/orders", order)).id;
};
const accepted = async (): Promise<string> => {
	const id = await place();
	await eventually(() => call(staff, "POST", `/v1/stores/gangnam/orders/${id}/accept`));
	await eventually(() => call(staff, "GET", `/v1/brews/${id}`));
	return id;
};
const completed = async (): Promise<string> => {
	const id = await accepted();
	await eventually(() => call(staff, "POST", `/v1/brews/${id}/start`));
	await call(staff, "POST", `/v1/brews/${id}/complete`);
	await eventually(() => call(staff, "POST", `/v1/stores/gangnam/orders/${id}/collect`));
	await eventually(async () => expect(await call(customer, "GET", `/v1/orders/${id}/payment`)).toMatchObject({ status: "collected" }));
	await eventually(async () => expect(await call(customer, "GET", `/v1/mypage/orders/${id}`)).toMatchObject({ status: "completed" }));
	return id;
};
const statusesOf = (id: string) =>
	Promise.all(
		[`/v1/orders/${id}`, `/v1/orders/${id}/payment`, `/v1/mypage/orders/${id}`]
			.map((path) => send(customer, "GET", path))
			.concat(send(staff, "GET", `/v1/brews/${id}`))
			.map(async (answer) => (await answer).status),
	);
const notifiedOrders = async (): Promise<string[]> => {
	const { items } = await call(customer, "GET", "/v1/notifications?limit=100");
	return items.map(({ orderId }: { orderId: string }) => orderId);
};
const aDeadLetter = (id: string, at: number): StoredDeadLetter => ({
	id,
	group: "order",
	type: "payment.approved",
	raw: "{}",
	attempts: 6,
	error: "boom",
	firstAt: at,
	at,
});

let [veryOld, open, old, recent] = ["", "", "", ""];
const warnings: string[] = [];
beforeAll(async () => {
	setClock(-1_900);
	server = await GatewayServer.start(schemas);
	veryOld = await completed();
	open = await accepted();
	setClock(-400);
	old = await completed();
	setClock(0);
	recent = await completed();
	const dead = service("order").deadLetters;
	await dead.insert("order:old", aDeadLetter("old", now - 366 * DAY));
	await dead.insert("order:young", aDeadLetter("young", now - 364 * DAY));
	jest.spyOn(service("order").logger, "warn").mockImplementation((text: unknown) => void warnings.push(String(text)));
	await untilPublished();
	await purgeAll();
	clock.mockRestore();
});
afterAll(() => server.stop());

it("an order that ended five years ago is removed with all of its parts", async () => {
	expect(await statusesOf(veryOld)).toEqual([404, 404, 404, 404]);
});

it("an order that has not ended stays, however old it is", async () => {
	expect(await statusesOf(open)).toEqual([200, 200, 200, 200]);
});

it("younger orders stay, and the rules of the audit hold", async () => {
	for (const id of [old, recent]) expect(await statusesOf(id)).toEqual([200, 200, 200, 200]);
	expect((await call(operator, "GET", "/v1/ops/audit")).violations).toEqual([]);
});

it("notifications are removed after a year", async () => {
	const orders = new Set(await notifiedOrders());

	expect([...orders]).toEqual([recent]);
});

it("a dead letter is removed after a year, and named in the log", async () => {
	const left = (await service("order").deadLetters.scan({ limit: 10 })).map(({ id }) => id);

	expect(left).toEqual(["order:young"]);
	expect(warnings).toEqual(["Removed the dead letter order:old (payment.approved), which nobody had retried: boom"]);
});

it("what was removed is counted", async () => {
	const { body } = await server.send("GET", "/metrics");

	for (const kind of ["order", "payment", "brew", "store-order", "mypage", "order_dead_letters"])
		expect(body).toContain(`cortado_purged_total{kind="${kind}"} 1`);
});

it("a second node removes nothing on the same day, but on the next what is old by then", async () => {
	const order = service("order");
	const left = async () => (await order.deadLetters.scan({ limit: 10 })).length;
	const later = jest.spyOn(Date, "now");

	later.mockReturnValue(now + DAY - 1);
	await order.purge();
	expect(await left()).toBe(1);
	later.mockReturnValue(now + 2 * DAY);
	await order.purge();
	later.mockRestore();

	expect(await left()).toBe(0);
});
