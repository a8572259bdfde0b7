import fc from "fast-check";
import type { Inspected } from "../../../contracts/inspection.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import { hasten } from "../../support/lives/clock.ts";
import { anyLife } from "../../support/lives/life.ts";

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
hasten(4);

// Settings are read at first use: what is above has to come first.
const { OPERATOR, Town } = await import("../../support/lives/town.ts");
const { People } = await import("../../support/lives/people.ts");
const { saidTwoEndings, wrongCharges, wrongRiders, wrongScores, wrongStock } = await import("../../support/lives/books.ts");

const RUNS = Number(process.env.CHAOS_RUNS ?? 20);
const LIVES = 40;
/** A failure names the seed of its run as the counterexample: the same lives and mishaps again, though not the same race between them. */
const AGAIN = process.env.CHAOS_SEED === undefined ? [] : [[Number(process.env.CHAOS_SEED)] as [number]];

const endings = new Set<string>();

const noteEndings = async ({ broker, bus }: InstanceType<typeof Town>): Promise<void> => {
	const orders = await broker.call<Inspected<OrderSnapshot>[], object>("order.scan", { limit: LIVES });
	for (const { state } of orders) endings.add(state.status === "cancelled" ? `cancelled: ${state.reason}` : state.status);
	for (const { type } of bus.said.values()) if (type === "order.cancellation_held") endings.add("held");
};

const expectAllWell = async (town: InstanceType<typeof Town>): Promise<void> => {
	const audit = await town.ask(OPERATOR, "ops.audit", {});
	expect(audit).toEqual({ result: expect.objectContaining({ checked: LIVES, violations: [] }) });
	expect(await wrongCharges(town)).toEqual([]);
	expect(await wrongStock(town)).toEqual([]);
	expect(await wrongScores(town)).toEqual([]);
	expect(await wrongRiders(town)).toEqual([]);
	expect(saidTwoEndings(town)).toEqual([]);
	expect(town.bus.deadLettered).toEqual([]);
	expect(town.failures).toEqual([]);
};

describe("whatever is lost, late, doubled or out of order", () => {
	it("lets every order end as if nothing had been", async () => {
		const lives = fc.asyncProperty(fc.integer(), async (seed) => {
			const town = await new Town(seed).open();
			try {
				const people = fc.sample(anyLife, { seed, numRuns: LIVES }).map((life, index) => new People(town, life, index));
				await Promise.all(people.map((each) => each.live()));
				await town.settle();
				await expectAllWell(town);
				await noteEndings(town);
			} finally {
				await town.close();
			}
		});

		await fc.assert(lives, { numRuns: RUNS, examples: AGAIN, endOnFailure: true });
	});

	it("has met every ending on the way", () => {
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
