import { Fleet, PAIRS } from "../../scripts/drill/fleet.ts";
import { failovers } from "../../scripts/drill/killing.ts";
import { findMongod } from "../../scripts/servers/mongo/mongod.ts";
import { available as natsAvailable } from "../../scripts/servers/nats.ts";
import { needs } from "../support/needs.ts";
import { affordableRate } from "./support/affordable-rate.ts";

const hasBoth = (await natsAvailable()) && (await findMongod());

needs(hasBoth || undefined, "nats-server and mongod")("two nodes of each service on a replica set of three", () => {
	let fleet: Fleet;

	beforeAll(async () => {
		fleet = await Fleet.start({ members: PAIRS, with: ["replicas"] });
	});
	afterAll(() => fleet?.stop());

	it("lose nothing when the primary is killed or steps down under load, and answer 503 meanwhile", async () => {
		const perSecond = Math.min(4, await affordableRate(fleet));

		const { tally, verification } = await failovers(fleet, { ways: ["kill", "step down", "kill"], every: 5, perSecond });

		expect(verification).toMatchObject({ lost: [], stuck: [], duplicated: [], violations: [] });
		expect(verification.acknowledged).toBeGreaterThan(0);
		expect(verification.checked).toBeGreaterThanOrEqual(verification.acknowledged);
		expect(tally.rows().filter(([, , response]) => /^(none|5(?!03))/.test(response!))).toEqual([]);
	});
});
