import type { Context, ServiceBroker, ServiceSchema } from "moleculer";
import type { SeriesName } from "../../contracts/ops.ts";
import type { GroupFigures } from "../messaging/bus.ts";
import { gauge } from "../observability/metrics.ts";
import { type Minute, minutesOf } from "../observability/minutes.ts";
import { breakersOf, type Breaker as KeptBreaker } from "./breaker-endpoint.ts";

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

const STATES: Record<KeptBreaker["state"], Breaker["state"]> = {
	close: "closed",
	half_open: "half_open",
	half_open_wait: "half_open",
	open: "open",
};

const breakers = (broker: ServiceBroker): Breaker[] =>
	Array.from(breakersOf(broker)?.values() ?? [], ({ ep, state }) => ({
		action: ep.action.name ?? ep.name,
		on: ep.id,
		state: STATES[state],
	}));

const ofOurs = (name: string): boolean => !name.startsWith("$") && name !== "report";

/** One that no node runs any more stays, with 0. */
const showServices = ({ registry }: ServiceBroker): void => {
	const seen = new Set<string>();
	gauge("cortado_service_nodes", "Nodes that run a service, as far as this node knows.", ["service"], () => {
		const nodes = registry.nodes.list({ onlyAvailable: true, withServices: true }) as unknown as { services: { name: string }[] }[];
		const running = nodes.flatMap(({ services }) => services.map(({ name }) => name)).filter(ofOurs);
		for (const name of running) seen.add(name);
		return [...seen].map((service) => [{ service }, running.filter((name) => name === service).length]);
	});
};

/** A service that every node runs, whatever else it runs. */
export const report: ServiceSchema = {
	name: "report",
	created() {
		showServices(this.broker);
	},
	actions: {
		own: {
			guard: "internal",
			params: { $$strict: true },
			handler(): NodeReport {
				return {
					node: this.broker.nodeID,
					uptimeSeconds: Math.round(process.uptime()),
					residentMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
					breakers: breakers(this.broker),
					queues: this.broker.bus.figures(),
				};
			},
		},
		/** What this node has counted minute by minute, from the one that begins at `from`. */
		minutes: {
			guard: "internal",
			params: { $$strict: true, name: "string", from: "number" },
			handler({ params: { from, name } }: Context<{ name: SeriesName; from: number }>): {
				startedAt: number;
				minutes: [start: number, counts: Minute][];
			} {
				return { startedAt: Math.round(performance.timeOrigin), minutes: minutesOf(name, from) };
			},
		},
	},
};
