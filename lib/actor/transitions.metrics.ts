import { Counter } from "prom-client";
import { registry } from "../observability/metrics.ts";

const transitions = new Counter({
	name: "cortado_transitions_total",
	help: "Status changes, by kind of actor: orders, payments, brew tickets, deliveries and so on.",
	labelNames: ["actor", "status"],
	registers: [registry],
});

const statusOf = (state: object | null): unknown => (state as { status?: unknown } | null)?.status;

/** Counts a change of status; actors without a status are ignored. */
export const countTransition = (actor: string, before: object | null, after: object): void => {
	const status = statusOf(after);
	if (typeof status === "string" && status !== statusOf(before)) transitions.inc({ actor, status });
};
