import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { quantile } from "./client.ts";

const ROUNDS = 3;
const ORDERS = 3_000;
const CONCURRENCY = 20;
/** Limit of messages in progress; more would only queue. */
const MAX_IN_PROGRESS = 300;
const SERVICES = [
	"order/order",
	"order/order-catalogue",
	"order/order-limits",
	"order/order-menu",
	"store/catalogue",
	"store/store",
	"store/store-order",
	"brew/brew",
	"stock/stock",
	"customer-level/customer-level",
];

const data = mkdtempSync(join(tmpdir(), "cortado-actors-"));
Object.assign(process.env, {
	STORE_URL: `sqlite:${data}/cortado.db`,
	LOG_LEVEL: "error",
	DEMO: "false",
	MAX_BACKLOG: "1000000",
	OPEN_ORDERS: "1000000",
});
// Settings are read at first use, so the environment must be set before this import.
const { brokerOptions } = await import("../moleculer.config.ts");

/** Measures the lifecycle of orders paid on receipt, from placing to ready, without HTTP. */
const broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
for (const service of SERVICES) {
	const { default: schema } = (await import(`../services/${service}.service.ts`)) as { default: ServiceSchema };
	broker.createService(schema);
}
await broker.start();

const stores = Array.from({ length: 10 }, (_, index) => `bench-${index}`);
const name = { ko: "벤치", en: "Bench" };
for (const id of stores) {
	await broker.call("store.create", { id, name, location: { address: "Bench 1", lat: 37.5, lng: 127 } });
	await broker.call("store.change", { storeId: id, autoAccept: true, autoBrew: true });
	await broker.call("store.putProduct", { storeId: id, productId: "latte", name, price: 5000, prepSeconds: 0 });
}

const settled = async () => {
	while (broker.bus.backlog() > 0) await sleep(1);
};
await settled();

const place = (turn: number) =>
	broker.call<{ id: string }, object>(
		"order.place",
		{ storeId: stores[turn % 10], kind: "goods", lines: [{ productId: "latte", quantity: 1 }], payment: { timing: "on_receipt" } },
		{ meta: { caller: { accountId: `acc_${turn % 100}`, roles: ["customer"] } } },
	);

const round = async () => {
	const cpuBefore = process.cpuUsage();
	const startedAt = performance.now();
	let turn = 0;
	const caller = async () => {
		while (turn < ORDERS) {
			while (broker.bus.backlog() > MAX_IN_PROGRESS) await sleep(1);
			await place(turn++);
		}
	};
	await Promise.all(Array.from({ length: CONCURRENCY }, caller));
	await settled();
	const { system, user } = process.cpuUsage(cpuBefore);
	return { cpu: (system + user) / 1000 / ORDERS, perSecond: (ORDERS / (performance.now() - startedAt)) * 1000 };
};

console.log(
	`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}; ${ROUNDS} rounds of ${ORDERS}, ${CONCURRENCY} concurrent`,
);
await round();
const results = [];
for (let count = 0; count < ROUNDS; count++) results.push(await round());
const spread = (numbers: number[], digits: number) => [0, 0.5, 1].map((share) => quantile(numbers, share).toFixed(digits)).join(" / ");
console.log(
	`CPU ms per lifecycle  ${spread(
		results.map(({ cpu }) => cpu),
		2,
	)}`,
);
console.log(
	`lifecycles/s          ${spread(
		results.map(({ perSecond }) => perSecond),
		0,
	)}`,
);
await broker.stop();
rmSync(data, { recursive: true, force: true });
