import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../support/eventually.ts";
import { type Api, type People, people } from "../support/api.ts";
import type { Running } from "../support/modes.ts";

const ORDER = {
	storeId: "hongdae",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "water", quantity: 1 }],
	payment: { timing: "on_receipt" },
};

/** Places orders until it is stopped, and records the acknowledged ones. */
class Crowd {
	readonly acknowledged: string[] = [];
	#isRunning = true;
	#callers: Promise<void>[];

	/** `pause` between two orders of a caller, in milliseconds. */
	constructor(customer: Api, callers: number, pause: number) {
		this.#callers = Array.from({ length: callers }, () => this.#run(customer, pause));
	}

	/** Waits until this many more orders are acknowledged. */
	async placeMore(more: number): Promise<void> {
		const wanted = this.acknowledged.length + more;
		await eventually(() => expect(this.acknowledged.length).toBeGreaterThanOrEqual(wanted));
	}

	async stop(): Promise<void> {
		this.#isRunning = false;
		await Promise.all(this.#callers);
	}

	async #run(customer: Api, pause: number): Promise<void> {
		while (this.#isRunning) {
			const answer = await customer.post("/v1/orders", ORDER).catch(() => undefined);
			if (answer?.status === 201) this.acknowledged.push(answer.body.id);
			await sleep(answer?.status === 201 ? pause : 50);
		}
	}
}

/** Signs in the users and adds a product that is ready at once. */
const withQuickProduct = (system: () => Running): (() => People) => {
	let users: People;

	beforeAll(async () => {
		users = await people(system().base);
		const product = { name: { ko: "물", en: "Water" }, price: 100, prepSeconds: 0 };
		expect((await users.operator.put("/v1/stores/hongdae/products/water", product)).status).toBe(201);
		await eventually(async () => expect((await users.customer.post("/v1/orders", ORDER)).status).toBe(201));
	});

	return () => users;
};

const expectAllReady = async ({ customer, operator }: People, ids: string[]): Promise<void> => {
	for (const id of ids) await customer.until(`/v1/orders/${id}`, { status: "ready" });
	await operator.until("/v1/ops/audit", { ok: true, violations: [] });
};

/** Kills the only process. Acknowledged orders must still be fulfilled. */
export const processSurvivalSuite = (system: () => Running): void => {
	const users = withQuickProduct(system);

	it("loses no acknowledged order when the process is killed three times", async () => {
		const crowd = new Crowd(users().customer, 8, 5);
		for (let round = 0; round < 3; round++) {
			await sleep(500 + Math.random() * 500);
			await system().kill();
			await system().start();
		}
		await crowd.placeMore(15);
		await crowd.stop();

		await expectAllReady(users(), crowd.acknowledged);
	});
};

/** Kills one node after another. Acknowledged orders must still be fulfilled. */
export const nodeSurvivalSuite = (system: () => Running): void => {
	const users = withQuickProduct(system);

	it("loses no acknowledged order when nodes of brew, store, stock and order are killed", async () => {
		const crowd = new Crowd(users().customer, 4, 100);
		for (const service of ["brew", "store", "stock", "order"]) {
			await crowd.placeMore(15);
			await system().killOne(service);
		}
		await crowd.placeMore(15);
		await crowd.stop();

		await expectAllReady(users(), crowd.acknowledged);
	});
};
