import type { Api, People } from "../../e2e/support/api.ts";
import { DeliveryFixture } from "./delivery-fixture.ts";

export const LATTE = { productId: "latte", quantity: 2 };

/** Orders for the board of gangnam, made by a customer and its staff through the API. */
export class StoreFixture {
	readonly deliveries: DeliveryFixture;
	readonly #customer: Api;
	readonly #staff: Api;

	constructor(people: People) {
		this.deliveries = new DeliveryFixture(people);
		[this.#customer, this.#staff] = [people.customer, people.gangnam];
	}

	/** Places a pick-up order that waits for the store's answer. */
	async order(timing: "prepaid" | "on_receipt" = "on_receipt", more: object = {}): Promise<string> {
		const order = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines: [LATTE], payment: { timing }, ...more };
		const { body, status } = await this.#customer.post("/v1/orders", order);
		expect(status).toBe(201);
		if (timing === "prepaid") await this.#customer.post(`/v1/orders/${body.id}/payment`, { method: "card", token: "sim_ok" });
		await this.#staff.until("/v1/stores/gangnam/orders?limit=100", {
			items: expect.arrayContaining([expect.objectContaining({ id: body.id })]),
		});
		return body.id;
	}

	async accepted(timing?: "prepaid" | "on_receipt", more?: object): Promise<string> {
		const id = await this.order(timing, more);
		await this.#staff.post(`/v1/stores/gangnam/orders/${id}/accept`);
		await this.#staff.until(`/v1/brews/${id}`, { stocked: true });
		return id;
	}

	async brewing(timing?: "prepaid" | "on_receipt", more?: object): Promise<string> {
		const id = await this.accepted(timing, more);
		await this.#staff.post(`/v1/brews/${id}/start`);
		return id;
	}

	async ready(timing?: "prepaid" | "on_receipt", more?: object): Promise<string> {
		const id = await this.brewing(timing, more);
		await this.#staff.post(`/v1/brews/${id}/complete`);
		await this.becomes(id, "ready");
		return id;
	}

	cancel = (id: string) => this.#customer.post(`/v1/orders/${id}/cancellation`, {});
	number = async (id: string): Promise<string> => (await this.#customer.get(`/v1/orders/${id}`)).body.number;
	becomes = (id: string, status: string) => this.#customer.until(`/v1/orders/${id}`, { status });
	brew = async (id: string): Promise<string> => (await this.#staff.get(`/v1/brews/${id}`)).body.status;

	/** Ends all open orders, so that the next test starts with an empty board. */
	async clear(): Promise<void> {
		await this.#staff.patch("/v1/stores/gangnam", { open: true, autoAccept: false, extraMinutes: 0 });
		const { body } = await this.#staff.get("/v1/stores/gangnam/orders?status=submitted,accepted,preparing,ready,in_transit&limit=100");
		for (const { id, status } of body.items) {
			if (status === "submitted") await this.#staff.post(`/v1/stores/gangnam/orders/${id}/reject`, { reason: "끝" });
			if (status === "accepted") await this.cancel(id);
			if (status === "preparing") await this.#staff.post(`/v1/brews/${id}/complete`);
			if (status === "preparing") await this.#customer.until(`/v1/orders/${id}`, { status: "ready" });
			await this.#staff.post(`/v1/stores/gangnam/orders/${id}/collect`);
		}
	}
}
