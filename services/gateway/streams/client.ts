import type { ServerResponse } from "node:http";
import type { RevokedSessions } from "../../../lib/auth/revocation.ts";
import type { Caller } from "../../../lib/broker/guard.ts";
import type { StreamEvent } from "./event.ts";

/** A client that falls this far behind is disconnected; it can reconnect and resume. */
const MAX_UNREAD_BYTES = 64 * 1024;

const HEADERS = {
	"Content-Type": "text/event-stream; charset=utf-8",
	"Cache-Control": "no-cache, no-transform",
	"X-Accel-Buffering": "no",
};

/** A client of an event stream. Events that arrive before it has started are buffered. */
export class StreamClient {
	readonly caller: Caller;
	/** The network that the client comes from. */
	readonly address: string;
	readonly topics: string[];
	readonly orderId: string | undefined;
	readonly #response: ServerResponse;
	#seq = 0;
	/** Events that arrived before the start; undefined once started. */
	#buffer: StreamEvent[] | undefined = [];
	/** The order's version in the snapshot; events up to it are skipped. */
	#orderVersion = 0;
	#check: NodeJS.Immediate | undefined;

	constructor(response: ServerResponse, { address, caller }: { address: string; caller: Caller }, topics: string[], orderId?: string) {
		this.#response = response;
		this.caller = caller;
		this.address = address;
		this.topics = topics;
		this.orderId = orderId;
	}

	get isGone(): boolean {
		return this.#response.writableEnded || this.#response.destroyed;
	}

	start(first: string, missed: StreamEvent[], orderVersion = 0): void {
		const buffered = this.#buffer ?? [];
		this.#buffer = undefined;
		this.#orderVersion = orderVersion;
		this.#response.writeHead(200, HEADERS);
		this.#response.flushHeaders();
		if (first) this.write(first);
		for (const event of [...missed, ...buffered]) this.send(event);
	}

	/** Sends an event once, even if the client is subscribed to several of its topics. */
	send(event: StreamEvent): void {
		if (this.#buffer) return void this.#buffer.push(event);
		if (event.seq <= this.#seq) return;
		this.#seq = event.seq;
		if (event.type.startsWith("order.") && event.version <= this.#orderVersion) return;
		this.write(event.text);
	}

	/** Sends an event that is not in the log. A client that has not started loads the state itself. */
	sendLive(text: string): void {
		if (!this.#buffer) this.write(text);
	}

	write(text: string): void {
		if (this.isGone) return;
		this.#response.write(text);
		this.#check ??= setImmediate(() => this.#dropIfSlow());
	}

	sendHeartbeat(): void {
		this.sendLive(":\n\n");
	}

	hasExpired(revoked: RevokedSessions): boolean {
		const { session } = this.caller;
		return session !== undefined && (session.expiresAt <= Date.now() || revoked.has(session.jti));
	}

	/** Does not wait for a slow client. A client that has not started is not affected: its start checks the state again. */
	end(): void {
		if (this.#buffer) return;
		if (this.#response.writableNeedDrain) this.#response.destroy();
		else this.#response.end();
	}

	/** Runs after this turn of the event loop, when the socket has accepted what it can, so that a burst alone does no harm. */
	#dropIfSlow(): void {
		this.#check = undefined;
		if (this.#response.writableLength > MAX_UNREAD_BYTES) this.#response.destroy();
	}
}
