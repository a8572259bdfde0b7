import type { ServerResponse } from "node:http";
import type { RevokedSessions } from "../../../lib/auth/revocation.ts";
import type { Caller } from "../../../lib/broker/guard.ts";
import type { StreamEvent } from "./event.ts";

/** Whoever reads more slowly than this fills up may come again and resume. */
const MOST_UNREAD_BYTES = 64 * 1024;

const HEADERS = {
	"Content-Type": "text/event-stream; charset=utf-8",
	"Cache-Control": "no-cache, no-transform",
	"X-Accel-Buffering": "no",
};

/** One who listens. What is told before it has begun is held back until then. */
export class StreamClient {
	readonly caller: Caller;
	readonly topics: string[];
	readonly orderId: string | undefined;
	readonly #response: ServerResponse;
	#seq = 0;
	#heldBack: StreamEvent[] | undefined = [];
	/** The order as of the snapshot: what made it so is no news. */
	#orderVersion = 0;
	#judging: NodeJS.Immediate | undefined;

	constructor(response: ServerResponse, caller: Caller, topics: string[], orderId?: string) {
		this.#response = response;
		this.caller = caller;
		this.topics = topics;
		this.orderId = orderId;
	}

	get isGone(): boolean {
		return this.#response.writableEnded || this.#response.destroyed;
	}

	begin(first: string, missed: StreamEvent[], orderVersion = 0): void {
		const heldBack = this.#heldBack ?? [];
		this.#heldBack = undefined;
		this.#orderVersion = orderVersion;
		this.#response.writeHead(200, HEADERS);
		this.#response.flushHeaders();
		if (first) this.write(first);
		for (const event of [...missed, ...heldBack]) this.send(event);
	}

	/** Each event once, though several of its topics may have led here. */
	send(event: StreamEvent): void {
		if (this.#heldBack) return void this.#heldBack.push(event);
		if (event.seq <= this.#seq) return;
		this.#seq = event.seq;
		if (event.type.startsWith("order.") && event.version <= this.#orderVersion) return;
		this.write(event.text);
	}

	write(text: string): void {
		if (this.isGone) return;
		this.#response.write(text);
		this.#judging ??= setImmediate(() => this.#judge());
	}

	beat(): void {
		if (!this.#heldBack) this.write(":\n\n");
	}

	hasExpired(revoked: RevokedSessions): boolean {
		const { session } = this.caller;
		return session !== undefined && (session.expiresAt <= Date.now() || revoked.has(session.jti));
	}

	/** Whoever does not read is not waited for; who has not begun will not. */
	end(): void {
		if (this.#heldBack) return;
		if (this.#response.writableNeedDrain) this.#response.destroy();
		else this.#response.end();
	}

	/** After this turn of the loop, when the network has what it takes: much at once is no fault. */
	#judge(): void {
		this.#judging = undefined;
		if (this.#response.writableLength > MOST_UNREAD_BYTES) this.#response.destroy();
	}
}
