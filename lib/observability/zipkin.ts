import { createHash } from "node:crypto";
import { isSuccess, send } from "../clients/http.ts";

/** A span with its parent. Ids may be any text. */
export interface Span {
	traceId: string;
	id: string;
	parentId: string | null | undefined;
	name: string;
	kind: "SERVER" | "CONSUMER";
	service: string;
	/** A value of `performance.now()`. */
	startedAt: number;
	tags: Record<string, unknown>;
	error?: unknown;
}

const SEND_EVERY_MS = 1_000;
const TIMEOUT_MS = 5_000;
/** Bounds the memory used while the collector is unavailable; further spans are dropped. */
const MAX_PENDING = 10_000;

/** Request ids of callers and message ids are arbitrary, so they are hashed to Zipkin ids. */
const idOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
const micros = (milliseconds: number): number => Math.round(milliseconds * 1000);

const failureOf = (error: unknown): object => {
	if (!error) return {};
	const { code, message = "yes", type } = error as Partial<Error> & { code?: unknown; type?: unknown };
	return { error: message, "error.code": code, "error.type": type };
};

const asText = (tags: object): Record<string, string> =>
	Object.fromEntries(Object.entries(tags).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));

const toZipkin = ({ error, id, kind, name, parentId, service, startedAt, tags, traceId }: Span): object => ({
	traceId: idOf(traceId),
	id: idOf(id),
	...(parentId ? { parentId: idOf(parentId) } : undefined),
	name,
	kind,
	localEndpoint: { serviceName: service },
	timestamp: micros(performance.timeOrigin + startedAt),
	duration: micros(performance.now() - startedAt),
	tags: asText({ ...tags, ...failureOf(error) }),
});

/** Sends spans as Zipkin v2 JSON, which Jaeger, Tempo and the OpenTelemetry collector also accept. */
export class Zipkin {
	#url: string;
	#warn: (text: string) => void;
	#pending: object[] = [];
	#isSending = false;
	#isUnavailable = false;

	constructor(baseUrl: string, warn: (text: string) => void) {
		this.#url = `${baseUrl.replace(/\/$/, "")}/api/v2/spans`;
		this.#warn = warn;
		setInterval(() => void this.#send(), SEND_EVERY_MS).unref();
	}

	/** Ends the span and queues it. */
	add(span: Span): void {
		if (this.#pending.length < MAX_PENDING) this.#pending.push(toZipkin(span));
	}

	/** Sends one batch at a time. Failed batches are dropped, and each outage is logged once. */
	async #send(): Promise<void> {
		if (this.#isSending || this.#pending.length === 0) return;
		this.#isSending = true;
		try {
			await this.#post(JSON.stringify(this.#pending.splice(0)));
			this.#isUnavailable = false;
		} catch (error) {
			if (!this.#isUnavailable) this.#warn(`The trace collector is unavailable; spans are dropped: ${(error as Error).message}`);
			this.#isUnavailable = true;
		} finally {
			this.#isSending = false;
		}
	}

	async #post(body: string): Promise<void> {
		const headers = { "Content-Type": "application/json" };
		const reply = await send(this.#url, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
		if (!isSuccess(reply)) throw new Error(`it responded with status ${reply.status}`);
	}
}
