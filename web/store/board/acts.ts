import type { Brew } from "../../../contracts/brew.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { newKey, post } from "../../shared/api.ts";
import { Problem } from "../../shared/problem.ts";
import type { CommandName } from "./board.ts";
import type { Feed } from "./feed.ts";

/** With what a dialog has asked for: a reason, or a rider. */
type Act = (feed: Feed, order: StoreOrder, key: string, given: string) => Promise<unknown>;

const STOCK_TRIES = 8;
const STOCK_PAUSE_MS = 250;

const ofStore =
	(deed: string, bodyOf?: (given: string) => object): Act =>
	async (feed, { id, storeId }, key, given) =>
		feed.learn([(await post<StoreOrder>(`/v1/stores/${storeId}/orders/${id}/${deed}`, bodyOf?.(given), key)).body]);

const ofRider =
	(deed: string, bodyOf?: (given: string) => object): Act =>
	async (feed, { id }, key, given) => {
		await post(`/v1/deliveries/${id}/${deed}`, bodyOf?.(given), key);
		await Promise.all([feed.deliveries.load(), feed.open.load(), feed.riders.load()]);
	};

const brew = async (feed: Feed, { id }: StoreOrder, deed: string, key: string): Promise<void> => {
	const { dueAt, status } = (await post<Brew>(`/v1/brews/${id}/${deed}`, undefined, key)).body;
	feed.learnBrew(id, { status, dueAt });
};

const pause = () => new Promise((resolve) => setTimeout(resolve, STOCK_PAUSE_MS));

/** The stock answers a moment after the order was accepted; who is that quick need not press twice. */
const start: Act = async (feed, order, firstKey) => {
	for (let [attempt, key] = [1, firstKey]; ; attempt++, key = newKey())
		try {
			return await brew(feed, order, "start", key);
		} catch (error) {
			if (!(error instanceof Problem) || error.code !== "stock_unconfirmed" || attempt === STOCK_TRIES) throw error;
			await pause();
		}
};

/** What each command asks of the server. */
export const ACTS: Record<Exclude<CommandName, "see">, Act> = {
	accept: ofStore("accept"),
	reject: ofStore("reject", (reason) => ({ reason })),
	start,
	complete: (feed, order, key) => brew(feed, order, "complete", key),
	collect: ofStore("collect"),
	takeMoney: ofStore("collect"),
	assign: ofRider("assign", (riderId) => ({ riderId })),
	giveUp: ofRider("fail", (reason) => ({ reason })),
	unlock: ofRider("unlock"),
};
