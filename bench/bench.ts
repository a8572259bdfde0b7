import { join } from "node:path";
import { parseArgs } from "node:util";
import { compare } from "./against.ts";
import { Client, closedLoop } from "./client.ts";
import { machine, printRows, spread } from "./figures.ts";
import { serve } from "./process.ts";
import { type Load, measureProduct, orderFor, type ProductFigures } from "./product.ts";

const { values } = parseArgs({
	options: {
		rounds: { type: "string", default: "3" },
		seconds: { type: "string", default: "8" },
		clients: { type: "string", default: "20" },
		timing: { type: "string", default: "prepaid" },
		against: { type: "string" },
		"hot-seconds": { type: "string", default: "15" },
	},
});
const rounds = Number(values.rounds);
const load: Load = { clients: Number(values.clients), seconds: Number(values.seconds), timing: values.timing as Load["timing"] };

if (values.against) {
	await compare(values.against, load, Number(values["hot-seconds"]), rounds);
	process.exit();
}

interface Baseline {
	cpuPerCall: number;
	perSecond: number;
}

const measureBaseline = async (script: string): Promise<Baseline> => {
	const served = await serve(join(import.meta.dirname, "baselines", script), "/health");
	const client = new Client(served.port, load.clients);
	let calls = 0;
	const post = async (turn: number) => {
		await client.call("POST", "/v1/orders", undefined, orderFor(turn, load.timing));
		calls++;
	};
	await closedLoop(load.clients, 1, post);
	calls = 0;
	const cpuBefore = served.cpuMs();
	const seconds = Math.max(2, load.seconds / 2);
	await closedLoop(load.clients, seconds, post);
	const cpuPerCall = (served.cpuMs() - cpuBefore) / calls;
	client.close();
	await served.stop();
	return { cpuPerCall, perSecond: calls / seconds };
};

interface Round {
	http: Baseline;
	web: Baseline;
	product: ProductFigures;
}

console.log(machine());
console.log(
	`${rounds} rounds, ${load.clients} clients, ${load.seconds} s each; the load generator runs on the same machine. min / median / max`,
);

const results: Round[] = [];
for (let round = 0; round < rounds; round++)
	results.push({
		http: await measureBaseline("http.ts"),
		web: await measureBaseline("moleculer-web.ts"),
		product: await measureProduct(load),
	});

const row = (name: string, pick: (round: Round) => number, digits = 0): [string, string] => [name, spread(results.map(pick), digits)];
printRows([
	row("orders acknowledged/s (placed and paid)", ({ product }) => product.acknowledged),
	row("orders completed/s during the load", ({ product }) => product.completed),
	row("rejected with 503", ({ product }) => product.rejected),
	row("CPU ms per completed order", ({ product }) => product.cpuPerOrder, 2),
	row("placed → ready one at a time, p50 ms", ({ product }) => product.p50, 1),
	row("placed → ready one at a time, p99 ms", ({ product }) => product.p99, 1),
	row("resident memory MB", ({ product }) => product.residentMb),
	row("start to ready, ms", ({ product }) => product.startMs),
	row("bare moleculer-web action: POST/s", ({ web }) => web.perSecond),
	row("bare node:http: POST/s", ({ http }) => http.perSecond),
	row("CPU of an order ÷ CPU of a bare moleculer-web call", ({ product, web }) => product.cpuPerOrder / web.cpuPerCall, 1),
	row("CPU of an order ÷ CPU of a bare node:http call", ({ product, http }) => product.cpuPerOrder / http.cpuPerCall, 1),
]);
