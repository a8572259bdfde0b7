import { effect, signal } from "@preact/signals";
import { serverTime } from "./clock.ts";
import type { ServerEvent } from "./event-lines.ts";
import { EventStream } from "./event-stream.ts";
import { session } from "./session.ts";

/** What has happened, with the resource as it then was; `opened` after each break: what is shown should be looked at again. */
export interface News {
	type: string;
	orderId: string | null;
	status: string | null;
	version: number;
	at: string;
	[field: string]: unknown;
}

export interface Connection {
	state: "connecting" | "open" | "lost";
	/** When it was heard last. */
	asOf: number;
}

type Message =
	| { kind: "news"; news: News; lastId?: string | undefined }
	| { kind: "connection"; connection: Connection }
	| { kind: "hello" };

export const connection = signal<Connection>({ state: "connecting", asOf: serverTime() });

const listeners = new Set<(news: News) => void>();

/** Whoever shows what may change. Ends by the function that is returned. */
export function listen(listener: (news: News) => void): () => void {
	listeners.add(listener);
	return () => void listeners.delete(listener);
}

const OPENED: News = { type: "opened", orderId: null, status: null, version: 0, at: "" };

const tellAll = (news: News): void => {
	for (const listener of [...listeners]) listener(news);
};

/** One stream for all tabs of an account: a browser has few connections to a server. The first tab has it, and tells the others. */
class Tab {
	#channel: BroadcastChannel;
	#leaving = new AbortController();
	#stream: EventStream | undefined;
	#lastId: string | undefined;

	constructor(accountId: string) {
		const name = `cortado.stream.${accountId}`;
		this.#channel = new BroadcastChannel(name);
		this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#hear(data);
		if (navigator.locks) this.#lead(name);
		else this.#alone();
	}

	leave(): void {
		this.#leaving.abort();
		this.#stream?.close();
		this.#channel.close();
	}

	#lead(name: string): void {
		this.#channel.postMessage({ kind: "hello" } satisfies Message);
		const leading = navigator.locks.request(name, { signal: this.#leaving.signal }, () => this.#listen());
		leading.catch(() => undefined); // left before it was this tab's turn
	}

	/** A page without TLS has no locks: each tab listens while it is looked at. */
	#alone(): void {
		const turn = () => {
			if (document.hidden) this.#stream?.close();
			else void this.#listen();
		};
		document.addEventListener("visibilitychange", turn, { signal: this.#leaving.signal });
		turn();
	}

	#listen(): Promise<void> {
		this.#stream = new EventStream(
			{
				opened: () => {
					this.#setConnection({ state: "open", asOf: serverTime() });
					this.#tell(OPENED);
				},
				heard: () => {
					connection.value = { state: "open", asOf: serverTime() };
				},
				told: (event) => this.#told(event),
				lost: () => this.#setConnection({ state: "lost", asOf: connection.value.asOf }),
			},
			this.#lastId,
		);
		return this.#stream.run();
	}

	/** The first snapshot is what every view asks for itself. */
	#told({ data, id, type }: ServerEvent): void {
		if (type === "snapshot") return;
		this.#tell(type === "reset" ? OPENED : (JSON.parse(data) as News), id);
	}

	#tell(news: News, lastId?: string): void {
		this.#lastId = lastId ?? this.#lastId;
		this.#channel.postMessage({ kind: "news", news, lastId } satisfies Message);
		tellAll(news);
	}

	#setConnection(next: Connection): void {
		connection.value = next;
		this.#channel.postMessage({ kind: "connection", connection: next } satisfies Message);
	}

	/** From another tab. Without locks each hears for itself. */
	#hear(message: Message): void {
		if (!navigator.locks) return;
		if (message.kind === "connection") connection.value = message.connection;
		if (message.kind === "hello" && this.#stream)
			this.#channel.postMessage({ kind: "connection", connection: connection.value } satisfies Message);
		if (message.kind !== "news") return;
		this.#lastId = message.lastId ?? this.#lastId;
		connection.value = { state: "open", asOf: serverTime() };
		tellAll(message.news);
	}
}

/** Listens for whoever is signed in. */
export function startListening(): void {
	let tab: Tab | undefined;
	let of: string | undefined;
	effect(() => {
		const accountId = session.value?.account.id;
		if (accountId === of) return;
		tab?.leave();
		of = accountId;
		tab = accountId === undefined ? undefined : new Tab(accountId);
	});
}
