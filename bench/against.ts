import { type Checkout, checkOut, ROOT } from "./checkout.ts";
import { machine, spread } from "./figures.ts";
import {
	type HotStoreFigures,
	type Load,
	measureHotStore,
	measureProduct,
	measureWrites,
	type ProductFigures,
	type WriteFigures,
} from "./product.ts";

interface Figures {
	ten: ProductFigures;
	hot: HotStoreFigures;
	writes: WriteFigures;
}

interface Round {
	before: Figures;
	now: Figures;
}

/** A ratio is now ÷ before of the same round. */
interface Row {
	name: string;
	pick: (figures: Figures) => number;
	digits: number;
	must?: string;
}

const ROWS: Row[] = [
	{ name: "ten stores: acknowledged/s", pick: ({ ten }) => ten.acknowledged, digits: 0 },
	{ name: "ten stores: completed/s", pick: ({ ten }) => ten.completed, digits: 0, must: "ratio ≥ 1.25" },
	{ name: "one store flooded: acknowledged/s", pick: ({ hot }) => hot.acknowledged, digits: 0 },
	{ name: "one store flooded: completed/s", pick: ({ hot }) => hot.completed, digits: 0 },
	{ name: "one store: completed while it lasts ÷ acknowledged", pick: ({ hot }) => hot.finishedShare, digits: 2, must: "≥ 0.95" },
	{ name: "one store's rate ÷ ten stores' rate", pick: ({ hot, ten }) => hot.completed / ten.completed, digits: 2 },
	{ name: "one store: last order ready after the flood, s", pick: ({ hot }) => hot.drainSeconds, digits: 1 },
	{ name: "another store during that flood: 503s", pick: ({ hot }) => hot.neighbourRejected, digits: 0, must: "0" },
	{ name: "another store during that flood: p99 ms", pick: ({ hot }) => hot.neighbourP99, digits: 0 },
	{ name: "another store during that flood: p99 ÷ idle", pick: ({ hot }) => hot.neighbourSlowdown, digits: 1, must: "≤ 3" },
	{ name: "CPU ms per order", pick: ({ ten }) => ten.cpuPerOrder, digits: 2, must: "ratio ≤ 0.8" },
	{ name: "placed → ready one at a time, p50 ms", pick: ({ ten }) => ten.p50, digits: 1, must: "ratio ≤ 0.7" },
	{ name: "placed → ready one at a time, p99 ms", pick: ({ ten }) => ten.p99, digits: 1, must: "ratio ≤ 0.8" },
	{ name: "commits per order, one at a time", pick: ({ writes }) => writes.commitsOneAtATime, digits: 1, must: "≤ 8" },
	{ name: "rows written per order, under load", pick: ({ writes }) => writes.rows, digits: 1, must: "≤ 20" },
	{ name: "resident MB after the load", pick: ({ ten }) => ten.residentMb, digits: 0, must: "ratio ≤ 1.1" },
];

const measure = async (load: Load, hotSeconds: number, root: string): Promise<Figures> => ({
	ten: await measureProduct(load, root),
	hot: await measureHotStore({ ...load, seconds: hotSeconds }, root),
	writes: await measureWrites(load, root),
});

const table = (commit: string, results: Round[]): string[] => [
	`| min / median / max | ${commit} | Now | Ratio | Target |`,
	"|---|---|---|---|---|",
	...ROWS.map(({ digits, must, name, pick }) => {
		const before = results.map((round) => pick(round.before));
		const now = results.map((round) => pick(round.now));
		const ratios = now.map((figure, index) => figure / before[index]!);
		const ratio = ratios.every(Number.isFinite) ? spread(ratios, 2) : "–";
		return `| ${name} | ${spread(before, digits)} | ${spread(now, digits)} | ${ratio} | ${must ?? ""} |`;
	}),
];

/** Measures this checkout and one of an earlier commit in turns, and prints a Markdown table. */
export const compare = async (revision: string, load: Load, hotSeconds: number, rounds: number): Promise<void> => {
	const other: Checkout = checkOut(revision);
	const results: Round[] = [];
	try {
		for (let round = 1; round <= rounds; round++) {
			const sides = { before: other.root, now: ROOT };
			const figures: Partial<Round> = {};
			for (const side of round % 2 ? (["before", "now"] as const) : (["now", "before"] as const))
				figures[side] = await measure(load, hotSeconds, sides[side]);
			results.push(figures as Round);
			console.error(`round ${round} of ${rounds} is measured`);
		}
	} finally {
		other.remove();
	}
	console.log(`${machine()}\n`);
	console.log(`\`npm run bench -- --against ${revision} --rounds ${rounds}\`: ${load.clients} clients, prepaid pick-up at automatic`);
	console.log(`stores, ${load.seconds} s over ten stores and ${hotSeconds} s at one. The load generator runs on the same machine.\n`);
	for (const line of table(other.commit, results)) console.log(line);
};
