import { Fleet, PAIRS } from "../../scripts/drill/fleet.ts";
import { outage } from "../../scripts/drill/outage.ts";
import type { Tally } from "../../scripts/drill/tally.ts";
import * as mongo from "../../scripts/servers/mongo.ts";
import * as nats from "../../scripts/servers/nats.ts";
import { needs } from "../support/needs.ts";
import { affordableRate } from "./affordable-rate.ts";

const AWAY = 4;
const isTurnedAway = (tally: Tally): boolean => tally.count({ phase: "during", request: "place", failed: true }) > 0;
const hasBoth = (await nats.available()) && (await mongo.available());

needs(hasBoth || undefined, "nats-server and MongoDB")("two nodes of every kind on MongoDB", () => {
	let fleet: Fleet;

	beforeAll(async () => {
		fleet = await Fleet.start({ members: PAIRS, with: ["store"] });
	});

	afterAll(() => fleet?.stop());

	it("lose nothing while it is away, and catch up when it is back", async () => {
		const { verification, tally } = await outage(fleet, {
			server: "store",
			seconds: AWAY,
			perSecond: Math.min(4, await affordableRate(fleet)),
			around: 2,
			isMet: isTurnedAway,
		});

		expect(verification).toMatchObject({ lost: [], stuck: [], duplicated: [], violations: [] });
		expect(verification.acknowledged).toBeGreaterThan(0);
		expect(isTurnedAway(tally)).toBe(true);
	});
});
