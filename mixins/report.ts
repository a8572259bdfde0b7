import type { ServiceBroker, ServiceSchema } from "moleculer";
import type { GroupFigures } from "../lib/bus/bus.ts";

export interface Breaker {
	action: string;
	/** The node that the action is called on. */
	on: string;
	state: "closed" | "half_open" | "open";
}

/** What a node says about itself. */
export interface NodeReport {
	node: string;
	uptimeSeconds: number;
	residentMb: number;
	breakers: Breaker[];
	queues: Record<string, GroupFigures>;
}

/** The framework keeps it, without a type. */
interface BreakerStore {
	CircuitBreakerStore?: Map<string, { state: string; ep: { id: string; action: { name: string } } }>;
}

const STATES: Record<string, Breaker["state"]> = { close: "closed", half_open: "half_open", half_open_wait: "half_open", open: "open" };

export const breakersOf = (broker: ServiceBroker): Breaker[] =>
	Array.from((broker as ServiceBroker & BreakerStore).CircuitBreakerStore?.values() ?? [], ({ ep, state }) => ({
		action: ep.action.name,
		on: ep.id,
		state: STATES[state] ?? "closed",
	}));

/** A service that every node runs, whatever else it runs. */
export const report: ServiceSchema = {
	name: "report",
	actions: {
		own: {
			guard: "internal",
			params: { $$strict: true },
			handler(): NodeReport {
				return {
					node: this.broker.nodeID,
					uptimeSeconds: Math.round(process.uptime()),
					residentMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
					breakers: breakersOf(this.broker),
					queues: this.broker.bus.figures(),
				};
			},
		},
	},
};
