import type { Api, People } from "../../e2e/api.ts";
import { eventually } from "../../support/eventually.ts";

const HERE = { address: "서울 강남구 테헤란로 152", lat: 37.5, lng: 127.0364 };
const THERE = { address: "서울 강남구 역삼로 12", lat: 37.4955, lng: 127.0455 };
const SPOT_OF_STORE = { lat: 37.4979, lng: 127.0276 };
const RIDER = "acc_demo_rider";

export const PLACES = { HERE, THERE, SPOT_OF_STORE };

/** What somebody at gangnam, its customer and its desk do for a rider to have something to carry. */
export class Errands {
	readonly #customer: Api;
	readonly #desk: Api;
	readonly #rider: Api;

	constructor({ customer, gangnam, rider }: People) {
		[this.#customer, this.#desk, this.#rider] = [customer, gangnam, rider];
	}

	/** Goods that are being made, to be paid at the door. */
	async goods(): Promise<string> {
		const lines = [{ productId: "latte", quantity: 2 }];
		const id = await this.#place({ kind: "goods", fulfilment: "delivery", lines, destination: THERE });
		await this.#desk.until(`/v1/brews/${id}`, { stocked: true });
		await this.#desk.post(`/v1/brews/${id}/start`);
		await this.#wanted(id);
		return id;
	}

	async parcel(): Promise<string> {
		const way = { from: HERE, to: THERE, size: "medium", weightKg: 6.5 };
		const { body: quote } = await this.#customer.post("/v1/quotes", way);
		const id = await this.#place({ kind: "parcel", parcel: { ...way, item: "서류" }, quoteId: quote.id });
		await this.#wanted(id);
		return id;
	}

	/** Once the rider is free. */
	assign(id: string): Promise<string> {
		return eventually(async () => {
			const { body, status } = await this.#desk.post(`/v1/deliveries/${id}/assign`, { riderId: RIDER });
			expect(status).toBe(200);
			return body.number;
		});
	}

	/** Taken on and under way, without the page. */
	async ride(id: string): Promise<void> {
		await this.assign(id);
		await this.#rider.post(`/v1/deliveries/${id}/accept`);
		await this.#rider.post(`/v1/deliveries/${id}/depart`);
	}

	finishBrewing = (id: string) => this.#desk.post(`/v1/brews/${id}/complete`);
	callOff = (id: string, reason: string) => this.#desk.post(`/v1/deliveries/${id}/fail`, { reason });
	unlock = (id: string) => this.#desk.post(`/v1/deliveries/${id}/unlock`);
	seen = (id: string, expected: object) => this.#customer.until(`/v1/deliveries/${id}`, expected);
	pin = async (id: string): Promise<string> => (await this.#customer.get(`/v1/deliveries/${id}`)).body.pin;
	wrongPin = async (id: string): Promise<string> => ((await this.pin(id)) === "0000" ? "1111" : "0000");

	/** The money is in hand, and was taken once. */
	async expectCollectedOnce(id: string, amount: number): Promise<void> {
		await this.#customer.until(`/v1/orders/${id}/payment`, { status: "collected", amount });
		await eventually(async () => {
			const { body } = await this.#customer.get(`/v1/orders/${id}/history`);
			expect(body.items.filter(({ type }: { type: string }) => type === "payment.collected")).toHaveLength(1);
		});
	}

	/** The rider has one job at a time: whatever a test has left would be in the way of the next. */
	async endAll(): Promise<void> {
		const { body } = await this.#rider.get("/v1/deliveries?status=assigned,accepted,in_transit");
		for (const { orderId, status } of body.items)
			await (status === "assigned" ? this.#desk : this.#rider).post(`/v1/deliveries/${orderId}/fail`, { reason: "끝" });
		await this.#desk.until("/v1/riders", { items: [{ id: RIDER, orderId: null }] });
	}

	async #place(order: object): Promise<string> {
		const { body } = await this.#customer.post("/v1/orders", { storeId: "gangnam", payment: { timing: "on_receipt" }, ...order });
		await this.#desk.until(`/v1/stores/gangnam/orders?limit=100`, {
			items: expect.arrayContaining([expect.objectContaining({ id: body.id })]),
		});
		await this.#desk.post(`/v1/stores/gangnam/orders/${body.id}/accept`);
		return body.id;
	}

	#wanted = (id: string) => this.#desk.until(`/v1/deliveries/${id}`, { status: "requested" });
}
