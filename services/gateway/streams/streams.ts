import type { ServerResponse } from "node:http";
import type { Service, ServiceBroker } from "moleculer";
import { delivery } from "../../../contracts/delivery.ts";
import { eventLog } from "../../../contracts/event-log.ts";
import { order } from "../../../contracts/order.ts";
import { storeOrder } from "../../../contracts/store-order.ts";
import { revokedSessions } from "../../../lib/auth/revocation.ts";
import { call } from "../../../lib/broker/contract.ts";
import { admit, type Caller, type CallMeta } from "../../../lib/broker/guard.ts";
import { isFor } from "../../../lib/domain/event-visibility.ts";
import { iso } from "../../../lib/domain/iso-time.ts";
import { Unavailable } from "../gateway.errors.ts";
import { languageOf } from "../http/language.ts";
import type { Visited } from "../http/web.ts";
import { Audience } from "./audience.ts";
import { StreamClient } from "./client.ts";
import { block, leavesInSight, ofOrder, type StreamEvent, topicsFor } from "./event.ts";
import { type Subject, streamAction } from "./routes.ts";
import { Tail } from "./tail.ts";

const TICK_MS = 1_000;
const TICKS_PER_BEAT = 15;
const NEWEST = { limit: 100 };

const isInSight = ({ caller, orderId }: StreamClient, event: StreamEvent): boolean => orderId === undefined || leavesInSight(caller, event);
const mayHear = (client: StreamClient, event: StreamEvent): boolean => isInSight(client, event) && isFor(client.caller, event);

interface Shown {
	status?: string;
	version?: number;
}

/** The clients of this node. What they are told comes from the event log, and whatever wakes it up may be lost. */
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

	/** Rejects before anything is written when the caller may not read the stream. */
	async open({ $caller, headers }: Visited, response: ServerResponse, subject: Subject): Promise<void> {
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
		const client = new StreamClient(response, caller!, orderId === undefined ? topicsFor(caller!) : [ofOrder(orderId)], orderId);
		await this.#tail.refresh();
		const last = headers["last-event-id"] as string | undefined;
		const missed = last === undefined ? undefined : this.#tail.since(last, client.topics);
		if (client.isGone) return;
		this.#join(client, response);
		try {
			await this.#begin(client, meta, missed, last !== undefined);
		} catch (error) {
			this.#leave(client);
			throw error;
		}
	}

	/** There is more in the log. */
	wake(): void {
		if (this.#audience.size > 0) this.#readOn();
	}

	/** Whose session has ended hears nothing more. */
	endExpired(): void {
		const revoked = revokedSessions();
		for (const client of this.#audience) if (client.hasExpired(revoked)) client.end();
	}

	/** Clients come again, and find another node. */
	close(): void {
		this.#isClosed = true;
		for (const client of this.#audience) client.end();
	}

	/** Who resumes an order's stream is looked at again, too: it may be out of their sight by now. */
	async #begin(client: StreamClient, meta: CallMeta, missed: StreamEvent[] | undefined, isLate: boolean): Promise<void> {
		const { orderId } = client;
		const shown = missed && orderId === undefined ? {} : await this.#look(client, meta);
		if (this.#isClosed) throw new Unavailable("This node is going away.");
		if (client.isGone) return;
		if (missed) {
			const seen = missed.filter((event) => mayHear(client, event));
			return client.begin("", seen);
		}
		const about = orderId === undefined ? {} : { orderId, status: shown.status, version: shown.version };
		const snapshot = block("snapshot", { type: "snapshot", ...about, at: iso(Date.now()), ...shown });
		client.begin(isLate ? block("reset", { type: "reset" }) + snapshot : snapshot, [], orderId === undefined ? 0 : shown.version);
	}

	#look({ caller, orderId }: StreamClient, meta: CallMeta): Promise<Shown> {
		if (orderId !== undefined) return call(this.#broker, order.get, { orderId }, { meta });
		return this.#overview(caller, meta);
	}

	/** What each role of the caller has before it. Operators have it all, which is for the lists to show. */
	async #overview({ accountId, roles, storeId }: Caller, meta: CallMeta): Promise<object> {
		const isStaff = roles.includes("staff") && storeId !== undefined;
		const [orders, board, jobs] = await Promise.all([
			roles.includes("customer") ? call(this.#broker, order.list, NEWEST, { meta }) : undefined,
			isStaff ? call(this.#broker, storeOrder.list, { storeId, ...NEWEST }, { meta }) : undefined,
			roles.includes("rider") ? call(this.#broker, delivery.list, NEWEST, { meta }) : undefined,
		]);
		return { orders: orders?.items, board: board?.items, jobs: jobs?.items.filter(({ riderId }) => riderId === accountId) };
	}

	#join(client: StreamClient, response: ServerResponse): void {
		this.#audience.add(client);
		response.once("close", () => this.#leave(client));
		this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
	}

	#leave(client: StreamClient): void {
		this.#audience.remove(client);
		if (this.#audience.size > 0) return;
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	#publish(event: StreamEvent): void {
		for (const topic of event.topics) for (const client of this.#audience.waitingFor(topic)) this.#send(client, event);
	}

	#send(client: StreamClient, event: StreamEvent): void {
		if (client.hasExpired(revokedSessions())) client.end();
		else if (mayHear(client, event)) client.send(event);
		else if (!isInSight(client, event)) void this.#lookAgain(client);
	}

	/** Either the order is out of their sight, or what says so was true before they came. */
	async #lookAgain(client: StreamClient): Promise<void> {
		const { caller, orderId } = client;
		await call(this.#broker, order.get, { orderId: orderId! }, { meta: { outside: true, caller } }).catch(() => client.end());
	}

	#tick(): void {
		this.endExpired();
		this.#readOn();
		if (++this.#ticks % TICKS_PER_BEAT === 0) for (const client of this.#audience) client.beat();
	}

	#readOn(): void {
		this.#tail.refresh().then(
			() => (this.#isBehind = false),
			(error: Error) => {
				if (!this.#isBehind) this.#logger.warn(`The streams fall behind: ${error.message}`);
				this.#isBehind = true;
			},
		);
	}
}
