import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { get } from "../../shared/api.ts";
import { serverTime } from "../../shared/clock.ts";
import { listen, type StreamEvent } from "../../shared/live.ts";
import { Problem } from "../../shared/problem.ts";
import { Resource } from "../../shared/resource.ts";
import { type Carried, carried, type Parting, partings } from "../ride/parting.ts";
import { newest, sorted } from "./deliveries.ts";

/** Nobody is told of jobs that are nobody's yet, nor of a PIN that is unlocked. */
const LOOK_EVERY_MS = 5_000;
const LISTS = ["requested,assigned,accepted,in_transit&limit=100", "delivered,cancelled,failed&limit=50"];

interface Memory {
	had: Carried[];
	gone: Parting[];
}

/** A rider's jobs: those there are, and those that have gone without the rider's doing. */
export class Jobs {
	readonly list: Resource<Delivery[]> = new Resource("/v1/deliveries", () => this.#read());
	readonly gone: Signal<Parting[]>;
	/** What was handed over last, until there is something new. */
	readonly done: Signal<string | undefined> = signal(undefined);
	#riderId: string;
	#had: Carried[];
	#letGo = new Set<string>();

	constructor(riderId: string) {
		this.#riderId = riderId;
		const { gone, had } = this.#remembered();
		this.#had = had;
		this.gone = signal(gone);
	}

	/** Until the function that is returned is called. */
	follow(): () => void {
		const look = () => void (document.hidden || !navigator.onLine || this.list.load());
		const timer = setInterval(look, LOOK_EVERY_MS);
		const stopHearing = listen((news) => this.#hear(news));
		const stopCounting = this.list.value.subscribe((deliveries) => deliveries && this.#count(deliveries));
		document.addEventListener("visibilitychange", look);
		void this.list.load();
		return () => {
			clearInterval(timer);
			stopHearing();
			stopCounting();
			document.removeEventListener("visibilitychange", look);
		};
	}

	/** As an answer to a command shows it. */
	learn(delivery: Delivery): void {
		const known = this.list.value.value ?? [];
		this.list.set(known.map((one) => (one.orderId === delivery.orderId && one.version < delivery.version ? delivery : one)));
	}

	/** What the rider does on purpose needs no explaining, also if the news of it comes before the answer. */
	async letGo<Result>(orderId: string, act: () => Promise<Result>): Promise<Result> {
		this.#letGo.add(orderId);
		try {
			return await this.command(act);
		} catch (error) {
			this.#letGo.delete(orderId);
			throw error;
		}
	}

	/** Refused, it is not as it was shown. */
	async command<Result>(act: () => Promise<Result>): Promise<Result> {
		try {
			return await act();
		} catch (error) {
			if (error instanceof Problem && [404, 409, 422, 423].includes(error.status)) void this.list.load();
			throw error;
		}
	}

	acknowledge(orderId: string): void {
		this.gone.value = this.gone.value.filter((one) => one.orderId !== orderId);
		this.#remember();
	}

	async #read(): Promise<Delivery[]> {
		const told: Delivery[] = [];
		for (const list of LISTS) told.push(...(await get<{ items: Delivery[] }>(`/v1/deliveries?status=${list}`)).items);
		return newest(this.list.value.value ?? [], told);
	}

	/** Where the rider is, only the rider tells. */
	#hear({ type }: StreamEvent): void {
		if (type !== "delivery.moved") void this.list.load();
	}

	#count(deliveries: Delivery[]): void {
		const { mine } = sorted(deliveries, this.#riderId, serverTime());
		const gone = partings(this.#had, mine, deliveries, this.#letGo, serverTime());
		for (const { orderId } of mine) if (!this.#had.some((job) => job.orderId === orderId)) this.#letGo.delete(orderId);
		if (mine.length > 0) this.done.value = undefined;
		this.#had = mine.map(carried);
		this.gone.value = [...this.gone.value, ...gone];
		this.#remember();
	}

	get #key(): string {
		return `cortado.rider.${this.#riderId}`;
	}

	#remembered(): Memory {
		return JSON.parse(localStorage.getItem(this.#key) ?? '{"had":[],"gone":[]}') as Memory;
	}

	#remember(): void {
		localStorage.setItem(this.#key, JSON.stringify({ had: this.#had, gone: this.gone.value } satisfies Memory));
	}
}

export function useJobs(riderId: string): Jobs {
	const jobs = useMemo(() => new Jobs(riderId), [riderId]);
	useEffect(() => jobs.follow(), [jobs]);
	return jobs;
}
