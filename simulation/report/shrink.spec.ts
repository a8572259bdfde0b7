import type { Plan, Result } from "../simulation.ts";
import { shrink } from "./shrink.ts";

const fault = (at: number) => ({ kind: "death", at, lasts: 1, which: 0, other: 0 }) as const;
const PLAN: Plan = { seed: 1, lives: Array.from({ length: 50 }, (_, life) => life), of: 50, faults: [1, 2, 3, 4, 5].map(fault) };

/** Fails like a system that needs certain lives and faults to fail. */
const failsIf =
	(condition: (plan: Plan) => boolean) =>
	async (plan: Plan): Promise<Result> =>
		({ problems: condition(plan) ? [{ rule: "broken", found: "" }] : [] }) as unknown as Result;

describe("a failing plan", () => {
	it("is reduced to the lives and faults that it needs", async () => {
		const needed = (plan: Plan) => plan.lives.includes(17) && plan.lives.includes(40) && plan.faults.some(({ at }) => at === 3);

		const { plan } = await shrink(PLAN, "broken", failsIf(needed));

		expect(plan).toMatchObject({ lives: [17, 40], faults: [fault(3)], replicas: 1 });
	});

	it("is reduced to a plan without faults if it needs none", async () => {
		const { plan } = await shrink(
			PLAN,
			"broken",
			failsIf(({ lives }) => lives.includes(49)),
		);

		expect(plan).toMatchObject({ lives: [49], faults: [] });
	});

	it("is reduced to the life that shows the fault, if that is enough", async () => {
		let runs = 0;
		const failing = failsIf(({ lives }) => lives.includes(17));
		const counting = (plan: Plan) => {
			runs++;
			return failing(plan);
		};

		const { plan } = await shrink(PLAN, "broken", counting, 17);

		expect(plan).toMatchObject({ lives: [17], faults: [] });
		expect(runs).toBeLessThan(5);
	});

	it("keeps its nodes if it needs them", async () => {
		const { plan } = await shrink(
			PLAN,
			"broken",
			failsIf(({ lives, replicas }) => lives.includes(0) && replicas === undefined),
		);

		expect(plan.replicas).toBeUndefined();
	});
});
