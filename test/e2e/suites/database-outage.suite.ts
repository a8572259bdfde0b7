import { outage } from "../../../scripts/drill/outage.ts";
import type { Tally } from "../../../scripts/drill/tally.ts";
import { affordableRate } from "../support/affordable-rate.ts";
import type { Suite } from "../support/modes.ts";

const OUTAGE_SECONDS = 4;
const hasRejectedOrders = (tally: Tally): boolean => tally.count({ phase: "during", request: "place", failed: true }) > 0;

/** Takes MongoDB down while customers place orders. */
export const databaseOutageSuite: Suite = (system) => {
	it("loses no acknowledged order, and catches up afterwards", async () => {
		const fleet = system().fleet!;
		const { tally, verification } = await outage(fleet, {
			server: "store",
			seconds: OUTAGE_SECONDS,
			perSecond: Math.min(4, await affordableRate(fleet)),
			around: 2,
			isMet: hasRejectedOrders,
		});

		expect(verification).toMatchObject({ lost: [], stuck: [], duplicated: [], violations: [] });
		expect(verification.acknowledged).toBeGreaterThan(0);
		expect(hasRejectedOrders(tally)).toBe(true);
	});
};
