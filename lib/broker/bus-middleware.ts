import type { Middleware, ServiceBroker } from "moleculer";
import { hideBus, showBus } from "../messaging/bus.metrics.ts";
import type { Bus } from "../messaging/bus.ts";
import { traceMessages } from "../observability/tracing.ts";

declare module "moleculer" {
	interface ServiceBroker {
		bus: Bus;
	}
}

/** Gives every node one bus. It closes after the services stop, so that they can publish their last messages. */
export const busMiddleware = (open: (broker: ServiceBroker) => Bus): Middleware => ({
	name: "Bus",
	created(broker) {
		broker.bus = traceMessages(open(broker));
		showBus(broker.bus);
	},
	async starting(broker) {
		await broker.bus.connect?.();
	},
	/** Starts once all services have subscribed; earlier messages wait in the outboxes. */
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
