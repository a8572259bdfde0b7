import { hold } from "./drill/held.ts";
import { race } from "./drill/races.ts";

/** Of sorted times. */
const at = (times: number[], share: number): string =>
	`${Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)} ms`;
const spread = (times: number[]): string => `p50 ${at(times, 0.5)}, p99 ${at(times, 0.99)}, longest ${at(times, 1)}`;

const RIVALS = { brewing: "the start of brewing", riding: "the assignment of a rider" };

const raceAgainst =
	(rival: keyof typeof RIVALS) =>
	async (count: number): Promise<boolean> => {
		const { cancelMs, cancelled, disagreeing, lost, unfair } = await race(rival, count);
		console.log(`${count} races of a cancel against ${RIVALS[rival]}, two nodes each:`);
		console.log(`  won by the cancel ${cancelled}, by the other ${lost}, by both or neither ${unfair.length}`);
		console.log(`  not everybody knows it in the end: ${disagreeing.length}`);
		console.log(`  a cancel took ${spread(cancelMs)}`);
		for (const wrong of [...unfair, ...disagreeing.map((seen) => JSON.stringify(seen))].slice(0, 5)) console.log(wrong);
		return unfair.length === 0 && disagreeing.length === 0;
	};

async function held(count: number): Promise<boolean> {
	const { answered, decided, othersBefore, othersMeanwhile, undecided } = await hold(count);
	console.log(`${count} cancellations while brew is dead, two order nodes:`);
	console.log(`  held after ${spread(answered)}`);
	console.log(`  decided after brew was seen again: ${spread(decided)}; never: ${undecided.length}`);
	console.log(`  placing and reading an order before: ${spread(othersBefore)}`);
	console.log(`  placing and reading an order meanwhile: ${spread(othersMeanwhile)}`);
	return undecided.length === 0;
}

const DRILLS: Record<string, { run: (count: number) => Promise<boolean>; count: number }> = {
	races: { run: raceAgainst("brewing"), count: 10_000 },
	riders: { run: raceAgainst("riding"), count: 10_000 },
	held: { run: held, count: 500 },
};
const [name = "", count] = process.argv.slice(2);
const drill = DRILLS[name];
if (!drill) {
	console.error(`Usage: npm run drill -- ${Object.keys(DRILLS).join("|")} [how many]`);
	process.exit(1);
}
process.exit((await drill.run(Number(count ?? drill.count))) ? 0 : 1);
