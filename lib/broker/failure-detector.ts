import type { Middleware, ServiceBroker } from "moleculer";

const LOOK_EVERY_MS = 250;

interface Discoverer {
	checkRemoteNodes(): void;
}

const timers = new WeakMap<ServiceBroker, NodeJS.Timeout>();

/**
 * Moleculer looks for nodes that have fallen silent as seldom as it lets them be silent, so a dead one may be called for
 * twice that long. Looking more often, calls to it are given up before they time out, and what only reads is asked of another node.
 */
export const watchful: Middleware = {
	name: "Watchful",
	async started(broker) {
		const { discoverer } = broker.registry as unknown as { discoverer: Discoverer };
		timers.set(broker, setInterval(() => discoverer.checkRemoteNodes(), LOOK_EVERY_MS).unref());
	},
	async stopping(broker) {
		clearInterval(timers.get(broker));
	},
};
