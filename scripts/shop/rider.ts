import type { Account } from "../load/customers/session.ts";
import { Hands, type Scene } from "./scene.ts";

interface Spot {
	lat: number;
	lng: number;
}
interface Job {
	orderId: string;
	number: string;
	status: string;
	ready: boolean;
	from: Spot | null;
	to: Spot | null;
}

const STEPS = 10;
const SECONDS_PER_STEP = 3;

/** Takes deliveries of simulated customers from door to door. Others are declined, because only their customers know the PIN. */
export class Rider {
	readonly #scene: Scene;
	readonly #account: Account;
	readonly #name: string;
	readonly #home: Spot;
	readonly #hands = new Hands();

	constructor(scene: Scene, account: Account, name: string, home: Spot) {
		this.#scene = scene;
		this.#account = account;
		this.#name = name;
		this.#home = home;
	}

	async work(): Promise<void> {
		await this.#shift({ onShift: true, ...this.#home });
		await this.#scene.repeat(2, () => this.#look());
	}

	async endShift(): Promise<void> {
		await this.#shift({ onShift: false });
	}

	async #shift(body: object): Promise<void> {
		const rider = await this.#scene.ask(this.#account, "PATCH", "/v1/riders/me", { body });
		if (rider) this.#scene.riders.add(rider.id);
	}

	async #look(): Promise<void> {
		const found = await this.#scene.ask(this.#account, "GET", "/v1/deliveries?status=assigned,accepted,in_transit&limit=10");
		for (const job of (found?.items ?? []) as Job[]) this.#hands.take(job.orderId, () => this.#handle(job));
	}

	async #handle(job: Job): Promise<void> {
		const { number, orderId, ready, status } = job;
		if (status === "assigned") {
			await this.#scene.linger(2, 6);
			const isOurs = this.#scene.customers.has(orderId);
			await this.#do(orderId, isOurs ? "accept" : "decline", isOurs ? `takes ${number}` : `leaves ${number} to others`);
		}
		if (status === "accepted" && ready) {
			await this.#scene.linger(3, 8);
			await this.#do(orderId, "depart", `leaves with ${number}`);
		}
		if (status === "in_transit") await this.#ride(job);
	}

	async #ride({ from, number, orderId, to }: Job): Promise<void> {
		for (let step = 1; from && to && step <= STEPS && !this.#scene.over.signal.aborted; step++) {
			const share = step / STEPS;
			const body = { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share };
			await this.#scene.ask(this.#account, "POST", `/v1/deliveries/${orderId}/location`, { body });
			await this.#scene.pause(SECONDS_PER_STEP);
		}
		const customer = this.#scene.customers.get(orderId);
		const pin = customer && (await this.#scene.ask(customer, "GET", `/v1/deliveries/${orderId}`))?.pin;
		if (pin) await this.#do(orderId, "confirm", `delivers ${number}`, { pin });
	}

	async #do(orderId: string, step: string, text: string, body?: object): Promise<void> {
		const done = await this.#scene.ask(this.#account, "POST", `/v1/deliveries/${orderId}/${step}`, body ? { body } : {});
		if (done) this.#scene.say(this.#name, text);
	}
}
