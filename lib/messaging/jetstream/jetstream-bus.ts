import { type ConnectionOptions, type ConsumerMessages, connect } from "nats";
import { type Bus, type GroupFigures, type Subscription, TooEarly } from "../bus.ts";
import { BusClosed, ConsumerGroup, RETRY_POLICY, type RetryPolicy } from "../consumer-group.ts";
import type { Envelope } from "../message.ts";
import { consumerOf, declareConsumer, groupOf } from "./declare-consumer.ts";
import { declareStream } from "./declare-stream.ts";
import { Intake } from "./intake.ts";
import { Link, Unreachable } from "./link.ts";
import { Publisher } from "./publisher.ts";
import { StoreShares } from "./store-shares.ts";

const POLL_EVERY = 500;
/** With `bind` the client pulls again right after an outage. If the consumer was deleted, consuming ends and it is declared again. */
const PULL = { max_messages: 200, expires: 10_000, idle_heartbeat: 2_000, bind: true, abort_on_missing_resource: true };

export interface JetStreamOptions {
	connection: ConnectionOptions;
	/** Opens the connection. A simulation has its own server. */
	connect?: typeof connect;
	/** Processes with the same stream exchange messages, on subjects `<prefix>.<message type>`. */
	stream?: string;
	prefix?: string;
	replicas?: number;
	/** Ack deadline in ms: the server redelivers a message without an ack or an extension. */
	ackWait?: number;
	publishTimeout?: number;
	retryPolicy?: RetryPolicy;
	warn?: (text: string) => void;
}

/** The last polled state of the server, by group. */
type Polled = Record<string, Pick<GroupFigures, "pending" | "inHand"> & { settled: number; isInactive: boolean }>;

const DEFAULTS = {
	connect,
	stream: "EVENTS",
	prefix: "events",
	replicas: 1,
	ackWait: 5_000,
	publishTimeout: 5_000,
	retryPolicy: RETRY_POLICY,
	warn: () => {},
};

/** The bus between processes. Messages are stored on the server; one connection serves all groups of this process. */
export class JetStreamBus implements Bus {
	#options: Required<JetStreamOptions>;
	#link: Link;
	#publisher: Publisher;
	#groups = new Map<string, ConsumerGroup>();
	#intakes: Intake[] = [];
	#polled: Polled = {};
	#shares = new StoreShares();
	#listeners: (() => void)[] = [];
	#timers: NodeJS.Timeout[] = [];
	#connecting: Promise<void> | undefined;
	#starting: Promise<void> | undefined;
	#started = false;

	constructor(options: JetStreamOptions) {
		this.#options = { ...DEFAULTS, ...options };
		const { connect, connection, prefix, publishTimeout, warn } = this.#options;
		const events = {
			disconnected: () => this.#publisher.abort(new Unreachable("The connection to NATS was lost.")),
			reconnected: () => {
				for (const listener of this.#listeners) listener();
			},
			warn,
		};
		this.#link = new Link(connection, events, connect);
		this.#publisher = new Publisher(() => this.#link.client, prefix, publishTimeout);
	}

	connect(): Promise<void> {
		this.#connecting ??= this.#link.open();
		return this.#connecting;
	}

	/** Waits for the server without a time limit, until the bus is closed. */
	start(): Promise<void> {
		this.#starting ??= this.#start();
		return this.#starting;
	}

	async publish(envelope: Envelope): Promise<void> {
		if (!this.#started) throw new BusClosed(`The bus is not open; ${envelope.id} stays in its outbox.`);
		await this.#publisher.publish(envelope);
		this.#shares.add(envelope.json);
	}

	async subscribe(subscription: Subscription): Promise<void> {
		const { retryPolicy } = this.#options;
		const { group: name } = subscription;
		if (this.#groups.has(name)) throw new Error(`${name} has already subscribed.`);
		// An early message may depend on one queued behind it, and a process that keeps failing should leave its messages to others.
		const group = new ConsumerGroup(
			subscription,
			retryPolicy,
			(error, attempt) => error instanceof TooEarly || attempt >= retryPolicy.attempts,
		);
		this.#groups.set(name, group);
		if (this.#started) await this.#attach(group);
	}

	onReconnect(listener: () => void): void {
		this.#listeners.push(listener);
	}

	/** The server counts all messages together. A store's are estimated by its share of those that this process has published recently. */
	backlog(groups?: readonly string[], storeId?: string): number {
		const all = this.#sum(({ pending, inHand, isInactive }) => (isInactive ? 0 : pending + inHand), groups);
		return storeId === undefined ? all : all * this.#shares.of(storeId);
	}

	settled(groups: readonly string[]): number {
		return this.#sum(({ settled }) => settled, groups);
	}

	figures(): Record<string, GroupFigures> {
		const groups = [...this.#groups.values()];
		return Object.fromEntries(
			groups.map(({ figures, subscription }) => [
				subscription.group,
				{ ...figures, ...pollFigures(this.#polled[this.#consumerOf(subscription)]) },
			]),
		);
	}

	async streamBytes(): Promise<number> {
		return (await this.#link.manager.streams.info(this.#options.stream)).state.bytes;
	}

	/** Publishing still works afterwards, so running handlers can finish. */
	async drain(): Promise<void> {
		await Promise.all(this.#intakes.map((intake) => intake.drain()));
		await this.#link.flush();
	}

	async close(): Promise<void> {
		this.#link.abort();
		await Promise.allSettled([this.#connecting, this.#starting]);
		await this.drain();
		for (const timer of this.#timers) clearInterval(timer);
		await this.#publisher.idle();
		await this.#link.close();
	}

	async #start(): Promise<void> {
		const { ackWait, prefix, replicas, stream, warn } = this.#options;
		await this.connect();
		await this.#link.retry(`Stream ${stream}`, () => declareStream(this.#link.manager, stream, prefix, replicas));
		this.#started = true;
		this.#timers = [
			setInterval(() => this.#extendDeadlines(), ackWait / 2),
			setInterval(() => this.#poll().catch((error: Error) => warn(`Polling the backlog failed: ${error.message}`)), POLL_EVERY),
		];
		for (const timer of this.#timers) timer.unref();
		await Promise.all([...this.#groups.values()].map((group) => this.#attach(group)));
	}

	async #attach(group: ConsumerGroup): Promise<void> {
		const { retryPolicy, warn } = this.#options;
		const intake = new Intake({ pull: () => this.#pull(group), group, retryPolicy, warn });
		this.#intakes.push(intake);
		await this.#link.retry(`Group ${group.subscription.group}`, () => intake.start());
	}

	async #pull({ subscription }: ConsumerGroup): Promise<ConsumerMessages> {
		const { ackWait, prefix, replicas, stream } = this.#options;
		await declareStream(this.#link.manager, stream, prefix, replicas);
		const name = await declareConsumer(this.#link.manager, stream, subscription.group, this.#subjectsOf(subscription), ackWait);
		const consumer = await this.#link.client.consumers.get(stream, name);
		return consumer.consume(PULL);
	}

	#subjectsOf({ types }: Subscription): string[] {
		return [...new Set(types)].map((type) => `${this.#options.prefix}.${type}`);
	}

	#consumerOf(subscription: Subscription): string {
		return consumerOf(subscription.group, this.#subjectsOf(subscription));
	}

	#sum(count: (polled: Polled[string]) => number, groups?: readonly string[]): number {
		let sum = 0;
		for (const [consumer, polled] of Object.entries(this.#polled)) if (groups?.includes(groupOf(consumer)) !== false) sum += count(polled);
		return sum;
	}

	#extendDeadlines(): void {
		for (const intake of this.#intakes) intake.extendDeadlines();
	}

	/**
	 * Counts all groups of the stream, including those of other processes. A group that neither pulls nor settles messages is
	 * inactive: its messages are kept for it, but must not count as backlog, which would block new orders.
	 */
	async #poll(): Promise<void> {
		if (!this.#link.connected) return;
		const polled: Polled = {};
		for await (const { ack_floor, name, num_ack_pending, num_pending, num_waiting } of this.#link.manager.consumers.list(
			this.#options.stream,
		)) {
			const settled = ack_floor.consumer_seq;
			const isInactive = num_waiting === 0 && this.#polled[name]?.settled === settled;
			polled[name] = { pending: num_pending, inHand: num_ack_pending, settled, isInactive };
		}
		const before = this.#sum(({ settled }) => settled);
		this.#polled = polled;
		this.#shares.fade(this.backlog(), this.#sum(({ settled }) => settled) - before);
	}
}

const pollFigures = (polled: Polled[string] | undefined) => polled && { pending: polled.pending, inHand: polled.inHand };
