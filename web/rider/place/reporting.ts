import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { newKey, post } from "../../shared/api.ts";
import { now, serverTime } from "../../shared/clock.ts";
import type { Spot } from "../../shared/geo.ts";
import { sharesPlace } from "../jobs/duties.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { stayAwake } from "./awake.ts";
import { access, follow, place } from "./place.ts";
import { PlaceSender } from "./sharing.ts";

/** When the customer was last told where the rider is. */
export const toldAt = signal<number | undefined>(undefined);

const tell = (jobs: Jobs, orderId: string, spot: Spot): Promise<void> =>
	jobs.command(async () => {
		if (!navigator.onLine) throw new Error("offline");
		jobs.learn((await post<Delivery>(`/v1/deliveries/${orderId}/location`, spot, newKey())).body);
		toldAt.value = serverTime();
	});

/** Each new place, and each second the newest, if it is its time. */
function tellAll(jobs: Jobs, orderId: string): () => void {
	const sender = new PlaceSender((spot) => tell(jobs, orderId, spot), Date.now);
	const again = () => void sender.again();
	const stopNoting = effect(() => {
		if (!place.value) return;
		sender.note(place.value);
		void sender.turn();
	});
	const stopTurning = now.subscribe(() => void sender.turn());
	const sleep = stayAwake();
	addEventListener("online", again);
	return () => {
		sleep();
		stopNoting();
		stopTurning();
		removeEventListener("online", again);
		toldAt.value = undefined;
	};
}

/** Looks where the rider is while there is a job, and tells from its being accepted until it is over. */
export function useTelling(jobs: Jobs, job: Delivery | undefined): void {
	const orderId = job && sharesPlace(job.status) ? job.orderId : undefined;
	const isFollowed = job !== undefined && access.value !== "refused";
	useEffect(() => (isFollowed ? follow() : undefined), [isFollowed]);
	useEffect(() => (orderId === undefined ? undefined : tellAll(jobs, orderId)), [jobs, orderId]);
}
