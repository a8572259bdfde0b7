import fc from "fast-check";
import type { Inspected } from "../../../contracts/inspection.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import { speedUpClock } from "../../support/simulation/fast-clock.ts";
import { anyScenario } from "../../support/simulation/scenario.ts";

Object.assign(process.env, {
	STORE_URL: "sqlite::memory:",
	LOG_LEVEL: "fatal",
	DEMO: "false",
	STORE_ANSWER_SECONDS: "1",
	PAYMENT_EXPIRY_SECONDS: "3",
	RIDER_ANSWER_SECONDS: "1",
	COLLECT_SECONDS: "1",
	PAYMENT_SIM_FAILURE_RATE: "0.05",
	MAX_BACKLOG: "100000",
});
speedUpClock(4);

// Settings are read on first use, so they are set before these imports.
const { OPERATOR, SimulatedSystem } = await import("../../support/simulation/simulated-system.ts");
const { Participants } = await import("../../support/simulation/participants.ts");
const { conflictingEndings, effectsBeforeCauses, wrongCharges, wrongRiders, wrongScores, wrongStock } = await import(
	"../../support/simulation/consistency.ts"
);

const RUNS = Number(process.env.CHAOS_RUNS ?? 20);
const ORDERS = 40;
/** A failure reports the seed of its run. The seed reproduces the scenarios and the faults, but not the races between them. */
const REPLAY = process.env.CHAOS_SEED === undefined ? [] : [[Number(process.env.CHAOS_SEED)] as [number]];

const endings = new Set<string>();

const recordEndings = async ({ broker, bus }: InstanceType<typeof SimulatedSystem>): Promise<void> => {
	const orders = await broker.call<Inspected<OrderSnapshot>[], object>("order.scan", { limit: ORDERS });
	for (const { state } of orders) endings.add(state.status === "cancelled" ? `cancelled: ${state.reason}` : state.status);
	for (const { type } of bus.published.values()) if (type === "order.cancellation_held") endings.add("held");
};

const expectConsistent = async (system: InstanceType<typeof SimulatedSystem>): Promise<void> => {
	const audit = await system.call(OPERATOR, "ops.audit", {});
	expect(audit).toEqual({ result: expect.objectContaining({ checked: ORDERS, violations: [] }) });
	expect(await wrongCharges(system)).toEqual([]);
	expect(await wrongStock(system)).toEqual([]);
	expect(await wrongScores(system)).toEqual([]);
	expect(await wrongRiders(system)).toEqual([]);
	expect(conflictingEndings(system)).toEqual([]);
	expect(await effectsBeforeCauses(system)).toEqual([]);
	expect(system.bus.deadLettered).toEqual([]);
	expect(system.failures).toEqual([]);
};

describe("when messages are lost, late, duplicated or reordered", () => {
	it("brings every order to a consistent end", async () => {
		const property = fc.asyncProperty(fc.integer(), async (seed) => {
			const system = await new SimulatedSystem(seed).open();
			try {
				const orders = fc
					.sample(anyScenario, { seed, numRuns: ORDERS })
					.map((scenario, index) => new Participants(system, scenario, index));
				await Promise.all(orders.map((order) => order.run()));
				await system.settle();
				await expectConsistent(system);
				await recordEndings(system);
			} finally {
				await system.close();
			}
		});

		await fc.assert(property, { numRuns: RUNS, examples: REPLAY, endOnFailure: true });
	});

	it("has covered every ending", () => {
		expect([...endings]).toEqual(
			expect.arrayContaining([
				"completed",
				"rejected",
				"cancelled: customer",
				"cancelled: out_of_stock",
				"cancelled: payment_expired",
				"cancelled: store_unanswered",
				"cancelled: uncollected",
				"cancelled: undeliverable",
				"held",
			]),
		);
	});
});
