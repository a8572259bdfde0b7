import { failedReads } from "../../scripts/drill/customers.ts";
import type { Outcome } from "../../scripts/drill/drill.ts";
import { Fleet, PAIRS } from "../../scripts/drill/fleet.ts";
import { killEach } from "../../scripts/drill/killing.ts";
import { lose } from "../../scripts/drill/nats/loss.ts";
import { outage } from "../../scripts/drill/outage.ts";
import { roll } from "../../scripts/drill/rolling.ts";
import type { Tally } from "../../scripts/drill/tally.ts";
import { isConsistent } from "../../scripts/drill/verification.ts";
import { available as natsAvailable } from "../../scripts/servers/nats.ts";
import { available as redisAvailable } from "../../scripts/servers/redis.ts";
import { needs } from "../support/needs.ts";
import { affordableRate } from "./support/affordable-rate.ts";

const OUTAGE_SECONDS = 4;
const hasBoth = (await natsAvailable()) && (await redisAvailable());

const expectConsistent = ({ verification }: Outcome): void => {
	expect(verification).toMatchObject({ lost: [], stuck: [], duplicated: [], violations: [] });
	expect(isConsistent(verification)).toBe(true);
	expect(verification.acknowledged).toBeGreaterThan(0);
	expect(verification.checked).toBeGreaterThanOrEqual(verification.acknowledged);
};

const placed = (tally: Tally, phase: string): number =>
	tally.count({ phase, request: "place" }) - tally.count({ phase, request: "place", failed: true });
const hasPlaced = (tally: Tally): boolean => placed(tally, tally.phase) > 0;

needs(hasBoth || undefined, "nats-server and redis-server")("two nodes of each service under load", () => {
	let fleet: Fleet;
	let perSecond: number;

	beforeAll(async () => {
		fleet = await Fleet.start({ members: PAIRS, with: ["redis"] });
		perSecond = await affordableRate(fleet);
	});

	afterAll(() => fleet?.stop());

	it("accept orders and answer reads while NATS is down, and catch up afterwards", async () => {
		const outcome = await outage(fleet, { server: "nats", seconds: OUTAGE_SECONDS, perSecond, around: 1, isMet: hasPlaced });

		expectConsistent(outcome);
		expect(placed(outcome.tally, "during")).toBeGreaterThan(0);
		expect(failedReads(outcome.tally, "during")).toBe(0);
	});

	it("end every order after a repair when NATS comes back without the messages of some seconds", async () => {
		const outcome = await lose(fleet, { name: "power", seconds: 2, perSecond, isMet: hasPlaced });

		expectConsistent(outcome);
		expect(outcome.remaining).toEqual([]);
		expect(outcome.republished.order).toBeGreaterThan(0);
	});

	it("serve requests as usual while Redis is down", async () => {
		const outcome = await outage(fleet, { server: "redis", seconds: OUTAGE_SECONDS, perSecond, around: 1, isMet: hasPlaced });

		expectConsistent(outcome);
		expect(outcome.tally.count({ phase: "during", failed: true })).toBe(0);
		expect(placed(outcome.tally, "during")).toBeGreaterThan(0);
	});

	it("are restarted one after another without a failed request", async () => {
		const outcome = await roll(fleet, { perSecond, settle: 1_000 });

		expectConsistent(outcome);
		expect(outcome.downtimes).toHaveLength(PAIRS.length);
		expect(outcome.tally.rows().filter(([, , answer]) => /^(none|5)/.test(answer!))).toEqual([]);
	});

	it("lose nothing and keep accepting orders when they are killed one after another", async () => {
		const outcome = await killEach(fleet, { deadFor: 2, perSecond, isMet: hasPlaced });

		expectConsistent(outcome);
		for (const { name } of PAIRS) expect(placed(outcome.tally, `${name} killed`)).toBeGreaterThan(0);
	});
});
