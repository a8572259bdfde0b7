import type { Api, People } from "../../e2e/support/api.ts";
import { eventually } from "../../support/eventually.ts";

const HERE = { address: "서울 강남구 테헤란로 152", lat: 37.5, lng: 127.0364 };
const THERE = { address: "서울 강남구 역삼로 12", lat: 37.4955, lng: 127.0455 };
const SPOT_OF_STORE = { lat: 37.4979, lng: 127.0276 };
const RIDER = "acc_demo_rider";

export const PLACES = { HERE, THERE, SPOT_OF_STORE };

/** Deliveries for a rider, made by a customer and the staff of gangnam through the API. */
export class DeliveryFixture {
	readonly #customer: Api;
	readonly #staff: Api;
	readonly #rider: Api;

	constructor({ customer, gangnam, rider }: People) {
		[this.#customer, this.#staff, this.#rider] = [customer, gangnam, rider];
	}

	/** A goods order in preparation, to be paid at the door. */
	async goods(): Promise<string> {
		const lines = [{ productId: "latte", quantity: 2 }];
		const id = await this.#place({ kind: "goods", fulfilment: "delivery", lines, destination: THERE });
		await this.#staff.until(`/v1/brews/${id}`, { stocked: true });
		await this.#staff.post(`/v1/brews/${id}/start`);
		await this.#untilRequested(id);
		return id;
	}

	async parcel(): Promise<string> {
		const route = { from: HERE, to: THERE, size: "medium", weightKg: 6.5 };
		const { body: quote } = await this.#customer.post("/v1/quotes", route);
		const id = await this.#place({ kind: "parcel", parcel: { ...route, item: "서류" }, quoteId: quote.id });
		await this.#untilRequested(id);
		return id;
	}

	/** Retries until the rider is free, and returns the order's number. */
	assign(id: string): Promise<string> {
		return eventually(async () => {
			const { body, status } = await this.#staff.post(`/v1/deliveries/${id}/assign`, { riderId: RIDER });
			expect(status).toBe(200);
			return body.number;
		});
	}

	/** Assigns, accepts and departs, without the page. */
	async ride(id: string): Promise<void> {
		await this.assign(id);
		await this.#rider.post(`/v1/deliveries/${id}/accept`);
		await this.#rider.post(`/v1/deliveries/${id}/depart`);
	}

	finishBrewing = (id: string) => this.#staff.post(`/v1/brews/${id}/complete`);
	callOff = (id: string, reason: string) => this.#staff.post(`/v1/deliveries/${id}/fail`, { reason });
	unlock = (id: string) => this.#staff.post(`/v1/deliveries/${id}/unlock`);
	untilCustomerSees = (id: string, expected: object) => this.#customer.until(`/v1/deliveries/${id}`, expected);
	pin = async (id: string): Promise<string> => (await this.#customer.get(`/v1/deliveries/${id}`)).body.pin;
	wrongPin = async (id: string): Promise<string> => ((await this.pin(id)) === "0000" ? "1111" : "0000");

	/** Expects that the payment was collected exactly once. */
	async expectCollectedOnce(id: string, amount: number): Promise<void> {
		await this.#customer.until(`/v1/orders/${id}/payment`, { status: "collected", amount });
		await eventually(async () => {
			const { body } = await this.#customer.get(`/v1/orders/${id}/history`);
			expect(body.items.filter(({ type }: { type: string }) => type === "payment.collected")).toHaveLength(1);
		});
	}

	/** Ends all deliveries under way, because a rider has one job at a time and a leftover would block the next test. */
	async endAll(): Promise<void> {
		const { body } = await this.#rider.get("/v1/deliveries?status=assigned,accepted,in_transit");
		for (const { orderId, status } of body.items)
			await (status === "assigned" ? this.#staff : this.#rider).post(`/v1/deliveries/${orderId}/fail`, { reason: "끝" });
		await this.#staff.until("/v1/riders", { items: [{ id: RIDER, orderId: null }] });
	}

	async #place(order: object): Promise<string> {
		const { body } = await this.#customer.post("/v1/orders", { storeId: "gangnam", payment: { timing: "on_receipt" }, ...order });
		await this.#staff.until(`/v1/stores/gangnam/orders?limit=100`, {
			items: expect.arrayContaining([expect.objectContaining({ id: body.id })]),
		});
		await this.#staff.post(`/v1/stores/gangnam/orders/${body.id}/accept`);
		return body.id;
	}

	#untilRequested = (id: string) => this.#staff.until(`/v1/deliveries/${id}`, { status: "requested" });
}
