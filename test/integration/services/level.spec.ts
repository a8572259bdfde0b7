import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { Level } from "../../../contracts/notation/common.ts";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import { EMPTY_CATALOGUE } from "../../../lib/domain/menu.ts";
import type { Message } from "../../../lib/messaging/message.ts";
import { aLine, anOrder, aStore } from "../../support/builders/order.ts";

const folder = mkdtempSync(join(tmpdir(), "cortado-level-"));
const files = { level: join(folder, "level.db"), rest: join(folder, "rest.db") };
Object.assign(process.env, { STORE_URL: `sqlite:${files.rest}`, STORE_URL_CUSTOMER_LEVEL: `sqlite:${files.level}`, LOG_LEVEL: "fatal" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const schemas = await Promise.all([
	import("../../../services/order/order.service.ts"),
	import("../../../services/order/order-menu.service.ts"),
	import("../../../services/order/order-catalogue.service.ts"),
	import("../../../services/order/order-limits.service.ts"),
	import("../../../services/customer-level/customer-level.service.ts"),
]);
const [order, menu, catalogue, limits, customerLevel] = schemas.map((loaded) => loaded.default as unknown as ServiceSchema) as [
	ServiceSchema,
	ServiceSchema,
	ServiceSchema,
	ServiceSchema,
	ServiceSchema,
];

/** Stand-ins for the services that are called while messages are missing. */
const store: ServiceSchema = { name: "store", actions: { settings: { guard: "internal", handler: () => aStore() } } };
const chain: ServiceSchema = {
	name: "catalogue",
	actions: { snapshot: { guard: "internal", handler: () => ({ catalogue: EMPTY_CATALOGUE, version: 1 }) } },
};
const account: ServiceSchema = {
	name: "account",
	actions: {
		many: {
			guard: "internal",
			handler: ({ params: { ids } }: Context<{ ids: string[] }>) =>
				ids.map((id) => ({ id, version: 1, state: { id, name: "Mina", roles: ["customer"] } })),
		},
	},
};

let broker: ServiceBroker;
let count = 0;
let customer: string;

const start = async (...others: ServiceSchema[]) => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	for (const schema of [store, chain, account, menu, catalogue, limits, order, ...others]) broker.createService(schema);
	await broker.start();
};

const call = <Answer>(action: string, params: object = {}): Promise<Answer> => {
	const ctx = new Context<object, CallMeta & { caller: Caller }>(broker);
	ctx.meta = { outside: true, caller: { accountId: customer, roles: ["customer"] } };
	return ctx.call<Answer, object>(action, params);
};
const request = (productId = "latte") => ({
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId, quantity: 1 }],
	payment: { timing: "prepaid" },
});
const place = async (): Promise<Level> => (await call<{ level: Level }>("order.place", request())).level;
/** Returns the level and the duration in milliseconds. */
const timed = async (): Promise<[Level, number]> => {
	const startedAt = performance.now();
	const level = await place();
	return [level, performance.now() - startedAt];
};

/** Publishes the completion of another order. */
const complete = (quantity: number): Promise<void> => {
	const data = anOrder({ id: `ord_done${++count}`, customerId: customer, status: "completed", lines: [aLine({ quantity })] });
	const [sender, type, version] = [`order/${data.id}`, "order.completed", 5];
	const message: Message = { id: `${sender}/${version}`, type, sender, version, at: Date.now(), schema: 1, data };
	return broker.bus.publish({ ...message, json: JSON.stringify(message) });
};

beforeEach(() => {
	customer = `acc_${++count}`;
});
afterEach(() => broker.stop());
afterAll(() => rmSync(folder, { recursive: true }));

describe("with the customer-level service", () => {
	it("places each order at the level of the current score", async () => {
		await start(customerLevel);
		const levels: Level[] = [await place()];

		for (const quantity of [4, 1, 15]) {
			await complete(quantity);
			levels.push(await place());
		}

		expect(levels).toEqual(["Bronze", "Bronze", "Silver", "Diamond"]);
		expect(await call("customer-level.me")).toMatchObject({ level: "Diamond", score: 20 });
	});

	it("does not count a rejected order as the last one", async () => {
		await start(customerLevel);
		await place();
		await complete(5);

		await expect(call("order.place", request("tea"))).rejects.toMatchObject({ type: "unknown_product" });

		expect(await call("customer-level.me")).toMatchObject({ level: "Bronze", nextLevel: "Silver" });
	});

	it("uses the storage of its own setting", async () => {
		await start(customerLevel);
		await complete(5);
		await place();
		await broker.stop();

		const contents = Object.entries(files).map(([name, file]) => {
			const database = new DatabaseSync(file, { readOnly: true });
			const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
			database.close();
			return [name, tables.map((table) => table.name as string)] as const;
		});
		const { level, rest } = Object.fromEntries(contents) as Record<keyof typeof files, string[]>;

		expect(level).toEqual(expect.arrayContaining(["customer", "customer_ledger", "customer_heard"]));
		expect(level).not.toContain("order");
		expect(rest).toEqual(expect.arrayContaining(["order", "order-menu"]));
		expect(rest.filter((table) => table.startsWith("customer"))).toEqual([]);
	});
});

describe("without the customer-level service", () => {
	it("places orders at the last known level, or at Iron", async () => {
		await start(customerLevel);
		await complete(10);
		expect(await place()).toBe("Gold");

		await broker.destroyService("customer-level");

		expect([await place(), await place()]).toEqual(["Gold", "Gold"]);
		customer = "acc_new";
		expect(await place()).toBe("Iron");
	});

	it("requests the level again once it is back", async () => {
		await start();
		expect(await place()).toBe("Iron");

		broker.createService(customerLevel);
		await broker.waitForServices("customer-level");

		expect(await place()).toBe("Bronze");
	});
});

describe("with a customer-level service that never answers", () => {
	const hanging = (calls: { times: number }): ServiceSchema => ({
		name: "customer-level",
		actions: {
			check: {
				guard: "internal",
				handler() {
					calls.times++;
					return new Promise(() => undefined);
				},
			},
		},
		settings: { $shutdownTimeout: 1 },
	});

	it("waits 300 ms, or not at all once the breaker is open", async () => {
		const calls = { times: 0 };
		await start(hanging(calls));

		const closed = [await timed(), await timed()];
		await Promise.all([place(), place(), place()]);
		const before = calls.times;
		const open = [await timed(), await timed(), await timed()];

		for (const [level] of [...closed, ...open]) expect(level).toBe("Iron");
		expect(Math.min(...closed.map(([, took]) => took))).toBeGreaterThan(290);
		expect(Math.min(...open.map(([, took]) => took))).toBeLessThan(Math.min(...closed.map(([, took]) => took)) / 2);
		expect(calls.times).toBe(before);
	});
});
