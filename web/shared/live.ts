import { effect, signal } from "@preact/signals";
import { serverTime } from "./clock.ts";
import type { ServerEvent } from "./event-lines.ts";
import { EventStream } from "./event-stream.ts";
import { session } from "./session.ts";

/** An event with the state of its resource. `opened` follows each interruption: views should reload. */
export interface StreamEvent {
	type: string;
	orderId: string | null;
	status: string | null;
	version: number;
	at: string;
	[field: string]: unknown;
}

export interface Connection {
	state: "connecting" | "open" | "lost";
	/** Time of the last received data. */
	asOf: number;
}

type Message =
	| { kind: "event"; event: StreamEvent; lastId?: string | undefined }
	| { kind: "connection"; connection: Connection }
	| { kind: "hello" };

export const connection = signal<Connection>({ state: "connecting", asOf: serverTime() });

const listeners = new Set<(event: StreamEvent) => void>();

/** Calls the listener for every event. Returns the function that removes it. */
export function listen(listener: (event: StreamEvent) => void): () => void {
	listeners.add(listener);
	return () => void listeners.delete(listener);
}

const OPENED: StreamEvent = { type: "opened", orderId: null, status: null, version: 0, at: "" };

const notifyListeners = (event: StreamEvent): void => {
	for (const listener of [...listeners]) listener(event);
};

/** Browsers limit connections per server, so one tab of an account holds the stream and forwards events to the others. */
class Tab {
	#channel: BroadcastChannel;
	#closing = new AbortController();
	#stream: EventStream | undefined;
	#lastId: string | undefined;

	constructor(accountId: string) {
		const name = `cortado.stream.${accountId}`;
		this.#channel = new BroadcastChannel(name);
		this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#receive(data);
		if (navigator.locks) this.#waitForLock(name);
		else this.#streamWhileVisible();
	}

	close(): void {
		this.#closing.abort();
		this.#stream?.close();
		this.#channel.close();
	}

	#waitForLock(name: string): void {
		this.#channel.postMessage({ kind: "hello" } satisfies Message);
		const lock = navigator.locks.request(name, { signal: this.#closing.signal }, () => this.#openStream());
		lock.catch(() => undefined); // closed while waiting for the lock
	}

	/** Pages without TLS have no locks: each visible tab opens its own stream. */
	#streamWhileVisible(): void {
		const update = () => {
			if (document.hidden) this.#stream?.close();
			else void this.#openStream();
		};
		document.addEventListener("visibilitychange", update, { signal: this.#closing.signal });
		update();
	}

	#openStream(): Promise<void> {
		this.#stream = new EventStream(
			{
				onOpen: () => {
					this.#setConnection({ state: "open", asOf: serverTime() });
					this.#publish(OPENED);
				},
				onActivity: () => {
					connection.value = { state: "open", asOf: serverTime() };
				},
				onEvent: (event) => this.#handle(event),
				onLost: () => this.#setConnection({ state: "lost", asOf: connection.value.asOf }),
			},
			this.#lastId,
		);
		return this.#stream.run();
	}

	/** Ignores the initial snapshot, since every view loads its own data. */
	#handle({ data, id, type }: ServerEvent): void {
		if (type === "snapshot") return;
		this.#publish(type === "reset" ? OPENED : (JSON.parse(data) as StreamEvent), id);
	}

	#publish(event: StreamEvent, lastId?: string): void {
		this.#lastId = lastId ?? this.#lastId;
		this.#channel.postMessage({ kind: "event", event, lastId } satisfies Message);
		notifyListeners(event);
	}

	#setConnection(next: Connection): void {
		connection.value = next;
		this.#channel.postMessage({ kind: "connection", connection: next } satisfies Message);
	}

	/** Handles a message from another tab. Without locks each tab has its own stream. */
	#receive(message: Message): void {
		if (!navigator.locks) return;
		if (message.kind === "connection") connection.value = message.connection;
		if (message.kind === "hello" && this.#stream)
			this.#channel.postMessage({ kind: "connection", connection: connection.value } satisfies Message);
		if (message.kind !== "event") return;
		this.#lastId = message.lastId ?? this.#lastId;
		connection.value = { state: "open", asOf: serverTime() };
		notifyListeners(message.event);
	}
}

/** Keeps the stream of the signed-in account open. */
export function startStream(): void {
	let tab: Tab | undefined;
	let openFor: string | undefined;
	effect(() => {
		const accountId = session.value?.account.id;
		if (accountId === openFor) return;
		tab?.close();
		openFor = accountId;
		tab = accountId === undefined ? undefined : new Tab(accountId);
	});
}
