import {
	type ConnectionOptions,
	connect as connectToNats,
	Events,
	type JetStreamClient,
	type JetStreamManager,
	type NatsConnection,
	type NatsError,
} from "nats";
import { BusClosed } from "../consumer-group.ts";
import { pauseUnless } from "../pause.ts";
import { RECONNECT_FOREVER } from "./nats-connection.ts";
import { RefusedByNats, refusalOf, tlsTimeoutOf } from "./nats-refusal.ts";

const RETRY_EVERY = 250;
const REQUEST_TIMEOUT = 2_000;
const FLUSH_TIMEOUT = 2_000;

/** There is no connection. The message may or may not have arrived, so it must be published again. */
export class Unreachable extends Error {
	override name = "Unreachable";
	retryable = true;
}

/** The server rejects this permanently, so retrying is useless. */
const isPermanent = (error: unknown): boolean => {
	const code = (error as NatsError).api_error?.code ?? 0;
	return error instanceof RefusedByNats || (code >= 400 && code < 500);
};

export interface LinkEvents {
	disconnected(): void;
	reconnected(): void;
	warn(text: string): void;
}

/** The connection to the server. Connects and reconnects without a time limit. */
export class Link {
	#options: ConnectionOptions;
	#open: typeof connectToNats;
	#events: LinkEvents;
	#connection: NatsConnection | undefined;
	#client: JetStreamClient | undefined;
	#manager: JetStreamManager | undefined;
	#closing = new AbortController();
	connected = false;

	constructor(options: ConnectionOptions, events: LinkEvents, connect = connectToNats) {
		this.#options = { ...RECONNECT_FOREVER, ...options };
		this.#open = connect;
		this.#events = events;
	}

	get client(): JetStreamClient {
		if (!this.connected) throw new Unreachable("There is no connection to NATS.");
		return this.#client!;
	}

	get manager(): JetStreamManager {
		if (!this.connected) throw new Unreachable("There is no connection to NATS.");
		return this.#manager!;
	}

	async open(): Promise<void> {
		const connection = await this.retry("NATS", () => this.#connect());
		this.#connection = connection;
		this.#client = connection.jetstream({ timeout: REQUEST_TIMEOUT });
		this.#manager = await connection.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT });
		this.connected = true;
		void this.#watch(connection);
	}

	/** Retries until the attempt succeeds, the server rejects it permanently, or `abort` is called. */
	async retry<T>(target: string, attempt: () => Promise<T>): Promise<T> {
		for (let tries = 1; ; tries++) {
			if (this.#closing.signal.aborted) throw new BusClosed(`${target} is unavailable, and the bus was closed.`);
			try {
				return await attempt();
			} catch (error) {
				if (isPermanent(error)) throw error;
				if (tries === 1) this.#events.warn(`${target} is unavailable; retrying: ${(error as Error).message}`);
			}
			await pauseUnless(this.#closing.signal, RETRY_EVERY);
		}
	}

	abort(): void {
		this.#closing.abort();
	}

	/** Waits until the server has received everything that was sent, for a limited time. */
	async flush(): Promise<void> {
		if (this.connected) await withTimeout(this.#connection!.flush());
	}

	async close(): Promise<void> {
		await this.flush();
		this.connected = false;
		await this.#connection?.close();
	}

	async #connect(): Promise<NatsConnection> {
		try {
			return await this.#open(this.#options);
		} catch (error) {
			throw refusalOf(error) ?? tlsTimeoutOf(error, this.#options) ?? error;
		}
	}

	async #watch(connection: NatsConnection): Promise<void> {
		let lastError: unknown;
		for await (const { type, data } of connection.status()) {
			if (type === Events.Error && data !== lastError) {
				lastError = data;
				this.#events.warn(refusalOf({ code: data })?.message ?? `NATS reports the error ${data}.`);
			}
			if (type === Events.Disconnect) {
				this.connected = false;
				this.#events.disconnected();
			}
			if (type === Events.Reconnect) {
				this.connected = true;
				lastError = undefined;
				this.#events.reconnected();
			}
		}
	}
}

const withTimeout = async (task: Promise<unknown>): Promise<void> => {
	const timer = new AbortController();
	// Unsent messages stay in their outbox, and unacknowledged ones are redelivered.
	const ended = task.catch(() => undefined);
	await Promise.race([ended, pauseUnless(timer.signal, FLUSH_TIMEOUT)]);
	timer.abort();
};
