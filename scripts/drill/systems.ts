import { CannotStart } from "../node/starting.ts";
import type { BackingName } from "./backing.ts";
import { isGood } from "./books.ts";
import { account, answers, machine, type Outcome, table } from "./drill.ts";
import { each, Fleet, type FleetOptions } from "./fleet.ts";
import { killEach } from "./killing.ts";
import { outage } from "./outage.ts";
import { roll } from "./rolling.ts";
import { SCALE_FROM, scaleOut } from "./scale.ts";

const TWO_OF_EACH = each(2);
/** The test server stands in for a MongoDB that is quicker. */
const PER_SECOND = { nats: 20, redis: 20, store: 5 };
const AROUND = 10;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const show = (outcome: Outcome, isShown?: Parameters<typeof answers>[1]): boolean => {
	console.log(`\n${answers(outcome.tally, isShown)}\n\n${account(outcome.books)}`);
	return isGood(outcome.books);
};

const inFleet = async (options: FleetOptions, drill: (fleet: Fleet) => Promise<boolean>): Promise<boolean> => {
	console.log(machine());
	const fleet = await Fleet.start(options);
	try {
		console.log(`${fleet.nodes.length} processes, ${[...fleet.backings.keys()].join(", ")}`);
		return await drill(fleet);
	} finally {
		await fleet.stop();
	}
};

const isServer = (name: string | undefined): name is BackingName => name !== undefined && name in PER_SECOND;

/** `outage nats|redis|store [seconds]` */
export async function outageDrill([server, duration = "60"]: string[]): Promise<boolean> {
	if (!isServer(server)) throw new CannotStart(`Which server is to be away: ${Object.keys(PER_SECOND).join(", ")}?`);
	return inFleet({ members: TWO_OF_EACH, with: server === "nats" ? ["redis"] : [server] }, async (fleet) => {
		const plan = { server, seconds: Number(duration), perSecond: PER_SECOND[server], around: AROUND };
		const outcome = await outage(fleet, plan);
		console.log(`${server} away for ${duration} s (${outcome.how}), ${plan.perSecond} customers a second`);
		console.log(`everything acknowledged by its return had come to its end ${seconds(outcome.caughtUpMs)} later`);
		return show(outcome);
	});
}

/** `rolling [customers a second]` */
export const rollingDrill = ([perSecond = "10"]: string[]): Promise<boolean> =>
	inFleet({ members: TWO_OF_EACH, with: ["redis"] }, async (fleet) => {
		const outcome = await roll(fleet, { perSecond: Number(perSecond), settle: 2_000 });
		const failed = outcome.tally.count({ phase: "rolling", failed: true });
		const away = outcome.away.map(([, ms]) => ms);
		console.log(
			`${perSecond} customers a second; every node restarted in turn by SIGTERM, each away for ${seconds(Math.min(...away))} to ${seconds(Math.max(...away))}`,
		);
		console.log(`requests ${outcome.tally.count({ phase: "rolling" })}, failed ${failed}`);
		return show(outcome) && failed === 0;
	});

/** `kill [seconds]` */
export const killDrill = ([deadFor = "5"]: string[]): Promise<boolean> =>
	inFleet({ members: TWO_OF_EACH, with: ["redis"] }, async (fleet) => {
		console.log(`every node killed (kill -9) in turn, dead for ${deadFor} s`);
		const outcome = await killEach(fleet, { deadFor: Number(deadFor), perSecond: 10 });
		console.log("orders placed while each was dead, and every answer but 200");
		return show(outcome, (_, what, answer) => what === "place" || answer !== "200");
	});

/** `scale [orders a second]` */
export const scaleDrill = ([perSecond = "40"]: string[]): Promise<boolean> =>
	inFleet({ members: SCALE_FROM }, async (fleet) => {
		const { steps, ...outcome } = await scaleOut(fleet, { perSecond: Number(perSecond), seconds: 20 });
		const rows = steps.map(({ acknowledgedPerSecond, copies, cpuMsPerOrder, shares }) => [
			String(copies),
			acknowledgedPerSecond.toFixed(0),
			cpuMsPerOrder.toFixed(1),
			shares.order.join(" · "),
			shares.brew.join(" · "),
		]);
		console.log(
			table(["nodes of order and brew", "orders/s", "CPU ms per order", "placed by node", "messages heard by brew, by node"], rows),
		);
		return show(outcome) && outcome.tally.count({ failed: true }) === 0;
	});
