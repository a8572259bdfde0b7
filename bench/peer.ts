import { parseArgs } from "node:util";
import { machine, printRows, spread } from "./figures.ts";
import { measureRestate, type PeerFigures } from "./peer/measure.ts";
import { install } from "./peer/restate.ts";
import { type Load, measureProduct, type ProductFigures } from "./product.ts";

const { values } = parseArgs({
	options: {
		rounds: { type: "string", default: "3" },
		seconds: { type: "string", default: "8" },
		clients: { type: "string", default: "20" },
	},
});
const rounds = Number(values.rounds);
const load: Load = { clients: Number(values.clients), seconds: Number(values.seconds), timing: "prepaid" };

interface Round {
	ours: ProductFigures;
	theirs: PeerFigures;
}

/** Compares with the same kind of order on Restate, a durable execution engine, in alternating rounds on one machine. */
await install();
console.log(machine());
console.log(`${rounds} rounds, ${load.clients} clients, ${load.seconds} s each. min / median / max`);

const results: Round[] = [];
for (let round = 0; round < rounds; round++) results.push({ theirs: await measureRestate(load), ours: await measureProduct(load) });

const row = (name: string, pick: (round: Round) => number, digits = 0): [string, string] => [name, spread(results.map(pick), digits)];
printRows([
	row("acknowledged/s under load: Cortado", ({ ours }) => ours.acknowledged),
	row("                           Restate", ({ theirs }) => theirs.flooded.acknowledged),
	row("finished/s under load:     Cortado", ({ ours }) => ours.completed),
	row("                           Restate", ({ theirs }) => theirs.flooded.finished),
	row("                           Restate, clients wait for the end", ({ theirs }) => theirs.waited.completed),
	row("CPU ms an order: Cortado", ({ ours }) => ours.cpuPerOrder, 2),
	row("                 Restate, clients wait for the end", ({ theirs }) => theirs.waited.cpuPerOrder, 2),
	row("one at a time, p50 ms: Cortado", ({ ours }) => ours.p50, 1),
	row("                       Restate", ({ theirs }) => theirs.p50, 1),
	row("one at a time, p99 ms: Cortado", ({ ours }) => ours.p99, 1),
	row("                       Restate", ({ theirs }) => theirs.p99, 1),
	row("resident MB after the load: Cortado", ({ ours }) => ours.residentMb),
	row("                            Restate", ({ theirs }) => theirs.residentMb),
	row("rate, waiting clients: Cortado ÷ Restate", ({ ours, theirs }) => ours.completed / theirs.waited.completed, 1),
	row("CPU: Restate ÷ Cortado", ({ ours, theirs }) => theirs.waited.cpuPerOrder / ours.cpuPerOrder, 1),
	row("one at a time, p50: Restate ÷ Cortado", ({ ours, theirs }) => theirs.p50 / ours.p50, 1),
]);
