import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import { isProblemCode } from "../../contracts/problems.ts";
import { DrillCluster } from "./cluster.ts";
import { CUSTOMER, inLanes, riderOf, type Seen, Shop } from "./shop.ts";

const ORDER_NODES = { "order-1": "order", "order-2": "order" };
const LANES = 8;
/** A cancel has one more hop to go; a rival that leaves so much later arrives now before it, now after. In milliseconds. */
const HEAD_START = 12;

type Winner = "cancel" | "rival";

/** Whom a cancel races against. */
interface Contest {
	nodes: Record<string, string>;
	prepare(shop: Shop, driver: ServiceBroker, count: number): Promise<string[]>;
	rival(driver: ServiceBroker, orderId: string): Promise<unknown>;
	/** What everybody has to know once the winner is known. */
	agrees(seen: Seen, winner: Winner): boolean;
}

const any = (names: string[]): string => names[Math.floor(Math.random() * names.length)]!;

const brewing: Contest = {
	nodes: { "brew-1": "brew", "brew-2": "brew", store: "store,stock" },
	async prepare(shop, _, count) {
		const ids = await shop.order(count);
		await shop.until(ids, ({ ticket }) => ticket?.stocked === true);
		return ids;
	},
	rival: (driver, orderId) => driver.call("brew.start", { orderId }, { nodeID: any(["brew-1", "brew-2"]) }),
	agrees({ copy, order, reserved, ticket }, winner) {
		const isCancelled = [order, ticket, copy].every((part) => part?.status === "cancelled") && !reserved;
		const isBegun = order.status === "preparing" && copy?.status === "preparing" && ticket?.status === "brewing" && reserved;
		return winner === "cancel"
			? isCancelled && order.cancellation?.status === "granted"
			: isBegun && order.cancellation?.status === "refused";
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
		driver.call("delivery.assign", { orderId, riderId: riderOf(orderId) }, { nodeID: any(["delivery-1", "delivery-2"]), ...CUSTOMER }),
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
	/** Races that both have won, or neither. */
	unfair: string[];
	/** Orders of which not everybody knows in the end what the winner knows. */
	disagreeing: Seen[];
	/** How long a cancel took, in milliseconds, sorted. */
	cancelMs: number[];
}

const isDecided = (outcome: PromiseSettledResult<unknown>): boolean =>
	outcome.status === "fulfilled"
		? (outcome.value as { status?: string } | undefined)?.status !== "held"
		: isProblemCode((outcome.reason as { type?: unknown }).type);

class Race {
	readonly cancelMs: number[] = [];
	readonly winners = new Map<string, Winner>();
	/** A cancellation is held, or a call got no answer: the documents tell who has won. */
	readonly undecided: string[] = [];
	readonly unfair: string[] = [];
	#driver: ServiceBroker;
	#contest: Contest;

	constructor(driver: ServiceBroker, contest: Contest) {
		this.#driver = driver;
		this.#contest = contest;
	}

	/** Both at once, on any nodes. */
	async run(orderId: string): Promise<void> {
		const both = await Promise.allSettled([this.#cancel(orderId), this.#rival(orderId)]);
		const [hasCancelled, hasBegun] = both.map(({ status }) => status === "fulfilled");
		if (!both.every(isDecided)) this.undecided.push(orderId);
		else if (hasCancelled === hasBegun) this.unfair.push(`${orderId}: ${JSON.stringify(both)}`);
		else this.winners.set(orderId, hasCancelled ? "cancel" : "rival");
	}

	/** Asks the documents about what is undecided. */
	async decide(shop: Shop): Promise<void> {
		const { agrees } = this.#contest;
		await shop.until(this.undecided, (seen) => agrees(seen, "cancel") || agrees(seen, "rival"));
		for (const seen of await shop.look(this.undecided)) this.winners.set(seen.id, agrees(seen, "cancel") ? "cancel" : "rival");
	}

	async #cancel(orderId: string): Promise<unknown> {
		const before = performance.now();
		const call = this.#driver.call("order.cancel", { orderId }, { nodeID: any(Object.keys(ORDER_NODES)), ...CUSTOMER });
		return call.finally(() => this.cancelMs.push(performance.now() - before));
	}

	async #rival(orderId: string): Promise<void> {
		await sleep(Math.random() * HEAD_START);
		await this.#contest.rival(this.#driver, orderId);
	}
}

/** Cancels against the start of brewing or the assignment of riders, on two nodes each. */
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
		const disagreeing = await shop.until([...winners.keys()], (seen) => contest.agrees(seen, winners.get(seen.id)!));
		const cancelled = [...winners.values()].filter((winner) => winner === "cancel").length;
		return { races: count, cancelled, lost: winners.size - cancelled, unfair, disagreeing, cancelMs: cancelMs.sort((a, b) => a - b) };
	} finally {
		await cluster.stop();
	}
}
