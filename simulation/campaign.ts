import { realNow } from "./clock/real-time.ts";
import { FAULT_KINDS, type FaultKind, planFaults, REPAIRED_FAULTS } from "./faults/plan.ts";
import { applyMutant } from "./mutants/mutants.ts";
import { shrink } from "./report/shrink.ts";
import { storyOf } from "./report/story.ts";
import { durationOf, type Plan, type Result, simulate } from "./simulation.ts";

export interface Campaign {
	firstSeed: number;
	/** How many seeds to run, one after the other. */
	seeds: number;
	/** No new seed is begun after this time; real time in ms. */
	until: number;
	lives: number;
	/** `all`, `none`, or kinds separated by commas. By default one of four seeds has none. */
	faults: string | undefined;
	mutant: string | undefined;
	shrinks: boolean;
}

const QUIET_SEEDS = 4;

const kindsFor = (seed: number, faults: string | undefined): readonly FaultKind[] => {
	if (faults === "none" || (faults === undefined && seed % QUIET_SEEDS === 0)) return [];
	if (faults === undefined || faults === "all") return FAULT_KINDS;
	const kinds = faults.split(",");
	const known: string[] = [...FAULT_KINDS, ...REPAIRED_FAULTS];
	const unknown = kinds.filter((kind) => !known.includes(kind));
	if (unknown.length > 0) throw new Error(`Unknown faults: ${unknown.join(", ")}. There are: ${known.join(", ")}.`);
	return kinds as FaultKind[];
};

export const planOf = (seed: number, lives: number, faults?: string): Plan => ({
	seed,
	lives: Array.from({ length: lives }, (_, number) => number),
	of: lives,
	faults: planFaults(seed, kindsFor(seed, faults), durationOf(seed, lives)),
});

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const report = async (plan: Plan, result: Result, shrinks: boolean): Promise<void> => {
	const byRule = Map.groupBy(result.problems, ({ rule }) => rule);
	for (const [rule, problems] of byRule) {
		print(`  ${rule}: broken ${problems.length} times`);
		for (const { found, orderId } of problems.slice(0, 3)) print(`    ${orderId ?? ""} ${found}`);
	}
	if (!shrinks) return;
	const { orderId, rule } = result.problems[0]!;
	print("Looking for a smaller run that fails alike …");
	const { plan: smallest, runs } = await shrink(plan, rule, simulate, result.lifeOf.get(orderId ?? ""));
	const again = await simulate(smallest, true);
	const problem = again.problems.find((one) => one.rule === rule) ?? result.problems[0]!;
	print(`Found after ${runs} runs.\n\n${storyOf(again, smallest, problem)}`);
};

/** Runs seeds until one fails. Returns false if one did. */
export const runSeeds = async ({ faults, firstSeed, lives, mutant, seeds, shrinks, until }: Campaign): Promise<boolean> => {
	if (mutant !== undefined) await applyMutant(mutant);
	const startedAt = process.cpuUsage();
	const endings = new Map<string, number>();
	let done = 0;
	for (let seed = firstSeed; seed < firstSeed + seeds && realNow() < until; seed++) {
		const plan = planOf(seed, lives, faults);
		const result = await simulate(plan);
		done += lives;
		const { system, user } = process.cpuUsage(startedAt);
		const cpu = (system + user) / 1e6;
		const state = result.problems.length === 0 ? "ok" : "FAILED";
		print(
			`seed ${seed}: ${state}, hash ${result.hash}, ${lives} lives, ${plan.faults.length} faults, ${result.messages} messages, ${result.writes} writes, ${Math.round(result.took / 60_000)} virtual minutes; ${done} lives in ${cpu.toFixed(1)} s of CPU`,
		);
		for (const [ending, count] of result.endings) endings.set(ending, (endings.get(ending) ?? 0) + count);
		if (result.problems.length === 0) continue;
		await report(plan, result, shrinks);
		const options = [`--seed ${seed} --lives ${lives}`, faults && `--faults ${faults}`, mutant && `--mutant ${mutant}`];
		print(`Again: npm run simulate -- ${options.filter(Boolean).join(" ")}`);
		return false;
	}
	print(
		`Endings: ${Array.from(endings, ([ending, count]) => `${ending} ${count}`)
			.sort()
			.join("; ")}`,
	);
	return true;
};
