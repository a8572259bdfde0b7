import { Counter, Histogram } from "prom-client";
import { gauge, registry } from "../../lib/observability/metrics.ts";
import { countMinute } from "../../lib/observability/minutes.ts";
import type { Order } from "./order.ts";

export const cancelAnswers = new Counter({
	name: "cortado_cancel_answers_total",
	help: "What customers were answered when they cancelled: granted, refused or held.",
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

export const noteStatus = (before: Order | null, { createdAt, status, updatedAt }: Order): void => {
	if (before?.status === status) return;
	countMinute("orders", status);
	if (TIMED.includes(status)) untilSeconds.observe({ until: status }, Math.max(0, updatedAt - createdAt) / 1000);
};

/** `requestTimes`: when each of the held cancellations was asked for. */
export const publishHeld = (requestTimes: () => Promise<number[]>): void => {
	let looking: Promise<number[]> | undefined;
	const lookedUpOnce = () => {
		looking ??= requestTimes().finally(() => {
			looking = undefined;
		});
		return looking;
	};
	gauge("cortado_held_cancellations", "Cancellations whose maker could not be asked yet.", [], async () => [
		[{}, (await lookedUpOnce()).length],
	]);
	gauge("cortado_held_cancellation_oldest_seconds", "How long the oldest of them has been waiting.", [], async () => {
		const now = Date.now();
		return [[{}, (now - Math.min(now, ...(await lookedUpOnce()))) / 1000]];
	});
};
