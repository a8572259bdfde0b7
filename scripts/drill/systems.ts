import { parseArgs } from "node:util";
import { CannotStart } from "../node/starting.ts";
import { failedReads } from "./customers.ts";
import { machine, type Outcome, responsesTable, table, verificationText } from "./drill.ts";
import { each, Fleet, type FleetOptions, PAIRS } from "./fleet.ts";
import { failovers, killEach } from "./killing.ts";
import { lose } from "./nats/loss.ts";
import { LOSSES, type Loss, type LossName } from "./nats/losses.ts";
import { outage } from "./outage.ts";
import { roll } from "./rolling.ts";
import { SCALE_FROM, scaleOut } from "./scale.ts";
import { isConsistent } from "./verification.ts";

const TWO_OF_EACH = each(2);
/** Lower for MongoDB, because the test server is slower than a real one. */
const PER_SECOND = { nats: 20, redis: 20, store: 5 };
type Server = keyof typeof PER_SECOND;
const AROUND = 10;
export const OUTAGE_USAGE = "nats|redis|store [seconds] [customers per second], or store --every <seconds> [--minutes <minutes>]";

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

const isServer = (name: string | undefined): name is Server => name !== undefined && name in PER_SECOND;

/** Kills the primary of a replica set of three every few seconds. */
const failoverDrill = (every: number, minutes: number): Promise<boolean> =>
	inFleet({ members: PAIRS, with: ["redis", "replicas"] }, async (fleet) => {
		const perSecond = PER_SECOND.store;
		const ways = Array.from({ length: Math.round((minutes * 60) / every) }, () => "kill" as const);
		const outcome = await failovers(fleet, { ways, every, perSecond });
		const waits = outcome.withoutPrimaryMs.map(seconds);
		console.log(`primary of three MongoDB servers killed (kill -9) ${ways.length} times, every ${every} s; ${perSecond} customers/s`);
		console.log(`no member accepted writes for ${waits.join(", ")}`);
		return show(outcome);
	});

export async function outageDrill(args: string[]): Promise<boolean> {
	const options = { every: { type: "string" }, minutes: { type: "string", default: "2" } } as const;
	const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
	const [server, duration = "60", perSecond] = positionals;
	const [every, minutes] = [Number(values.every), Number(values.minutes)];
	const isValid = values.every === undefined || (server === "store" && every > 0 && minutes > 0);
	if (!isServer(server) || !isValid) throw new CannotStart(`Usage: npm run drill -- outage ${OUTAGE_USAGE}`);
	if (values.every !== undefined) return failoverDrill(every, minutes);
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

const isLoss = (name: string | undefined): name is LossName => name !== undefined && name in LOSSES;

export async function lossDrill([name, duration = "20"]: string[]): Promise<boolean> {
	if (!isLoss(name)) throw new CannotStart(`Usage: npm run drill -- loss ${Object.keys(LOSSES).join("|")} [seconds]`);
	const { isReplicated, method }: Loss = LOSSES[name];
	return inFleet({ members: TWO_OF_EACH, with: isReplicated ? ["redis", "natsCluster"] : ["redis"] }, async (fleet) => {
		const outcome = await lose(fleet, { name, perSecond: PER_SECOND.nats, seconds: Number(duration) });
		console.log(`${method}; ${PER_SECOND.nats} customers/s`);
		const counts = Object.entries(outcome.republished).map(([kind, count]) => `${count} ${kind}`);
		const repair = `repaired in ${seconds(outcome.repairedMs)}: ${counts.join(", ")}; still stuck ${outcome.remaining.length}`;
		console.log(isReplicated ? "nothing was repaired" : repair);
		return show(outcome) && outcome.remaining.length === 0;
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
