import type { Brew } from "../../../contracts/brew.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { newKey, post } from "../../shared/api.ts";
import { Problem } from "../../shared/problem.ts";
import type { CommandName } from "./board.ts";
import type { Feed } from "./feed.ts";

/** `input` comes from the command's dialog: a reason, or a rider's id. */
type SendRequest = (feed: Feed, order: StoreOrder, key: string, input: string) => Promise<unknown>;

const STOCK_ATTEMPTS = 8;
const STOCK_PAUSE_MS = 250;

const storeRequest =
	(action: string, bodyOf?: (input: string) => object): SendRequest =>
	async (feed, { id, storeId }, key, input) =>
		feed.apply([(await post<StoreOrder>(`/v1/stores/${storeId}/orders/${id}/${action}`, bodyOf?.(input), key)).body]);

const deliveryRequest =
	(action: string, bodyOf?: (input: string) => object): SendRequest =>
	async (feed, { id }, key, input) => {
		await post(`/v1/deliveries/${id}/${action}`, bodyOf?.(input), key);
		await Promise.all([feed.deliveries.load(), feed.open.load(), feed.riders.load()]);
	};

const brewRequest = async (feed: Feed, { id }: StoreOrder, action: string, key: string): Promise<void> => {
	const { dueAt, made, status } = (await post<Brew>(`/v1/brews/${id}/${action}`, undefined, key)).body;
	feed.applyBrew(id, { status, dueAt, made });
};

const pause = () => new Promise((resolve) => setTimeout(resolve, STOCK_PAUSE_MS));

/** Retries until stock confirms its reservation, which happens shortly after the order is accepted. */
const start: SendRequest = async (feed, order, firstKey) => {
	for (let [attempt, key] = [1, firstKey]; ; attempt++, key = newKey())
		try {
			return await brewRequest(feed, order, "start", key);
		} catch (error) {
			if (!(error instanceof Problem) || error.code !== "stock_unconfirmed" || attempt === STOCK_ATTEMPTS) throw error;
			await pause();
		}
};

/** Records how many units of a line are made. */
export const tickLine = async (feed: Feed, { id }: StoreOrder, line: number, count: number): Promise<void> => {
	const { dueAt, made, status } = (await post<Brew>(`/v1/brews/${id}/tick`, { line, made: count })).body;
	feed.applyBrew(id, { status, dueAt, made });
};

/** The API request behind each command. */
export const REQUESTS: Record<Exclude<CommandName, "dismiss">, SendRequest> = {
	accept: storeRequest("accept"),
	reject: storeRequest("reject", (reason) => ({ reason })),
	start,
	complete: (feed, order, key) => brewRequest(feed, order, "complete", key),
	collect: storeRequest("collect"),
	takePayment: storeRequest("collect"),
	assign: deliveryRequest("assign", (riderId) => ({ riderId })),
	failDelivery: deliveryRequest("fail", (reason) => ({ reason })),
	unlock: deliveryRequest("unlock"),
};
