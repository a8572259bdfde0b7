import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jest } from "@jest/globals";
import type { Service } from "moleculer";
import { createdAt } from "../../../lib/domain/ids.ts";
import { type ActorStore, bareDocument } from "../../../lib/storage/actor-store.ts";
import type { Retention } from "../../../mixins/retention.ts";

const DAY = 86_400_000;
const COUNT = 1_500;

const folder = mkdtempSync(join(tmpdir(), "purge-"));
const file = join(folder, "notification.db");
process.env.STORE_URL_NOTIFICATION = `sqlite:${file}`;
// Settings are read at first use, so the environment is set before these imports.
const { CUSTOMER, ServiceNode } = await import("../../support/nodes/service-node.ts");
const { default: notification } = await import("../../../services/notification/notification.service.ts");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Inbox = Service & Retention & { documents: ActorStore<object> };
const start = async () => {
	const node = await new ServiceNode().start(notification);
	return { node, inbox: node.service<Inbox>("notification") };
};

const store = async ({ documents }: Inbox, count: number, daysAgo: number) => {
	const time = (Date.now() - daysAgo * DAY).toString(36).padStart(9, "0");
	const state = {
		customerId: CUSTOMER.accountId,
		topic: "order.ready",
		facts: { number: "A-1", amount: 0, reason: null },
		createdAt: 0,
		readAt: null,
		phoneMessage: null,
		orderId: "ord_1",
		note: "x".repeat(1_000),
	};
	const ids = Array.from({ length: count }, (_, index) => `ntf_${time}${String(index).padStart(6, "0")}`);
	await Promise.all(ids.map((id) => documents.create(bareDocument(id, 1, { ...state, id }))));
};
const countOf = async ({ documents }: Inbox) => (await documents.list({ limit: 10_000 })).length;

it("a purge continues after it was interrupted, answers calls meanwhile, and shrinks the file", async () => {
	const first = await start();
	await store(first.inbox, COUNT, 400);
	await store(first.inbox, 1, 1);
	await first.node.stop();
	const full = statSync(file).size;

	const second = await start();
	void second.inbox.purge();
	expect(await second.node.call("notification.list", { limit: 1 }, CUSTOMER)).toMatchObject({ items: [{ orderId: "ord_1" }] });
	await second.node.stop();
	const third = await start();
	const left = await countOf(third.inbox);
	await third.inbox.purge();
	const [notification] = await third.inbox.documents.list({ limit: 2 });
	const finallyLeft = await countOf(third.inbox);
	await third.node.stop();

	expect(left).toBeGreaterThan(1);
	expect(left).toBeLessThan(COUNT + 1);
	expect(finallyLeft).toBe(1);
	expect(createdAt(notification!._id)).toBeGreaterThan(Date.now() - 2 * DAY);
	expect(statSync(file).size).toBeLessThan(full / 4);
});

it("two nodes that purge at the same time remove everything once", async () => {
	const nodes = [await start(), await start()];
	await store(nodes[0]!.inbox, 500, 500);
	const later = jest.spyOn(Date, "now").mockReturnValue(Date.now() + 2 * DAY);

	await Promise.all(nodes.map(({ inbox }) => inbox.purge()));

	later.mockRestore();
	expect(await countOf(nodes[0]!.inbox)).toBe(1);
	await Promise.all(nodes.map(({ node }) => node.stop()));
});
