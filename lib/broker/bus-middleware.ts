import type { Middleware, ServiceBroker } from "moleculer";
import { hideBus, showBus } from "../messaging/bus.metrics.ts";
import type { Bus } from "../messaging/bus.ts";
import { traceMessages } from "../observability/tracing.ts";

declare module "moleculer" {
	interface ServiceBroker {
		bus: Bus;
	}
}

/** Gives every node one bus, which outlives its services: they say their last words before it closes. */
export const busMiddleware = (open: (broker: ServiceBroker) => Bus): Middleware => ({
	name: "Bus",
	created(broker) {
		broker.bus = traceMessages(open(broker));
		showBus(broker.bus);
	},
	async starting(broker) {
		await broker.bus.connect?.();
	},
	/** Only now have all services subscribed: what is said before waits in the outboxes. */
	async started(broker) {
		await broker.bus.start();
	},
	async stopping(broker) {
		await broker.bus.drain();
	},
	async stopped(broker) {
		hideBus(broker.bus);
		await broker.bus.close();
	},
});
