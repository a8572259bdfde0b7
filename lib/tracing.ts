import type { BrokerOptions, Context, Span, Tracer } from "moleculer";
import type { Bus, Subscription } from "./bus/bus.ts";
import { currentContext } from "./log-context.ts";
import { keyOf, type Message } from "./message.ts";
import { ZipkinExporter } from "./zipkin.ts";

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
