import type { ActionHandler, ActionSchema, Context, Middleware, Service, ServiceBroker } from "moleculer";
import { config } from "../config/config.ts";
import type { Bus, Subscription } from "../messaging/bus.ts";
import { keyOf, type Message } from "../messaging/message.ts";
import { currentContext } from "./log-context.ts";
import { type Span, Zipkin } from "./zipkin.ts";

let zipkin: Zipkin | undefined;

/** A hash (FNV-1a), so that all nodes decide alike whether what belongs to a request is traced. */
const isTraced = (traceId: string): boolean => {
	let hash = 0x811c9dc5;
	for (let i = 0; i < traceId.length; i++) hash = Math.imul(hash ^ traceId.charCodeAt(i), 0x01000193);
	return hash >>> 0 < config.traceShare * 2 ** 32;
};

const during = async <Result>(span: Span, work: () => Promise<Result>, note?: (result: Result) => void): Promise<Result> => {
	try {
		const result = await work();
		note?.(result);
		return result;
	} catch (error) {
		span.error = error;
		throw error;
	} finally {
		zipkin!.add(span);
	}
};

const orderMade = (result: unknown): string | undefined => {
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
	// Never the input itself: it holds passwords and PINs.
	tags: { ...currentContext(), node: ctx.broker.nodeID, caller: ctx.nodeID },
});

/** Spans of every action, with the ids of its request and its order. The framework's own cost more, hold all input and know no messages. */
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
			return during(
				span,
				() => next.call(this, ctx),
				(result) => {
					span.tags.orderId ??= orderMade(result);
				},
			);
		};
	},
};

const heardId = (messageId: string, group: string): string => `${messageId} in ${group}`;

/** A message belongs to the request that it comes from, under the message that has led to it. */
const spanOfMessage = (group: string, { cause, id, request, sender, type }: Message): Span => {
	const key = keyOf(sender);
	return {
		traceId: request ?? id,
		id: heardId(id, group),
		parentId: cause && heardId(cause, sender.slice(0, sender.indexOf("/"))),
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
		return during(spanOfMessage(group, message), () => handler(message));
	},
});

/** Spans of what each group does with a message. */
export const traceMessages = (bus: Bus): Bus => {
	if (!config.traceUrl) return bus;
	const subscribe = bus.subscribe.bind(bus);
	bus.subscribe = (subscription) => subscribe(traced(subscription));
	return bus;
};
