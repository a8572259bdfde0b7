import type { EventLog } from "../../../services/mypage/event-log.ts";
import type { Journal } from "../../../services/mypage/journal.ts";
import { aMessage } from "../../support/builders/message.ts";
import { anOrder } from "../../support/builders/order.ts";
import { eventually } from "../../support/eventually.ts";
import { CUSTOMER, ServiceNode } from "../../support/nodes/service-node.ts";
import { total } from "../../support/total.ts";

const { default: eventLog } = await import("../../../services/mypage/event-log.service.ts");
const { default: mypage } = await import("../../../services/mypage/mypage.service.ts");
const account = { name: "account", actions: { scan: { guard: "internal", handler: () => [] } } };

const EVENTS = 6_100;
const idOf = (order: number) => `ord_${String(order).padStart(20, "0")}`;

const node = new ServiceNode();
beforeAll(() => node.start(eventLog, mypage, account));
afterAll(() => node.stop());

const page = (order: number) => node.call("mypage.get", { orderId: idOf(order) }, CUSTOMER);

it("my page is rebuilt from what is left of the log, and keeps the pages of removed events", async () => {
	const { journal, log } = node.service<{ journal: Journal; log: EventLog }>("event-log");
	for (let first = 1; first <= EVENTS; first += 200) {
		const orders = Array.from({ length: Math.min(200, EVENTS - first + 1) }, (_, index) => anOrder({ id: idOf(first + index) }));
		await Promise.all(orders.map((order) => log.store(aMessage(`order/${order.id}`, 1, "order.placed", order))));
	}
	await eventually(() => page(EVENTS));
	await eventually(async () => {
		await total(journal.remove(Date.now()));
		expect((await node.ask("event-log.read", { after: 0, limit: 1 })).events[0].seq).toBeGreaterThan(4_000);
	});

	await node.ask("mypage.rebuild", {});

	await eventually(async () => expect(await node.ask("mypage.rebuilding", {})).toMatchObject({ running: false, done: EVENTS, of: EVENTS }));
	for (const order of [1, 5_000, EVENTS]) expect(await page(order)).toMatchObject({ id: idOf(order) });
});
