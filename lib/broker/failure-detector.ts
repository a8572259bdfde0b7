import type { Middleware, ServiceBroker } from "moleculer";

const CHECK_EVERY_MS = 250;

interface Discoverer {
	checkRemoteNodes(): void;
}

const timers = new WeakMap<ServiceBroker, NodeJS.Timeout>();

/**
 * Moleculer checks for missing heartbeats only once per heartbeat timeout, so a dead node may be called for twice that long.
 * Checking more often rejects calls to it before they time out, and reads are retried on another node.
 */
export const failureDetector: Middleware = {
	name: "FailureDetector",
	async started(broker) {
		const { discoverer } = broker.registry as unknown as { discoverer: Discoverer };
		timers.set(broker, setInterval(() => discoverer.checkRemoteNodes(), CHECK_EVERY_MS).unref());
	},
	async stopping(broker) {
		clearInterval(timers.get(broker));
	},
};
