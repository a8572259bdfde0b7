import { hold } from "./drill/held.ts";
import { race } from "./drill/races.ts";
import { killDrill, lossDrill, OUTAGE_USAGE, outageDrill, rollingDrill, scaleDrill } from "./drill/systems.ts";
import { explain } from "./node/starting.ts";

/** `times` must be sorted. */
const percentile = (times: number[], share: number): string =>
	`${Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)} ms`;
const spread = (times: number[]): string => `p50 ${percentile(times, 0.5)}, p99 ${percentile(times, 0.99)}, max ${percentile(times, 1)}`;

const RIVALS = { brewing: "the start of brewing", riding: "the assignment of a rider" };

const raceAgainst =
	(rival: keyof typeof RIVALS) =>
	async ([count = "10000"]: string[]): Promise<boolean> => {
		const { cancelMs, cancelled, disagreeing, lost, unfair } = await race(rival, Number(count));
		console.log(`${count} races between a cancellation and ${RIVALS[rival]}, two nodes each:`);
		console.log(`  the cancellation won ${cancelled}, the rival won ${lost}, both or neither won ${unfair.length}`);
		console.log(`  services that disagree in the end: ${disagreeing.length}`);
		console.log(`  duration of a cancellation: ${spread(cancelMs)}`);
		for (const wrong of [...unfair, ...disagreeing.map((seen) => JSON.stringify(seen))].slice(0, 5)) console.log(wrong);
		return unfair.length === 0 && disagreeing.length === 0;
	};

async function held([count = "500"]: string[]): Promise<boolean> {
	const { answered, decided, othersBefore, othersMeanwhile, undecided } = await hold(Number(count));
	console.log(`${count} cancellations while brew is down, two order nodes:`);
	console.log(`  time until held: ${spread(answered)}`);
	console.log(`  time from brew's return to the decision: ${spread(decided)}; undecided: ${undecided.length}`);
	console.log(`  placing and reading another order, before: ${spread(othersBefore)}`);
	console.log(`  placing and reading another order, meanwhile: ${spread(othersMeanwhile)}`);
	return undecided.length === 0;
}

const DRILLS: Record<string, { usage: string; run: (args: string[]) => Promise<boolean> }> = {
	races: { usage: "[count]", run: raceAgainst("brewing") },
	riders: { usage: "[count]", run: raceAgainst("riding") },
	held: { usage: "[count]", run: held },
	outage: { usage: OUTAGE_USAGE, run: outageDrill },
	loss: { usage: "one|power|stream|full [seconds]", run: lossDrill },
	rolling: { usage: "[customers per second]", run: rollingDrill },
	kill: { usage: "[seconds]", run: killDrill },
	scale: { usage: "[orders per second]", run: scaleDrill },
};
const [name = "", ...args] = process.argv.slice(2);
const drill = DRILLS[name];
if (!drill) {
	console.error(
		Object.entries(DRILLS)
			.map(([drill, { usage }]) => `npm run drill -- ${drill} ${usage}`)
			.join("\n"),
	);
	process.exit(1);
}
const isConsistent = await drill.run(args).catch((error) => {
	console.error(explain(error));
	return false;
});
process.exit(isConsistent ? 0 : 1);
