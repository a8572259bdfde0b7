import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import { DrillCluster } from "./cluster.ts";
import { CUSTOMER, inLanes, type Seen, Shop } from "./shop.ts";

const ORDER_NODES = ["order-1", "order-2"];
const BREW_NODES = ["brew-1", "brew-2"];
/** A cancel has one more hop to go; a start that leaves so much later arrives now before it, now after. In milliseconds. */
const HEAD_START = 12;

export interface RaceResult {
	races: number;
	cancelled: number;
	brewed: number;
	/** Races that both have won, or neither. */
	unfair: string[];
	/** Orders whose order, ticket, store copy and stock do not agree with the winner in the end. */
	disagreeing: Seen[];
	/** How long a cancel took, sorted. */
	cancelMs: number[];
}

type Winner = "cancel" | "start";

const any = (names: string[]): string => names[Math.floor(Math.random() * names.length)]!;
const worked = ({ status }: PromiseSettledResult<unknown>): boolean => status === "fulfilled";

/** What everybody has to know once the winner is known. */
const agrees = ({ copy, order, reserved, ticket }: Seen, winner: Winner): boolean =>
	winner === "cancel"
		? order.status === "cancelled" &&
			order.cancellation?.status === "granted" &&
			ticket?.status === "cancelled" &&
			copy?.status === "cancelled" &&
			!reserved
		: order.status === "preparing" &&
			order.cancellation?.status === "refused" &&
			ticket?.status === "brewing" &&
			copy?.status === "preparing" &&
			reserved;

class Races {
	readonly cancelMs: number[] = [];
	readonly winners = new Map<string, Winner>();
	readonly unfair: string[] = [];
	#driver: ServiceBroker;

	constructor(driver: ServiceBroker) {
		this.#driver = driver;
	}

	/** A customer cancels while a barista begins, on any nodes. */
	async run(orderId: string): Promise<void> {
		const [cancel, start] = await Promise.allSettled([this.#cancel(orderId), this.#start(orderId)]);
		if (worked(cancel) === worked(start)) this.unfair.push(`${orderId}: ${JSON.stringify([cancel, start])}`);
		else this.winners.set(orderId, worked(cancel) ? "cancel" : "start");
	}

	async #cancel(orderId: string): Promise<void> {
		const before = performance.now();
		await this.#driver
			.call("order.cancel", { orderId }, { nodeID: any(ORDER_NODES), ...CUSTOMER })
			.finally(() => this.cancelMs.push(performance.now() - before));
	}

	async #start(orderId: string): Promise<void> {
		await sleep(Math.random() * HEAD_START);
		await this.#driver.call("brew.start", { orderId }, { nodeID: any(BREW_NODES) });
	}
}

/** Cancel against brewing, on two nodes each. */
export async function race(count: number): Promise<RaceResult> {
	const cluster = await DrillCluster.start({
		"order-1": "order",
		"order-2": "order",
		"brew-1": "brew",
		"brew-2": "brew",
		store: "store,stock",
	});
	try {
		const shop = new Shop(cluster.driver);
		const ids = await shop.order(count);
		await shop.until(ids, ({ ticket }) => ticket?.stocked === true);

		const races = new Races(cluster.driver);
		await inLanes(ids, (id) => races.run(id), 8);
		const { cancelMs, unfair, winners } = races;
		const disagreeing = await shop.until([...winners.keys()], (seen) => agrees(seen, winners.get(seen.id)!));
		const cancelled = [...winners.values()].filter((winner) => winner === "cancel").length;
		return { races: count, cancelled, brewed: winners.size - cancelled, unfair, disagreeing, cancelMs: cancelMs.sort((a, b) => a - b) };
	} finally {
		await cluster.stop();
	}
}
