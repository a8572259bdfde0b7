import { CannotStart } from "../node/starting.ts";
import type { BackingName } from "./backing.ts";
import { failedReads } from "./customers.ts";
import { machine, type Outcome, responsesTable, table, verificationText } from "./drill.ts";
import { each, Fleet, type FleetOptions } from "./fleet.ts";
import { killEach } from "./killing.ts";
import { outage } from "./outage.ts";
import { roll } from "./rolling.ts";
import { SCALE_FROM, scaleOut } from "./scale.ts";
import { isConsistent } from "./verification.ts";

const TWO_OF_EACH = each(2);
/** Lower for MongoDB, because the test server is slower than a real one. */
const PER_SECOND = { nats: 20, redis: 20, store: 5 };
const AROUND = 10;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const show = (outcome: Outcome, isShown?: Parameters<typeof responsesTable>[1]): boolean => {
	console.log(`\n${responsesTable(outcome.tally, isShown)}\n\n${verificationText(outcome.verification)}`);
	return isConsistent(outcome.verification);
};

const inFleet = async (options: FleetOptions, drill: (fleet: Fleet) => Promise<boolean>): Promise<boolean> => {
	console.log(machine());
	const fleet = await Fleet.start(options);
	try {
		console.log(`${fleet.nodes.length} processes; servers: ${[...fleet.backings.keys()].join(", ")}`);
		return await drill(fleet);
	} finally {
		await fleet.stop();
	}
};

const isServer = (name: string | undefined): name is BackingName => name !== undefined && name in PER_SECOND;

export async function outageDrill([server, duration = "60", perSecond]: string[]): Promise<boolean> {
	if (!isServer(server))
		throw new CannotStart(`Usage: npm run drill -- outage ${Object.keys(PER_SECOND).join("|")} [seconds] [customers per second]`);
	return inFleet({ members: TWO_OF_EACH, with: server === "nats" ? ["redis"] : [server] }, async (fleet) => {
		const plan = { server, seconds: Number(duration), perSecond: Number(perSecond ?? PER_SECOND[server]), around: AROUND };
		const outcome = await outage(fleet, plan);
		console.log(`${server} down for ${duration} s (${outcome.method}), ${plan.perSecond} customers/s`);
		console.log(`all orders acknowledged before its return were final ${seconds(outcome.caughtUpMs)} after it`);
		const unread = failedReads(outcome.tally, "during");
		if (server !== "store") console.log(`failed reads during the outage: ${unread}`);
		return show(outcome) && (server === "store" || unread === 0);
	});
}

export const rollingDrill = ([perSecond = "10"]: string[]): Promise<boolean> =>
	inFleet({ members: TWO_OF_EACH, with: ["redis"] }, async (fleet) => {
		const outcome = await roll(fleet, { perSecond: Number(perSecond), settle: 2_000 });
		const failed = outcome.tally.count({ phase: "rolling", failed: true });
		const downtimes = outcome.downtimes.map(([, ms]) => ms);
		console.log(
			`${perSecond} customers/s; every node restarted in turn by SIGTERM, each down for ${seconds(Math.min(...downtimes))} to ${seconds(Math.max(...downtimes))}`,
		);
		console.log(`requests ${outcome.tally.count({ phase: "rolling" })}, failed ${failed}`);
		return show(outcome) && failed === 0;
	});

export const killDrill = ([deadFor = "5"]: string[]): Promise<boolean> =>
	inFleet({ members: TWO_OF_EACH, with: ["redis"] }, async (fleet) => {
		console.log(`every node killed (kill -9) in turn, down for ${deadFor} s`);
		const outcome = await killEach(fleet, { deadFor: Number(deadFor), perSecond: 10 });
		console.log("orders placed while each node was down, and all responses except 200");
		return show(outcome, (_, request, response) => request === "place" || response !== "200");
	});

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
			table(["nodes of order and brew", "orders/s", "CPU ms per order", "orders placed per node", "messages handled per brew node"], rows),
		);
		return show(outcome) && outcome.tally.count({ failed: true }) === 0;
	});
