import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { post } from "../../shared/api.ts";
import { now, serverTime } from "../../shared/clock.ts";
import type { Spot } from "../../shared/geo.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { sharesLocation } from "../jobs/rider-commands.ts";
import { access, position, watchPosition } from "./location.ts";
import { LocationSender } from "./location-sender.ts";
import { keepAwake } from "./wake-lock.ts";

/** When the location was last sent to the server. */
export const lastSentAt = signal<number | undefined>(undefined);

const sendSpot = (jobs: Jobs, orderId: string, spot: Spot): Promise<void> =>
	jobs.run(async () => {
		if (!navigator.onLine) throw new Error("offline");
		jobs.update((await post<Delivery>(`/v1/deliveries/${orderId}/location`, spot)).body);
		lastSentAt.value = serverTime();
	});

/** Tries to send at each new position and each second, for positions that were not due at first. Returns a function that stops it. */
function reportLocation(jobs: Jobs, orderId: string): () => void {
	const sender = new LocationSender((spot) => sendSpot(jobs, orderId, spot), Date.now);
	const retry = () => void sender.retry();
	const stopRecording = effect(() => {
		if (!position.value) return;
		sender.record(position.value);
		void sender.sendIfDue();
	});
	const stopTicking = now.subscribe(() => void sender.sendIfDue());
	const releaseWakeLock = keepAwake();
	addEventListener("online", retry);
	return () => {
		releaseWakeLock();
		stopRecording();
		stopTicking();
		removeEventListener("online", retry);
		lastSentAt.value = undefined;
	};
}

/** Watches the position while the rider has a job, and reports it while the delivery is accepted or under way. */
export function useLocationReporting(jobs: Jobs, job: Delivery | undefined): void {
	const orderId = job && sharesLocation(job.status) ? job.orderId : undefined;
	const isWatching = job !== undefined && access.value !== "refused";
	useEffect(() => (isWatching ? watchPosition() : undefined), [isWatching]);
	useEffect(() => (orderId === undefined ? undefined : reportLocation(jobs, orderId)), [jobs, orderId]);
}
