import type { ActionHandler, Context, Middleware, Service, ServiceBroker } from "moleculer";
import { gauge } from "../observability/metrics.ts";

/** The state of Moleculer's circuit breaker for one action on one node; its type definitions omit it. */
export interface Breaker {
	state: "close" | "half_open" | "half_open_wait" | "open";
	ep: { id: string; name: string; action: { name?: string } };
}

export const breakersOf = (broker: ServiceBroker): Map<string, Breaker> | undefined =>
	(broker as ServiceBroker & { CircuitBreakerStore?: Map<string, Breaker> }).CircuitBreakerStore;

const STATES: Record<Breaker["state"], number> = { close: 0, half_open: 1, half_open_wait: 1, open: 2 };
const brokers = new Set<ServiceBroker>();

/** Read from the breakers themselves: Moleculer removes unused ones without an event. */
gauge(
	"cortado_breaker_state",
	"Circuit breakers of this node, by action and called node: 0 closed, 1 half-open, 2 open.",
	["action", "node"],
	() =>
		[...brokers].flatMap((broker) =>
			Array.from(breakersOf(broker)?.values() ?? [], ({ ep, state }) => [{ action: ep.action.name ?? "", node: ep.id }, STATES[state]]),
		),
);

/** A node that rejoins has new endpoints, but its breakers still switch the old ones, without effect. Such breakers are discarded. */
export const breakerEndpoint: Middleware = {
	name: "BreakerEndpoint",
	created(broker) {
		brokers.add(broker);
	},
	async stopped(broker) {
		brokers.delete(broker);
	},
	remoteAction(next: ActionHandler) {
		return function withCurrentEndpoint(this: Service, ctx: Context) {
			const inUse = ctx.endpoint as Breaker["ep"];
			const breakers = breakersOf(ctx.broker);
			const breaker = breakers?.get(inUse.name);
			if (breaker && breaker.ep !== inUse) breakers?.delete(inUse.name);
			return next.call(this, ctx);
		};
	},
};
