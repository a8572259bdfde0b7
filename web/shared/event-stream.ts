import { EventLines, type ServerEvent } from "./event-lines.ts";
import { language } from "./i18n.ts";
import { endSession, session } from "./session.ts";

const MIN_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;
/** The server sends a heartbeat every 15 seconds. */
const SILENCE_MS = 30_000;

export interface EventStreamHandlers {
	onOpen(): void;
	/** Any received data, heartbeats included. */
	onActivity(): void;
	onEvent(event: ServerEvent): void;
	onLost(): void;
}

/** Reconnects and resumes until it is closed. Uses `fetch`, since an `EventSource` cannot send the token. */
export class EventStream {
	lastId: string | undefined;
	#handlers: EventStreamHandlers;
	#closing = new AbortController();
	#connection: AbortController | undefined;
	#failures = 0;
	#wake = (): void => {};

	constructor(handlers: EventStreamHandlers, lastId?: string) {
		this.#handlers = handlers;
		this.lastId = lastId;
	}

	async run(): Promise<void> {
		const { signal } = this.#closing;
		addEventListener("online", this.#reconnectNow, { signal });
		addEventListener("offline", this.#disconnect, { signal });
		while (!signal.aborted) {
			await this.#read().catch(() => undefined);
			if (signal.aborted) return;
			this.#handlers.onLost();
			await this.#pause();
		}
	}

	close(): void {
		this.#closing.abort();
		this.#disconnect();
		this.#wake();
	}

	#disconnect = (): void => this.#connection?.abort();

	#reconnectNow = (): void => {
		this.#failures = 0;
		this.#wake();
	};

	async #read(): Promise<void> {
		const connection = new AbortController();
		this.#connection = connection;
		let silence = setTimeout(this.#disconnect, SILENCE_MS);
		try {
			const response = await fetch("/v1/stream", { headers: this.#headers(), signal: connection.signal });
			if (response.status === 401) endSession({ byServer: true });
			if (!response.ok || !response.body) throw new Error(`stream: ${response.status}`);
			this.#failures = 0;
			this.#handlers.onOpen();
			const lines = new EventLines();
			for await (const chunk of chunks(response.body)) {
				clearTimeout(silence);
				silence = setTimeout(this.#disconnect, SILENCE_MS);
				this.#handlers.onActivity();
				for (const event of lines.take(chunk)) this.#handle(event);
			}
		} finally {
			clearTimeout(silence);
			connection.abort();
		}
	}

	#headers(): Record<string, string> {
		return {
			Authorization: `Bearer ${session.value?.token}`,
			"Accept-Language": language.value,
			...(this.lastId ? { "Last-Event-ID": this.lastId } : undefined),
		};
	}

	#handle(event: ServerEvent): void {
		if (event.type === "reset") this.lastId = undefined;
		if (event.id) this.lastId = event.id;
		this.#handlers.onEvent(event);
	}

	async #pause(): Promise<void> {
		const maxMs = Math.min(MIN_PAUSE_MS * 2 ** this.#failures++, MAX_PAUSE_MS);
		await new Promise<void>((resolve) => {
			this.#wake = resolve;
			setTimeout(resolve, maxMs / 2 + (Math.random() * maxMs) / 2);
		});
	}
}

async function* chunks(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		yield value;
	}
}
