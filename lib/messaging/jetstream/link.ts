import {
	type ConnectionOptions,
	connect,
	Events,
	type JetStreamClient,
	type JetStreamManager,
	type NatsConnection,
	type NatsError,
} from "nats";
import { BusClosed } from "../consumer-group.ts";
import { pauseUnless } from "../pause.ts";
import { LASTING } from "./nats-connection.ts";
import { RefusedByNats, refusalOf, silenceOf } from "./nats-refusal.ts";

const RETRY_EVERY = 250;
const ANSWER_WITHIN = 2_000;
const LEAVE_WITHIN = 2_000;
/** There is no connection. Whether the message has arrived is not known; sending it again is right. */
export class Unreachable extends Error {
	override name = "Unreachable";
	retryable = true;
}

/** The server says that it will never do this: asking again is no use. */
const isRefusal = (error: unknown): boolean => {
	const code = (error as NatsError).api_error?.code ?? 0;
	return error instanceof RefusedByNats || (code >= 400 && code < 500);
};

export interface LinkEvents {
	lost(): void;
	regained(): void;
	warn(text: string): void;
}

/** The connection to the server, made and made again however long it takes. */
export class Link {
	#options: ConnectionOptions;
	#events: LinkEvents;
	#connection: NatsConnection | undefined;
	#client: JetStreamClient | undefined;
	#manager: JetStreamManager | undefined;
	#closing = new AbortController();
	connected = false;

	constructor(options: ConnectionOptions, events: LinkEvents) {
		this.#options = { ...LASTING, ...options };
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
		const connection = await this.insist("NATS", () => this.#connect());
		this.#connection = connection;
		this.#client = connection.jetstream({ timeout: ANSWER_WITHIN });
		this.#manager = await connection.jetstreamManager({ checkAPI: false, timeout: ANSWER_WITHIN });
		this.connected = true;
		void this.#watch(connection);
	}

	/** Until it succeeds, the server refuses, or `giveUp` is called. */
	async insist<T>(what: string, attempt: () => Promise<T>): Promise<T> {
		for (let tries = 1; ; tries++) {
			if (this.#closing.signal.aborted) throw new BusClosed(`${what} is no longer waited for.`);
			try {
				return await attempt();
			} catch (error) {
				if (isRefusal(error)) throw error;
				if (tries === 1) this.#events.warn(`${what} is waited for: ${(error as Error).message}`);
			}
			await pauseUnless(this.#closing.signal, RETRY_EVERY);
		}
	}

	giveUp(): void {
		this.#closing.abort();
	}

	/** Returns when the server has all that was sent, but does not wait long for one that is away. */
	async flush(): Promise<void> {
		if (this.connected) await briefly(this.#connection!.flush());
	}

	async close(): Promise<void> {
		await this.flush();
		this.connected = false;
		await this.#connection?.close();
	}

	async #connect(): Promise<NatsConnection> {
		try {
			return await connect(this.#options);
		} catch (error) {
			throw refusalOf(error) ?? silenceOf(error, this.#options) ?? error;
		}
	}

	async #watch(connection: NatsConnection): Promise<void> {
		let complaint: unknown;
		for await (const { type, data } of connection.status()) {
			if (type === Events.Error && data !== complaint) {
				complaint = data;
				this.#events.warn(refusalOf({ code: data })?.message ?? `NATS says ${data}.`);
			}
			if (type === Events.Disconnect) {
				this.connected = false;
				this.#events.lost();
			}
			if (type === Events.Reconnect) {
				this.connected = true;
				complaint = undefined;
				this.#events.regained();
			}
		}
	}
}

const briefly = async (task: Promise<unknown>): Promise<void> => {
	const timer = new AbortController();
	// What did not arrive stays in its outbox, or is delivered to another.
	const ended = task.catch(() => undefined);
	await Promise.race([ended, pauseUnless(timer.signal, LEAVE_WITHIN)]);
	timer.abort();
};
