import type { ServerResponse } from "node:http";
import type { Service, ServiceBroker } from "moleculer";
import { delivery, type LiveDelivery, type LiveDeliveryEvent } from "../../../contracts/delivery.ts";
import { eventLog } from "../../../contracts/event-log.ts";
import { order } from "../../../contracts/order.ts";
import { storeOrder } from "../../../contracts/store-order.ts";
import { canReadEvent } from "../../../lib/auth/event-visibility.ts";
import { revokedSessions } from "../../../lib/auth/revocation.ts";
import { call } from "../../../lib/broker/contract.ts";
import { admit, type Caller, type CallMeta } from "../../../lib/broker/guard.ts";
import { iso } from "../../../lib/domain/iso-time.ts";
import { Unavailable } from "../gateway.errors.ts";
import { languageOf } from "../http/language.ts";
import type { GatewayRequest } from "../http/web.ts";
import { Audience } from "./audience.ts";
import { StreamClient } from "./client.ts";
import { block, isOrderVisibleAfter, type LiveEvent, liveEvent, ofOrder, type StreamEvent, topicsFor } from "./event.ts";
import { type Subject, streamAction } from "./routes.ts";
import { Tail } from "./tail.ts";

const TICK_MS = 1_000;
const TICKS_PER_HEARTBEAT = 15;
const NEWEST = { limit: 100 };

const isOrderVisible = ({ caller, orderId }: StreamClient, event: LiveEvent): boolean =>
	orderId === undefined || isOrderVisibleAfter(caller, event);
const canReceive = (client: StreamClient, event: LiveEvent): boolean => isOrderVisible(client, event) && canReadEvent(client.caller, event);

interface Snapshot {
	status?: string;
	version?: number;
}

/**
 * The event streams of this node. All events are read from the event log; the `event-log.grown` event only makes the next read
 * earlier, so it may be lost.
 */
export class Streams {
	#broker: ServiceBroker;
	#logger: Service["logger"];
	#tail: Tail;
	#audience = new Audience();
	#timer: NodeJS.Timeout | undefined;
	#ticks = 0;
	#isBehind = false;
	#isClosed = false;

	constructor(broker: ServiceBroker, logger: Service["logger"]) {
		this.#broker = broker;
		this.#logger = logger;
		this.#tail = new Tail(
			(after, limit) => call(broker, eventLog.read, { after, limit }),
			() => this.#audience.size > 0,
			(event) => this.#publish(event),
		);
	}

	/** Rejects before anything is written if the caller may not read the stream. */
	async open({ $address, $caller, headers }: GatewayRequest, response: ServerResponse, subject: Subject): Promise<void> {
		const { orderId } = subject;
		const caller = await $caller;
		const { guard, route } = streamAction(subject);
		admit(guard, caller, route);
		const meta: CallMeta = {
			outside: true,
			caller,
			requestId: String(headers["x-request-id"]),
			language: languageOf(headers["accept-language"]),
		};
		const topics = orderId === undefined ? topicsFor(caller!) : [ofOrder(orderId)];
		const client = new StreamClient(response, { address: $address, caller: caller! }, topics, orderId);
		await this.#tail.refresh();
		const lastEventId = headers["last-event-id"] as string | undefined;
		const missed = lastEventId === undefined ? undefined : this.#tail.since(lastEventId, client.topics);
		if (client.isGone) return;
		this.#add(client, response);
		try {
			await this.#start(client, meta, missed, lastEventId !== undefined);
		} catch (error) {
			this.#remove(client);
			throw error;
		}
	}

	/** Called when the event log has grown. */
	wake(): void {
		if (this.#audience.size > 0) this.#poll();
	}

	/** Sends an event of a delivery that is not in the event log. */
	publishLive(type: LiveDeliveryEvent, live: LiveDelivery): void {
		if (this.#audience.size === 0) return;
		const event = liveEvent(type, live);
		const clients = new Set(event.topics.flatMap((topic) => [...this.#audience.subscribersOf(topic)]));
		for (const client of clients) if (canReceive(client, event)) client.sendLive(event.text);
	}

	/** Ends the streams whose session has expired or was revoked. */
	endExpired(): void {
		const revoked = revokedSessions();
		for (const client of this.#audience) if (client.hasExpired(revoked)) client.end();
	}

	/** Ends all streams; clients reconnect to another node. */
	close(): void {
		this.#isClosed = true;
		for (const client of this.#audience) client.end();
	}

	/** Loads the order even when its stream is resumed, because the caller may have lost access to it. */
	async #start(client: StreamClient, meta: CallMeta, missed: StreamEvent[] | undefined, isResuming: boolean): Promise<void> {
		const { orderId } = client;
		const state = missed && orderId === undefined ? {} : await this.#load(client, meta);
		if (this.#isClosed) throw new Unavailable("This node is shutting down.");
		if (client.isGone) return;
		if (missed) {
			const visible = missed.filter((event) => canReceive(client, event));
			return client.start("", visible);
		}
		const subject = orderId === undefined ? {} : { orderId, status: state.status, version: state.version };
		const snapshot = block("snapshot", { type: "snapshot", ...subject, at: iso(Date.now()), ...state });
		client.start(isResuming ? block("reset", { type: "reset" }) + snapshot : snapshot, [], orderId === undefined ? 0 : state.version);
	}

	#load({ caller, orderId }: StreamClient, meta: CallMeta): Promise<Snapshot> {
		if (orderId !== undefined) return call(this.#broker, order.get, { orderId }, { meta });
		return this.#overview(caller, meta);
	}

	/** The newest resources for each role of the caller. Operators get none: for them it would be everything. */
	async #overview({ accountId, roles, storeId }: Caller, meta: CallMeta): Promise<object> {
		const isStaff = roles.includes("staff") && storeId !== undefined;
		const [orders, board, jobs] = await Promise.all([
			roles.includes("customer") ? call(this.#broker, order.list, NEWEST, { meta }) : undefined,
			isStaff ? call(this.#broker, storeOrder.list, { storeId, ...NEWEST }, { meta }) : undefined,
			roles.includes("rider") ? call(this.#broker, delivery.list, NEWEST, { meta }) : undefined,
		]);
		return { orders: orders?.items, board: board?.items, jobs: jobs?.items.filter(({ riderId }) => riderId === accountId) };
	}

	#add(client: StreamClient, response: ServerResponse): void {
		this.#audience.add(client);
		response.once("close", () => this.#remove(client));
		this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
	}

	#remove(client: StreamClient): void {
		this.#audience.remove(client);
		if (this.#audience.size > 0) return;
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	#publish(event: StreamEvent): void {
		for (const topic of event.topics) for (const client of this.#audience.subscribersOf(topic)) this.#send(client, event);
	}

	#send(client: StreamClient, event: StreamEvent): void {
		if (client.hasExpired(revokedSessions())) client.end();
		else if (canReceive(client, event)) client.send(event);
		else if (!isOrderVisible(client, event)) void this.#endIfHidden(client);
	}

	/** Loads the order again, because the event may be older than the caller's access to the order. */
	async #endIfHidden(client: StreamClient): Promise<void> {
		const { caller, orderId } = client;
		await call(this.#broker, order.get, { orderId: orderId! }, { meta: { outside: true, caller } }).catch(() => client.end());
	}

	#tick(): void {
		this.endExpired();
		this.#poll();
		if (++this.#ticks % TICKS_PER_HEARTBEAT === 0) for (const client of this.#audience) client.sendHeartbeat();
	}

	#poll(): void {
		this.#tail.refresh().then(
			() => (this.#isBehind = false),
			(error: Error) => {
				if (!this.#isBehind) this.#logger.warn(`Event streams are falling behind: ${error.message}`);
				this.#isBehind = true;
			},
		);
	}
}
