import type { ActionHandler, Context, Middleware, Service, ServiceBroker } from "moleculer";

/** What the framework's circuit breaker keeps of one action on one node; its own types leave it out. */
export interface Breaker {
	state: "close" | "half_open" | "half_open_wait" | "open";
	ep: { id: string; name: string; action: { name?: string } };
}

export const breakersOf = (broker: ServiceBroker): Map<string, Breaker> | undefined =>
	(broker as ServiceBroker & { CircuitBreakerStore?: Map<string, Breaker> }).CircuitBreakerStore;

/** A node that comes back has new endpoints, while its breakers go on switching the old ones, to no effect: they are given the one in use. */
export const breakerEndpoint: Middleware = {
	name: "BreakerEndpoint",
	remoteAction(next: ActionHandler) {
		return function withEndpoint(this: Service, ctx: Context) {
			const inUse = ctx.endpoint as Breaker["ep"];
			const breaker = breakersOf(ctx.broker)?.get(inUse.name);
			if (breaker) breaker.ep = inUse;
			return next.call(this, ctx);
		};
	},
};
