import { hold } from "./drill/held.ts";
import { race } from "./drill/races.ts";

/** Of sorted times. */
const at = (times: number[], share: number): string =>
	`${Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)} ms`;
const spread = (times: number[]): string =>
	`first ${at(times, 0)}, p10 ${at(times, 0.1)}, p50 ${at(times, 0.5)}, p99 ${at(times, 0.99)}, longest ${at(times, 1)}`;

async function races(count = 10_000): Promise<boolean> {
	const { brewed, cancelMs, cancelled, disagreeing, unfair } = await race(count);
	console.log(`${count} races of a cancel against the start of brewing, two order nodes and two brew nodes:`);
	console.log(`  won by the cancel ${cancelled}, by brewing ${brewed}, by both or neither ${unfair.length}`);
	console.log(`  order, ticket, store's copy and stock disagree in the end: ${disagreeing.length}`);
	console.log(`  a cancel took ${spread(cancelMs)}`);
	for (const wrong of [...unfair, ...disagreeing.map((seen) => JSON.stringify(seen))].slice(0, 5)) console.log(wrong);
	return unfair.length === 0 && disagreeing.length === 0;
}

async function held(count = 500): Promise<boolean> {
	const { answered, decided, othersBefore, othersMeanwhile, undecided } = await hold(count);
	console.log(`${count} cancellations while brew is dead, two order nodes:`);
	console.log(`  held after ${spread(answered)}`);
	console.log(`  decided after brew was seen again: ${spread(decided)}; never: ${undecided.length}`);
	console.log(`  placing and reading an order before: ${spread(othersBefore)}`);
	console.log(`  placing and reading an order meanwhile: ${spread(othersMeanwhile)}`);
	return undecided.length === 0;
}

const DRILLS: Record<string, (count?: number) => Promise<boolean>> = { races, held };
const [name = "", count] = process.argv.slice(2);
const drill = DRILLS[name];
if (!drill) {
	console.error(`Usage: npm run drill -- ${Object.keys(DRILLS).join("|")} [how many]`);
	process.exit(1);
}
process.exit((await drill(count === undefined ? undefined : Number(count))) ? 0 : 1);
