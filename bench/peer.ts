import { parseArgs } from "node:util";
import { machine, printRows, spread } from "./figures.ts";
import * as dbos from "./peer/dbos.ts";
import { measurePeer, type PeerFigures } from "./peer/measure.ts";
import type { Peer } from "./peer/peer.ts";
import * as restate from "./peer/restate.ts";
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

interface Engine {
	install(): Promise<void>;
	start(): Promise<Peer>;
}
const PEERS: Record<string, Engine> = {
	Restate: { install: restate.install, start: restate.startRestate },
	DBOS: { install: dbos.install, start: dbos.startDbos },
};

interface Round {
	ours: ProductFigures;
	theirs: Record<string, PeerFigures>;
}

/** Compares with the same kind of order on two durable execution engines, in alternating rounds on one machine. */
for (const { install } of Object.values(PEERS)) await install();
console.log(machine());
console.log(`${rounds} rounds, ${load.clients} clients, ${load.seconds} s each. min / median / max`);

const results: Round[] = [];
for (let round = 0; round < rounds; round++) {
	const theirs: Record<string, PeerFigures> = {};
	for (const [name, { start }] of Object.entries(PEERS)) theirs[name] = await measurePeer(start, load);
	results.push({ theirs, ours: await measureProduct(load) });
}

const row = (name: string, pick: (round: Round) => number, digits = 0): [string, string] => [name, spread(results.map(pick), digits)];

printRows([
	row("Cortado: acknowledged/s under load", ({ ours }) => ours.acknowledged),
	row("  finished/s under load", ({ ours }) => ours.completed),
	row("  CPU ms an order", ({ ours }) => ours.cpuPerOrder, 2),
	row("  one at a time, p50 ms", ({ ours }) => ours.p50, 1),
	row("  one at a time, p99 ms", ({ ours }) => ours.p99, 1),
	row("  resident MB after the load", ({ ours }) => ours.residentMb),
]);
for (const name of Object.keys(PEERS)) {
	const theirs = (pick: (figures: PeerFigures) => number) => (round: Round) => pick(round.theirs[name]!);
	const ratio = (pick: (ours: ProductFigures, figures: PeerFigures) => number) => (round: Round) => pick(round.ours, round.theirs[name]!);
	console.log();
	printRows([
		row(
			`${name}: acknowledged/s under load`,
			theirs(({ flooded }) => flooded.acknowledged),
		),
		row(
			"  finished/s under load",
			theirs(({ flooded }) => flooded.finished),
		),
		row(
			"  finished/s, clients wait for the end",
			theirs(({ waited }) => waited.completed),
		),
		row(
			"  CPU ms an order, clients wait for the end",
			theirs(({ waited }) => waited.cpuPerOrder),
			2,
		),
		row(
			"  one at a time, p50 ms",
			theirs(({ p50 }) => p50),
			1,
		),
		row(
			"  one at a time, p99 ms",
			theirs(({ p99 }) => p99),
			1,
		),
		row(
			"  resident MB after the load",
			theirs(({ residentMb }) => residentMb),
		),
		row(
			`rate, waiting clients: Cortado ÷ ${name}`,
			ratio((ours, { waited }) => ours.completed / waited.completed),
			1,
		),
		row(
			`CPU: ${name} ÷ Cortado`,
			ratio((ours, { waited }) => waited.cpuPerOrder / ours.cpuPerOrder),
			1,
		),
		row(
			`one at a time, p50: ${name} ÷ Cortado`,
			ratio((ours, { p50 }) => p50 / ours.p50),
			1,
		),
	]);
}
