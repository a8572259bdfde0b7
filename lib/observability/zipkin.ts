import { createHash } from "node:crypto";
import { ask, isGood } from "../clients/http.ts";

/** A piece of work, under the piece that has led to it. Ids are any text. */
export interface Span {
	traceId: string;
	id: string;
	parentId: string | null | undefined;
	name: string;
	kind: "SERVER" | "CONSUMER";
	service: string;
	/** Of `performance.now()`. */
	startedAt: number;
	tags: Record<string, unknown>;
	error?: unknown;
}

const SEND_EVERY_MS = 1_000;
const ANSWERS_WITHIN_MS = 5_000;
/** What a collector that is away may cost of memory: what comes beyond is dropped. */
const MOST_WAITING = 10_000;

/** Callers may name their requests as they like, and messages have names of their own. */
const idOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
const micros = (milliseconds: number): number => Math.round(milliseconds * 1000);

const failureOf = (error: unknown): object => {
	if (!error) return {};
	const { code, message = "yes", type } = error as Partial<Error> & { code?: unknown; type?: unknown };
	return { error: message, "error.code": code, "error.type": type };
};

const asText = (tags: object): Record<string, string> =>
	Object.fromEntries(Object.entries(tags).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));

const shown = ({ error, id, kind, name, parentId, service, startedAt, tags, traceId }: Span): object => ({
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

/** Sends spans in Zipkin's JSON, version 2, which Jaeger, Tempo and the OpenTelemetry collector take as well. */
export class Zipkin {
	#url: string;
	#warn: (text: string) => void;
	#waiting: object[] = [];
	#isSending = false;
	#isAway = false;

	constructor(baseUrl: string, warn: (text: string) => void) {
		this.#url = `${baseUrl.replace(/\/$/, "")}/api/v2/spans`;
		this.#warn = warn;
		setInterval(() => void this.#send(), SEND_EVERY_MS).unref();
	}

	/** It ends now. */
	add(span: Span): void {
		if (this.#waiting.length < MOST_WAITING) this.#waiting.push(shown(span));
	}

	/** One batch at a time; what does not arrive is dropped, and told of once. */
	async #send(): Promise<void> {
		if (this.#isSending || this.#waiting.length === 0) return;
		this.#isSending = true;
		try {
			await this.#post(JSON.stringify(this.#waiting.splice(0)));
			this.#isAway = false;
		} catch (error) {
			if (!this.#isAway) this.#warn(`Spans are dropped, the collector is away: ${(error as Error).message}`);
			this.#isAway = true;
		} finally {
			this.#isSending = false;
		}
	}

	async #post(body: string): Promise<void> {
		const headers = { "Content-Type": "application/json" };
		const reply = await ask(this.#url, { method: "POST", headers, body, signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
		if (!isGood(reply)) throw new Error(`it answers ${reply.status}`);
	}
}
