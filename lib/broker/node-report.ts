import type { Context, ServiceBroker, ServiceSchema } from "moleculer";
import type { SeriesName } from "../../contracts/ops.ts";
import type { GroupFigures } from "../messaging/bus.ts";
import { gauge } from "../observability/metrics.ts";
import { type Minute, minutesOf } from "../observability/minutes.ts";
import { breakersOf, type Breaker as MoleculerBreaker } from "./breaker-endpoint.ts";

export interface Breaker {
	action: string;
	/** The node that the action is called on. */
	on: string;
	state: "closed" | "half_open" | "open";
}

/** The status report of one node. */
export interface NodeReport {
	node: string;
	uptimeSeconds: number;
	residentMb: number;
	breakers: Breaker[];
	queues: Record<string, GroupFigures>;
}

const STATES: Record<MoleculerBreaker["state"], Breaker["state"]> = {
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

const isOwnService = (name: string): boolean => !name.startsWith("$") && name !== "report";

/** A service that no node runs any more stays listed, with 0. */
const exposeServiceNodes = ({ registry }: ServiceBroker): void => {
	const seen = new Set<string>();
	gauge("cortado_service_nodes", "Nodes that run a service, as seen by this node.", ["service"], () => {
		const nodes = registry.nodes.list({ onlyAvailable: true, withServices: true }) as unknown as { services: { name: string }[] }[];
		const running = nodes.flatMap(({ services }) => services.map(({ name }) => name)).filter(isOwnService);
		for (const name of running) seen.add(name);
		return [...seen].map((service) => [{ service }, running.filter((name) => name === service).length]);
	});
};

/** A service that runs on every node. */
export const report: ServiceSchema = {
	name: "report",
	created() {
		exposeServiceNodes(this.broker);
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
		/** The per-minute counts of this node, starting with the minute at `from`. */
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
