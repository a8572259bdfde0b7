import type { ActionHandler, ActionSchema, Context, Middleware, Service, ServiceBroker } from "moleculer";
import { config } from "../config/config.ts";
import type { Bus, Subscription } from "../messaging/bus.ts";
import { keyOf, type Message } from "../messaging/message.ts";
import { currentContext } from "./log-context.ts";
import { type Span, Zipkin } from "./zipkin.ts";

let zipkin: Zipkin | undefined;

/** Samples by an FNV-1a hash of the trace id, so that all nodes make the same decision for a request. */
const isTraced = (traceId: string): boolean => {
	let hash = 0x811c9dc5;
	for (let i = 0; i < traceId.length; i++) hash = Math.imul(hash ^ traceId.charCodeAt(i), 0x01000193);
	return hash >>> 0 < config.traceShare * 2 ** 32;
};

const record = async <Result>(span: Span, work: () => Promise<Result>, onResult?: (result: Result) => void): Promise<Result> => {
	try {
		const result = await work();
		onResult?.(result);
		return result;
	} catch (error) {
		span.error = error;
		throw error;
	} finally {
		zipkin!.add(span);
	}
};

const createdOrder = (result: unknown): string | undefined => {
	const id = (result as { id?: unknown } | null | undefined)?.id;
	return typeof id === "string" && id.startsWith("ord_") ? id : undefined;
};

const spanOf = (ctx: Context, name: string): Span => ({
	traceId: ctx.requestID!,
	id: ctx.id,
	parentId: ctx.parentID,
	name,
	kind: "SERVER",
	service: ctx.service?.fullName ?? "cortado",
	startedAt: performance.now(),
	// Never the input: it contains passwords and PINs.
	tags: { ...currentContext(), node: ctx.broker.nodeID, caller: ctx.nodeID },
});

/** Records a span for every action, with request and order ids. Moleculer's own tracing costs more, includes all input and omits messages. */
export const tracingMiddleware: Middleware = {
	name: "Tracing",
	created(broker: ServiceBroker) {
		if (config.traceUrl) zipkin ??= new Zipkin(config.traceUrl, (text) => broker.logger.warn(text));
	},
	localAction(next: ActionHandler, action: ActionSchema) {
		if (!config.traceUrl) return next;
		const { spanName } = action as { spanName?: (ctx: Context) => string };
		return function traced(this: Service, ctx: Context) {
			if (!isTraced(ctx.requestID!)) return next.call(this, ctx);
			const span = spanOf(ctx, spanName?.(ctx) ?? action.name ?? "");
			return record(
				span,
				() => next.call(this, ctx),
				(result) => {
					span.tags.orderId ??= createdOrder(result);
				},
			);
		};
	},
};

const consumerSpanId = (messageId: string, group: string): string => `${messageId} in ${group}`;

/** A message belongs to the trace of its originating request; its parent span is the message that caused it. */
const spanOfMessage = (group: string, { cause, id, request, sender, type }: Message): Span => {
	const key = keyOf(sender);
	return {
		traceId: request ?? id,
		id: consumerSpanId(id, group),
		parentId: cause && consumerSpanId(cause, sender.slice(0, sender.indexOf("/"))),
		name: `${type} in ${group}`,
		kind: "CONSUMER",
		service: group,
		startedAt: performance.now(),
		tags: { requestId: request, orderId: key.startsWith("ord_") ? key : undefined, message: id },
	};
};

const traced = ({ group, handler, ...others }: Subscription): Subscription => ({
	...others,
	group,
	handler(message) {
		if (!isTraced(message.request ?? message.id)) return handler(message);
		return record(spanOfMessage(group, message), () => handler(message));
	},
});

/** Records a span for every message that a consumer group handles. */
export const traceMessages = (bus: Bus): Bus => {
	if (!config.traceUrl) return bus;
	const subscribe = bus.subscribe.bind(bus);
	bus.subscribe = (subscription) => subscribe(traced(subscription));
	return bus;
};
