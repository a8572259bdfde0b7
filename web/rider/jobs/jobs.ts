import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { get } from "../../shared/api.ts";
import { serverTime } from "../../shared/clock.ts";
import { listen, type StreamEvent } from "../../shared/live.ts";
import { Problem } from "../../shared/problem.ts";
import { Resource } from "../../shared/resource.ts";
import { findRemovedJobs, type KnownJob, knownJob, type RemovedJob } from "../ride/removed-jobs.ts";
import { groupDeliveries, mergeNewest } from "./deliveries.ts";

/** Riders get no events for deliveries without a rider, so the lists are polled. */
const POLL_MS = 5_000;
const LISTS = ["requested,assigned,accepted,in_transit&limit=100", "delivered,cancelled,failed&limit=50"];

interface Saved {
	known: KnownJob[];
	removed: RemovedJob[];
}

/** A rider's jobs, and those that were removed without the rider's doing. */
export class Jobs {
	readonly list: Resource<Delivery[]> = new Resource("/v1/deliveries", () => this.#read());
	readonly removed: Signal<RemovedJob[]>;
	/** The number of the last order handed over, until the rider gets a new job. */
	readonly done: Signal<string | undefined> = signal(undefined);
	#riderId: string;
	#known: KnownJob[];
	#ownDoing = new Set<string>();

	constructor(riderId: string) {
		this.#riderId = riderId;
		const { known, removed } = this.#load();
		this.#known = known;
		this.removed = signal(removed);
	}

	/** Polls the lists and follows events. Returns a function that stops it. */
	start(): () => void {
		const poll = () => void (document.hidden || !navigator.onLine || this.list.load());
		const timer = setInterval(poll, POLL_MS);
		const stopListening = listen((event) => this.#onEvent(event));
		const stopTracking = this.list.value.subscribe((deliveries) => deliveries && this.#trackRemovals(deliveries));
		document.addEventListener("visibilitychange", poll);
		void this.list.load();
		return () => {
			clearInterval(timer);
			stopListening();
			stopTracking();
			document.removeEventListener("visibilitychange", poll);
		};
	}

	/** Applies the response to a command. */
	update(delivery: Delivery): void {
		const known = this.list.value.value ?? [];
		this.list.set(known.map((one) => (one.orderId === delivery.orderId && one.version < delivery.version ? delivery : one)));
	}

	/** Runs a command that ends the job. Marked before it is sent, so that an event that overtakes the response gives no notice. */
	async finish<Result>(orderId: string, act: () => Promise<Result>): Promise<Result> {
		this.#ownDoing.add(orderId);
		try {
			return await this.run(act);
		} catch (error) {
			this.#ownDoing.delete(orderId);
			throw error;
		}
	}

	/** Runs a command, and reloads the lists when it is rejected: they are out of date then. */
	async run<Result>(act: () => Promise<Result>): Promise<Result> {
		try {
			return await act();
		} catch (error) {
			if (error instanceof Problem && [404, 409, 422, 423].includes(error.status)) void this.list.load();
			throw error;
		}
	}

	acknowledge(orderId: string): void {
		this.removed.value = this.removed.value.filter((one) => one.orderId !== orderId);
		this.#save();
	}

	async #read(): Promise<Delivery[]> {
		const listed: Delivery[] = [];
		for (const list of LISTS) listed.push(...(await get<{ items: Delivery[] }>(`/v1/deliveries?status=${list}`)).items);
		return mergeNewest(this.list.value.value ?? [], listed);
	}

	/** Skips `delivery.moved`, because this page itself reports the rider's location. */
	#onEvent({ type }: StreamEvent): void {
		if (type !== "delivery.moved") void this.list.load();
	}

	#trackRemovals(deliveries: Delivery[]): void {
		const { mine } = groupDeliveries(deliveries, this.#riderId, serverTime());
		const removed = findRemovedJobs(this.#known, mine, deliveries, this.#ownDoing, serverTime());
		for (const { orderId } of mine) if (!this.#known.some((job) => job.orderId === orderId)) this.#ownDoing.delete(orderId);
		if (mine.length > 0) this.done.value = undefined;
		this.#known = mine.map(knownJob);
		this.removed.value = [...this.removed.value, ...removed];
		this.#save();
	}

	get #key(): string {
		return `cortado.rider-jobs.${this.#riderId}`;
	}

	#load(): Saved {
		return JSON.parse(localStorage.getItem(this.#key) ?? '{"known":[],"removed":[]}') as Saved;
	}

	#save(): void {
		localStorage.setItem(this.#key, JSON.stringify({ known: this.#known, removed: this.removed.value } satisfies Saved));
	}
}

export function useJobs(riderId: string): Jobs {
	const jobs = useMemo(() => new Jobs(riderId), [riderId]);
	useEffect(() => jobs.start(), [jobs]);
	return jobs;
}
