import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "./checkout.ts";
import { machine, printRows, spread } from "./figures.ts";
import { type Panel, plot } from "./plot.ts";
import { Product } from "./product.ts";

/** Measures how the cost of an order grows, and draws docs/images/growth.svg: `growth.ts [--rounds N] [--seconds N]`. */
const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" }, seconds: { type: "string", default: "5" } } });
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];

interface Setup {
	clients: number;
	stores: number;
	storedOrders: number;
}

const USUAL: Setup = { clients: 8, stores: 10, storedOrders: 0 };
const AXES: { title: string; setups: [label: string, setup: Setup][] }[] = [
	{ title: "clients", setups: [1, 8, 64].map((clients) => [String(clients), { ...USUAL, clients }]) },
	{ title: "stores", setups: [1, 10, 100].map((stores) => [String(stores), { ...USUAL, stores }]) },
	{
		title: "orders on disk",
		setups: [1_000, 100_000].map((storedOrders) => [storedOrders.toLocaleString("en"), { ...USUAL, storedOrders }]),
	},
];

const measure = async ({ clients, storedOrders, stores }: Setup): Promise<number> => {
	const names = Array.from({ length: stores }, (_, index) => `bench-${index}`);
	const product = await Product.start(ROOT, { clients, timing: "prepaid" }, { stores: names, storedOrders });
	try {
		return (await product.flood({ clients, seconds, timing: "prepaid" }, names)).cpuPerOrder;
	} finally {
		await product.stop();
	}
};

const figures = new Map<Setup, number[]>();
for (let round = 0; round < rounds; round++)
	for (const { setups } of AXES) for (const [, setup] of setups) figures.set(setup, [...(figures.get(setup) ?? []), await measure(setup)]);

console.log(machine());
console.log(`CPU ms per order, ${rounds} rounds of ${seconds} s; otherwise 8 clients, 10 stores, nothing on disk. min / median / max`);
for (const { title, setups } of AXES) printRows(setups.map(([label, setup]) => [`${label} ${title}`, spread(figures.get(setup)!, 2)]));

const panels = AXES.map(
	({ setups, title }): Panel => ({ title, points: setups.map(([label, setup]) => ({ label, values: figures.get(setup)! })) }),
);
writeFileSync(join(ROOT, "docs/images/growth.svg"), plot("CPU ms per order", panels));
