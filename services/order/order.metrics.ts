import { Counter, Histogram } from "prom-client";
import { gauge, registry } from "../../lib/observability/metrics.ts";
import { countMinute } from "../../lib/observability/minutes.ts";
import type { Order } from "./order.ts";

export const cancelAnswers = new Counter({
	name: "cortado_cancel_answers_total",
	help: "Answers to customers who cancelled: granted, refused or held.",
	labelNames: ["outcome"],
	registers: [registry],
});

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const untilSeconds = new Histogram({
	name: "cortado_order_seconds",
	help: "Time from placing an order until it was accepted, ready, completed, cancelled or rejected.",
	labelNames: ["until"],
	buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, HOUR, 4 * HOUR],
	registers: [registry],
});

const TIMED: Order["status"][] = ["accepted", "ready", "completed", "cancelled", "rejected"];

export const recordStatus = (before: Order | null, { createdAt, status, updatedAt }: Order): void => {
	if (before?.status === status) return;
	countMinute("orders", status);
	if (TIMED.includes(status)) untilSeconds.observe({ until: status }, Math.max(0, updatedAt - createdAt) / 1000);
};

/** `requestTimes` returns when each held cancellation was requested. Both gauges share one query per scrape. */
export const publishHeldGauges = (requestTimes: () => Promise<number[]>): void => {
	let pending: Promise<number[]> | undefined;
	const sharedTimes = () => {
		pending ??= requestTimes().finally(() => {
			pending = undefined;
		});
		return pending;
	};
	gauge("cortado_held_cancellations", "Cancellations that wait for their maker's answer.", [], async () => [
		[{}, (await sharedTimes()).length],
	]);
	gauge("cortado_held_cancellation_oldest_seconds", "Age of the oldest held cancellation.", [], async () => {
		const now = Date.now();
		return [[{}, (now - Math.min(now, ...(await sharedTimes()))) / 1000]];
	});
};
