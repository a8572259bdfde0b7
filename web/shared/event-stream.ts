import { EventLines, type ServerEvent } from "./event-lines.ts";
import { language } from "./i18n.ts";
import { end, session } from "./session.ts";

const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The server says something every 15 seconds. */
const SILENCE_MS = 30_000;

export interface Hearing {
	opened(): void;
	/** Anything at all, a sign of life included. */
	heard(): void;
	told(event: ServerEvent): void;
	lost(): void;
}

/** Listens for as long as it is not closed, and goes on after a break where it was. Fetched: an `EventSource` cannot say who asks. */
export class EventStream {
	lastId: string | undefined;
	#hearing: Hearing;
	#stopping = new AbortController();
	#connection: AbortController | undefined;
	#failures = 0;
	#wake = (): void => {};

	constructor(hearing: Hearing, lastId?: string) {
		this.#hearing = hearing;
		this.lastId = lastId;
	}

	async run(): Promise<void> {
		const { signal } = this.#stopping;
		addEventListener("online", this.#now, { signal });
		addEventListener("offline", this.#cut, { signal });
		while (!signal.aborted) {
			await this.#listen().catch(() => undefined);
			if (signal.aborted) return;
			this.#hearing.lost();
			await this.#pause();
		}
	}

	close(): void {
		this.#stopping.abort();
		this.#cut();
		this.#wake();
	}

	#cut = (): void => this.#connection?.abort();

	#now = (): void => {
		this.#failures = 0;
		this.#wake();
	};

	async #listen(): Promise<void> {
		const connection = new AbortController();
		this.#connection = connection;
		let silence = setTimeout(this.#cut, SILENCE_MS);
		try {
			const response = await fetch("/v1/stream", { headers: this.#headers(), signal: connection.signal });
			if (response.status === 401) end({ byServer: true });
			if (!response.ok || !response.body) throw new Error(`stream: ${response.status}`);
			this.#failures = 0;
			this.#hearing.opened();
			const lines = new EventLines();
			for await (const piece of pieces(response.body)) {
				clearTimeout(silence);
				silence = setTimeout(this.#cut, SILENCE_MS);
				this.#hearing.heard();
				for (const event of lines.take(piece)) this.#tell(event);
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

	#tell(event: ServerEvent): void {
		if (event.type === "reset") this.lastId = undefined;
		if (event.id) this.lastId = event.id;
		this.#hearing.told(event);
	}

	async #pause(): Promise<void> {
		const most = Math.min(SHORTEST_PAUSE_MS * 2 ** this.#failures++, LONGEST_PAUSE_MS);
		await new Promise<void>((resolve) => {
			this.#wake = resolve;
			setTimeout(resolve, most / 2 + (Math.random() * most) / 2);
		});
	}
}

async function* pieces(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		yield value;
	}
}
