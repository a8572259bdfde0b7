import type { Plan, Result } from "../simulation.ts";

export interface Shrunk {
	plan: Plan;
	runs: number;
}

/** Other orders of events that are tried for a smaller plan: with fewer lives everything happens at other times. */
const VARIANTS = 3;

const parts = <Item>(items: readonly Item[], count: number): Item[][] => {
	const size = Math.ceil(items.length / count);
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
};

/** Reduces a failing plan to few lives, faults and nodes that still break the same rule. `suspect` is the life that shows the fault. */
export const shrink = async (
	plan: Plan,
	rule: string,
	run: (plan: Plan) => Promise<Result>,
	suspect?: number,
	mostRuns = 150,
): Promise<Shrunk> => {
	let runs = 0;
	let smallest = plan;
	const breaks = async (candidate: Plan): Promise<boolean> => {
		for (let variant = 0; variant < VARIANTS && runs < mostRuns; variant++) {
			runs++;
			const tried = { ...candidate, variant };
			const { problems } = await run(tried);
			if (!problems.some((problem) => problem.rule === rule)) continue;
			smallest = tried;
			return true;
		}
		return false;
	};
	/** Removes ever smaller parts of a list, as long as the rule is still broken. */
	const reduce = async (name: "lives" | "faults"): Promise<void> => {
		for (let count = 2; smallest[name].length > 0 && runs < mostRuns; ) {
			const items: readonly unknown[] = smallest[name];
			const pieces = parts(items, Math.min(count, items.length));
			let isReduced = false;
			for (const piece of [...pieces, ...(pieces.length > 2 ? pieces.map((one) => items.filter((item) => !one.includes(item))) : [])]) {
				if (piece.length === items.length) continue;
				isReduced = await breaks({ ...smallest, [name]: piece });
				if (isReduced) break;
			}
			if (isReduced) count = 2;
			else if (count >= items.length) break;
			else count *= 2;
		}
	};
	// Lives first: the fewer there are, the less each further run costs.
	const isAlone = suspect !== undefined && (await breaks({ ...smallest, lives: [suspect] }));
	if (!isAlone) await reduce("lives");
	if (smallest.faults.length > 0 && !(await breaks({ ...smallest, faults: [] }))) await reduce("faults");
	if (smallest.lives.length > 1) await reduce("lives");
	await breaks({ ...smallest, replicas: 1 });
	return { plan: smallest, runs };
};
