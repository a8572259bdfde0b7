import { hold } from "./drill/held.ts";
import { race } from "./drill/races.ts";
import { killDrill, outageDrill, rollingDrill, scaleDrill } from "./drill/systems.ts";
import { explain } from "./node/starting.ts";

/** Of sorted times. */
const at = (times: number[], share: number): string =>
	`${Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)} ms`;
const spread = (times: number[]): string => `p50 ${at(times, 0.5)}, p99 ${at(times, 0.99)}, longest ${at(times, 1)}`;

const RIVALS = { brewing: "the start of brewing", riding: "the assignment of a rider" };

const raceAgainst =
	(rival: keyof typeof RIVALS) =>
	async ([count = "10000"]: string[]): Promise<boolean> => {
		const { cancelMs, cancelled, disagreeing, lost, unfair } = await race(rival, Number(count));
		console.log(`${count} races of a cancel against ${RIVALS[rival]}, two nodes each:`);
		console.log(`  won by the cancel ${cancelled}, by the other ${lost}, by both or neither ${unfair.length}`);
		console.log(`  not everybody knows it in the end: ${disagreeing.length}`);
		console.log(`  a cancel took ${spread(cancelMs)}`);
		for (const wrong of [...unfair, ...disagreeing.map((seen) => JSON.stringify(seen))].slice(0, 5)) console.log(wrong);
		return unfair.length === 0 && disagreeing.length === 0;
	};

async function held([count = "500"]: string[]): Promise<boolean> {
	const { answered, decided, othersBefore, othersMeanwhile, undecided } = await hold(Number(count));
	console.log(`${count} cancellations while brew is dead, two order nodes:`);
	console.log(`  held after ${spread(answered)}`);
	console.log(`  decided after brew was seen again: ${spread(decided)}; never: ${undecided.length}`);
	console.log(`  placing and reading an order before: ${spread(othersBefore)}`);
	console.log(`  placing and reading an order meanwhile: ${spread(othersMeanwhile)}`);
	return undecided.length === 0;
}

const DRILLS: Record<string, { says: string; run: (args: string[]) => Promise<boolean> }> = {
	races: { says: "[how many]", run: raceAgainst("brewing") },
	riders: { says: "[how many]", run: raceAgainst("riding") },
	held: { says: "[how many]", run: held },
	outage: { says: "nats|redis|store [seconds]", run: outageDrill },
	rolling: { says: "[customers a second]", run: rollingDrill },
	kill: { says: "[seconds]", run: killDrill },
	scale: { says: "[orders a second]", run: scaleDrill },
};
const [name = "", ...args] = process.argv.slice(2);
const drill = DRILLS[name];
if (!drill) {
	console.error(
		Object.entries(DRILLS)
			.map(([drill, { says }]) => `npm run drill -- ${drill} ${says}`.trimEnd())
			.join("\n"),
	);
	process.exit(1);
}
const isGood = await drill.run(args).catch((error) => {
	console.error(explain(error));
	return false;
});
process.exit(isGood ? 0 : 1);
