import { createHash } from "node:crypto";
import { type BrokerOptions, type Context, type Span, type Tracer, TracerExporters } from "moleculer";
import type { Bus, Subscription } from "./bus/bus.ts";
import { currentContext } from "./log-context.ts";
import { keyOf, type Message } from "./message.ts";

const SEND_EVERY_S = 1;
/** What a collector that is away may cost of memory: what comes beyond is dropped. */
const MOST_WAITING = 10_000;
const ID_DIGITS = 16;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
/** The same for all that belongs to one request, on every node. */
const isSampled = (traceId: string, share: number): boolean => Number.parseInt(digest(traceId).slice(0, 8), 16) < share * 2 ** 32;

/** Zipkin's JSON, version 2, which Jaeger, Tempo and the OpenTelemetry collector take as well. */
class ZipkinExporter extends TracerExporters.Zipkin {
	#share: number;

	constructor(baseURL: string, share: number) {
		super({ baseURL, interval: SEND_EVERY_S });
		this.#share = share;
	}

	override spanFinished(span: Span): void {
		if (this.queue.length < MOST_WAITING && isSampled(span.traceID, this.#share)) super.spanFinished(span);
	}

	override makePayload(span: Span): Record<string, unknown> {
		const { remoteEndpoint: _, ...payload } = super.makePayload(span);
		return { ...payload, kind: span.type === "message" ? "CONSUMER" : "SERVER" };
	}

	/** Callers may name their requests as they like, and messages have names of their own. */
	override convertID(id: string | null): string {
		return id === null ? (id as never) : digest(id).slice(0, ID_DIGITS);
	}
}

const idOf = (result: unknown): unknown => (result as { id?: unknown } | null | undefined)?.id;

/** Never the input itself: it holds passwords and PINs. */
const tagsOf = (_: Context, result?: unknown): object => {
	const { orderId, requestId } = currentContext();
	const made = idOf(result);
	return { requestId, orderId: orderId ?? (typeof made === "string" && made.startsWith("ord_") ? made : undefined) };
};

/** Spans of every action, with the ids of its request and its order. */
export const tracingOptions = (url: string, share: number): BrokerOptions["tracing"] => ({
	enabled: true,
	exporter: new ZipkinExporter(url, share) as never,
	tags: { action: tagsOf as never },
	errorFields: ["name", "message", "code", "type"],
});

const spanId = (messageId: string, group: string): string => `${messageId} in ${group}`;

/** A message belongs to the request that it comes from, under the message that has led to it. */
const startSpan = (tracer: Tracer, group: string, { cause, id, request, sender, type }: Message): Span => {
	const actor = sender.slice(0, sender.indexOf("/"));
	const key = keyOf(sender);
	return tracer.startSpan(`${type} in ${group}`, {
		type: "message",
		id: spanId(id, group),
		traceID: request ?? id,
		parentID: cause === undefined ? null : spanId(cause, actor),
		service: { name: group, fullName: group },
		sampled: true,
		tags: { requestId: request, orderId: key.startsWith("ord_") ? key : undefined, message: id },
	});
};

const traced = ({ group, handler, ...others }: Subscription, tracer: Tracer): Subscription => ({
	...others,
	group,
	async handler(message) {
		const span = startSpan(tracer, group, message);
		try {
			return await handler(message);
		} catch (error) {
			span.setError(error as Error);
			throw error;
		} finally {
			span.finish();
		}
	},
});

/** Spans of what each group does with a message. */
export const traceMessages = (bus: Bus, tracer: Tracer): Bus => {
	const subscribe = bus.subscribe.bind(bus);
	bus.subscribe = (subscription) => subscribe(traced(subscription, tracer));
	return bus;
};
