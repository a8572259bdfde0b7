import { type Service, ServiceBroker, type ServiceSchema } from "moleculer";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import { StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import type { StoreAdapter } from "../../../lib/storage/open.ts";
import { eventually } from "../../support/eventually.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:read-side-{service}", LOG_LEVEL: "fatal", DEMO: "true" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const { PROBES } = await import("../../../lib/broker/probes.ts");
const { readSideOf, readsOf } = await import("../../../mixins/read-side.ts");
const { loadServices } = await import("../../support/services.ts");

const services = await loadServices();
const withReads = services.filter(({ schema }) => readsOf(schema).length > 0);

let nodes: ServiceBroker[];
const start = async (...schemas: ServiceSchema[]): Promise<ServiceBroker> => {
	const broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	for (const schema of schemas) broker.createService(schema);
	await broker.start();
	nodes.push(broker);
	return broker;
};
const ownActions = ({ registry }: ServiceBroker): string[] =>
	(registry.actions.list({ onlyLocal: true, skipInternal: true }) as unknown as { name: string }[]).map(({ name }) => name).sort();

beforeEach(() => {
	nodes = [];
});
afterEach(() => Promise.all(nodes.map((broker) => broker.stop())));

describe("a read side", () => {
	it("has the declared reads and nothing else: no command, subscription, timer or event", async () => {
		const broker = await start(...withReads.map(({ schema }) => readSideOf(schema)));

		expect(ownActions(broker)).toEqual(withReads.flatMap(({ schema }) => readsOf(schema).map((name) => `${schema.name}.${name}`)).sort());
		expect(broker.bus.figures()).toEqual({});
		expect((broker.services as Service[]).filter(({ name }) => name.endsWith("-reads")).map(({ schema }) => schema.events)).toEqual(
			withReads.map(() => ({})),
		);
	});

	it("returns what the service stores, at once", async () => {
		const only = (...names: string[]) => services.filter(({ schema }) => names.includes(schema.name)).map(({ schema }) => schema);
		const shop = await start(...only("store", "store-order"));
		const reader = await start(...only("store", "store-order").map(readSideOf));
		const meta: CallMeta = { outside: true, caller: { accountId: "acc_1", roles: ["operator"] } };
		const change = (extraMinutes: number) => shop.call("store.change", { storeId: "gangnam", extraMinutes }, { meta });
		const read = () => reader.call<{ extraMinutes: number; waitMinutes: number }, object>("store.get", { storeId: "gangnam" });
		await eventually(() => change(1));

		for (const minutes of [7, 3]) {
			await change(minutes);
			expect(await read()).toMatchObject({ extraMinutes: minutes, waitMinutes: minutes });
		}
	});

	it("does not make its node unready when the service's storage is unavailable", async () => {
		const broker = await start(...withReads.map(({ schema }) => readSideOf(schema)));
		for (const { adapter } of broker.services as (Service & { adapter?: StoreAdapter })[])
			if (adapter) adapter.ping = () => Promise.reject(new StoreUnavailable("down"));

		expect(await PROBES["/health/ready"]!(broker)).toMatchObject({ status: 200 });
	});
});
