import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import { isProblemCode } from "../../contracts/catalogue/problems.ts";
import { DrillCluster } from "./cluster.ts";
import { CUSTOMER, inLanes, type OrderRecords, riderOf, Shop } from "./shop.ts";

const ORDER_NODES = { "order-1": "order", "order-2": "order" };
const LANES = 8;
/** A cancellation needs one more hop. A random delay of the rival up to this time lets either of them win. */
const HEAD_START_MS = 12;

type Winner = "cancel" | "rival";

/** What a cancellation races against. */
interface Contest {
	nodes: Record<string, string>;
	prepare(shop: Shop, driver: ServiceBroker, count: number): Promise<string[]>;
	rival(driver: ServiceBroker, orderId: string): Promise<unknown>;
	/** Whether all services agree on the winner. */
	agrees(records: OrderRecords, winner: Winner): boolean;
}

const pickRandom = (names: string[]): string => names[Math.floor(Math.random() * names.length)]!;

const brewing: Contest = {
	nodes: { "brew-1": "brew", "brew-2": "brew", store: "store,stock" },
	async prepare(shop, _, count) {
		const ids = await shop.order(count);
		await shop.until(ids, ({ ticket }) => ticket?.stocked === true);
		return ids;
	},
	rival: (driver, orderId) => driver.call("brew.start", { orderId }, { nodeID: pickRandom(["brew-1", "brew-2"]) }),
	agrees({ copy, order, reserved, ticket }, winner) {
		const isCancelled = [order, ticket, copy].every((part) => part?.status === "cancelled") && !reserved;
		const isStarted = order.status === "preparing" && copy?.status === "preparing" && ticket?.status === "brewing" && reserved;
		return winner === "cancel"
			? isCancelled && order.cancellation?.status === "granted"
			: isStarted && order.cancellation?.status === "refused";
	},
};

const riding: Contest = {
	nodes: { "delivery-1": "delivery", "delivery-2": "delivery", store: "store,stock" },
	async prepare(shop, driver, count) {
		const ids = await shop.order(count, "parcel");
		await inLanes(ids, (id) =>
			driver.call("rider.change", { onShift: true }, { meta: { caller: { accountId: riderOf(id), roles: ["rider"] } } }),
		);
		await shop.until(ids, ({ delivery }) => delivery?.status === "requested");
		return ids;
	},
	rival: (driver, orderId) =>
		driver.call(
			"delivery.assign",
			{ orderId, riderId: riderOf(orderId) },
			{ nodeID: pickRandom(["delivery-1", "delivery-2"]), ...CUSTOMER },
		),
	agrees({ copy, delivery, job, order }, winner) {
		const isCancelled = [order, delivery, copy].every((part) => part?.status === "cancelled") && job === null;
		const isAssigned = order.status === "accepted" && delivery?.status === "assigned" && job?.orderId === order.id && job.confirmed;
		return winner === "cancel"
			? isCancelled && order.cancellation?.status === "granted"
			: isAssigned && order.cancellation?.status === "refused";
	},
};

const CONTESTS = { brewing, riding };

export interface RaceResult {
	races: number;
	cancelled: number;
	lost: number;
	/** Races that both sides or neither side won. */
	unfair: string[];
	/** Orders whose services do not agree on the winner in the end. */
	disagreeing: OrderRecords[];
	/** Durations of the cancellations in milliseconds, sorted. */
	cancelMs: number[];
}

const isDecided = (outcome: PromiseSettledResult<unknown>): boolean =>
	outcome.status === "fulfilled"
		? (outcome.value as { status?: string } | undefined)?.status !== "held"
		: isProblemCode((outcome.reason as { type?: unknown }).type);

class Race {
	readonly cancelMs: number[] = [];
	readonly winners = new Map<string, Winner>();
	/** A cancellation is held, or a call got no answer: the documents show the winner. */
	readonly undecided: string[] = [];
	readonly unfair: string[] = [];
	#driver: ServiceBroker;
	#contest: Contest;

	constructor(driver: ServiceBroker, contest: Contest) {
		this.#driver = driver;
		this.#contest = contest;
	}

	/** Runs both at the same time on random nodes. */
	async run(orderId: string): Promise<void> {
		const both = await Promise.allSettled([this.#cancel(orderId), this.#rival(orderId)]);
		const [hasCancelled, rivalWon] = both.map(({ status }) => status === "fulfilled");
		if (!both.every(isDecided)) this.undecided.push(orderId);
		else if (hasCancelled === rivalWon) this.unfair.push(`${orderId}: ${JSON.stringify(both)}`);
		else this.winners.set(orderId, hasCancelled ? "cancel" : "rival");
	}

	/** Asks the documents about what is undecided. */
	async decide(shop: Shop): Promise<void> {
		const { agrees } = this.#contest;
		await shop.until(this.undecided, (seen) => agrees(seen, "cancel") || agrees(seen, "rival"));
		for (const seen of await shop.read(this.undecided)) this.winners.set(seen.id, agrees(seen, "cancel") ? "cancel" : "rival");
	}

	async #cancel(orderId: string): Promise<unknown> {
		const startedAt = performance.now();
		const call = this.#driver.call("order.cancel", { orderId }, { nodeID: pickRandom(Object.keys(ORDER_NODES)), ...CUSTOMER });
		return call.finally(() => this.cancelMs.push(performance.now() - startedAt));
	}

	async #rival(orderId: string): Promise<void> {
		await sleep(Math.random() * HEAD_START_MS);
		await this.#contest.rival(this.#driver, orderId);
	}
}

/** Races cancellations against the start of brewing or the assignment of riders, on two nodes each. */
export async function race(name: keyof typeof CONTESTS, count: number): Promise<RaceResult> {
	const contest = CONTESTS[name];
	const cluster = await DrillCluster.start({ ...ORDER_NODES, ...contest.nodes });
	try {
		const shop = new Shop(cluster.driver);
		const ids = await contest.prepare(shop, cluster.driver, count);
		const race = new Race(cluster.driver, contest);
		await inLanes(ids, (id) => race.run(id), LANES);
		await race.decide(shop);
		const { cancelMs, unfair, winners } = race;
		const disagreeing = await shop.until([...winners.keys()], (records) => contest.agrees(records, winners.get(records.id)!));
		const cancelled = [...winners.values()].filter((winner) => winner === "cancel").length;
		return { races: count, cancelled, lost: winners.size - cancelled, unfair, disagreeing, cancelMs: cancelMs.sort((a, b) => a - b) };
	} finally {
		await cluster.stop();
	}
}
