import { createHash } from "node:crypto";
import { type Span, type Tracer, TracerExporters } from "moleculer";

const SEND_EVERY_MS = 1_000;
const ANSWERS_WITHIN_MS = 5_000;
/** What a collector that is away may cost of memory: what comes beyond is dropped. */
const MOST_WAITING = 10_000;
const ID_DIGITS = 16;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
/** Callers may name their requests as they like, and messages have names of their own. */
const idOf = (name: string): string => digest(name).slice(0, ID_DIGITS);
/** The same for all that belongs to one request, on every node. */
const isSampled = (traceId: string, share: number): boolean => Number.parseInt(digest(traceId).slice(0, 8), 16) < share * 2 ** 32;
const micros = (milliseconds: number | null): number => Math.round((milliseconds ?? 0) * 1000);

const failureOf = (error: Span["error"]): object => {
	if (!error) return {};
	const { code, message = "yes", type } = error as Partial<Error> & { code?: unknown; type?: unknown };
	return { error: message, "error.code": code, "error.type": type };
};

/** Zipkin's JSON, version 2, which Jaeger, Tempo and the OpenTelemetry collector take as well. */
export class ZipkinExporter extends TracerExporters.Base {
	#url: string;
	#share: number;
	#waiting: object[] = [];
	#timer: NodeJS.Timeout | undefined;
	#isSending = false;
	#isAway = false;

	constructor(baseUrl: string, share: number) {
		super({});
		this.#url = `${baseUrl.replace(/\/$/, "")}/api/v2/spans`;
		this.#share = share;
	}

	override init(tracer: Tracer): void {
		super.init(tracer);
		this.#timer = setInterval(() => void this.#send(), SEND_EVERY_MS).unref();
	}

	override stop(): void {
		clearInterval(this.#timer);
	}

	override spanFinished(span: Span): void {
		if (this.#waiting.length < MOST_WAITING && isSampled(span.traceID, this.#share)) this.#waiting.push(this.#shown(span));
	}

	#shown({ duration, error, id, name, parentID, service, startTime, tags, traceID, type }: Span): object {
		return {
			traceId: idOf(traceID),
			id: idOf(id),
			...(parentID ? { parentId: idOf(parentID) } : undefined),
			name,
			kind: type === "message" ? "CONSUMER" : "SERVER",
			localEndpoint: { serviceName: service?.fullName ?? service?.name ?? "cortado" },
			timestamp: micros(startTime),
			duration: micros(duration),
			tags: this.flattenTags({ ...tags, ...failureOf(error) }, true),
		};
	}

	/** One batch at a time; what does not arrive is dropped, and told of once. */
	async #send(): Promise<void> {
		if (this.#isSending || this.#waiting.length === 0) return;
		this.#isSending = true;
		try {
			await this.#post(JSON.stringify(this.#waiting.splice(0)));
			this.#isAway = false;
		} catch (error) {
			if (!this.#isAway) this.logger.warn(`Spans are dropped, the collector is away: ${(error as Error).message}`);
			this.#isAway = true;
		} finally {
			this.#isSending = false;
		}
	}

	async #post(body: string): Promise<void> {
		const headers = { "Content-Type": "application/json" };
		const answer = await fetch(this.#url, { method: "POST", headers, body, signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
		await answer.arrayBuffer();
		if (!answer.ok) throw new Error(`it answers ${answer.status}`);
	}
}
