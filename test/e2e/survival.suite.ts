import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../support/eventually.ts";
import { type Api, type People, people } from "./api.ts";
import type { Running } from "./modes.ts";

const ORDER = {
	storeId: "hongdae",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "water", quantity: 1 }],
	payment: { timing: "on_receipt" },
};

/** Places orders until it is told to stop, and remembers what was acknowledged. */
class Crowd {
	readonly acknowledged: string[] = [];
	#going = true;
	#callers: Promise<void>[];

	/** Each of the callers pauses between two orders; in milliseconds. */
	constructor(customer: Api, callers: number, pause: number) {
		this.#callers = Array.from({ length: callers }, () => this.#run(customer, pause));
	}

	/** So many more than now. */
	async hasPlaced(more: number): Promise<void> {
		const wanted = this.acknowledged.length + more;
		await eventually(() => expect(this.acknowledged.length).toBeGreaterThanOrEqual(wanted));
	}

	async stop(): Promise<void> {
		this.#going = false;
		await Promise.all(this.#callers);
	}

	async #run(customer: Api, pause: number): Promise<void> {
		while (this.#going) {
			const answer = await customer.post("/v1/orders", ORDER).catch(() => undefined);
			if (answer?.status === 201) this.acknowledged.push(answer.body.id);
			await sleep(answer?.status === 201 ? pause : 50);
		}
	}
}

export const ALL_ADMITTED = { MAX_BACKLOG: "100000" };

/** People who are offered what is made by itself, at once. */
const served = (system: () => Running): (() => People) => {
	let who: People;

	beforeAll(async () => {
		who = await people(system().base);
		const product = { name: { ko: "물", en: "Water" }, price: 100, prepSeconds: 0 };
		expect((await who.operator.put("/v1/stores/hongdae/products/water", product)).status).toBe(201);
		await eventually(async () => expect((await who.customer.post("/v1/orders", ORDER)).status).toBe(201));
	});

	return () => who;
};

const expectAllReady = async ({ customer, operator }: People, ids: string[]): Promise<void> => {
	for (const id of ids) await customer.until(`/v1/orders/${id}`, { status: "ready" });
	await operator.until("/v1/ops/audit", { ok: true, violations: [] });
};

/** The only process is killed: what was acknowledged reaches its end. */
export const processSurvivalSuite = (system: () => Running): void => {
	const who = served(system);

	it("loses nothing to kill -9 of the process, three times", async () => {
		const crowd = new Crowd(who().customer, 8, 5);
		for (let round = 0; round < 3; round++) {
			await sleep(500 + Math.random() * 500);
			await system().kill();
			await system().start();
		}
		await crowd.hasPlaced(15);
		await crowd.stop();

		await expectAllReady(who(), crowd.acknowledged);
	});
};

/** One node after another is killed: what was acknowledged reaches its end. */
export const nodeSurvivalSuite = (system: () => Running): void => {
	const who = served(system);

	it("loses nothing to kill -9 of a node of brew, of store, of stock and of order", async () => {
		const crowd = new Crowd(who().customer, 4, 100);
		for (const service of ["brew", "store", "stock", "order"]) {
			await crowd.hasPlaced(15);
			await system().killOne(service);
		}
		await crowd.hasPlaced(15);
		await crowd.stop();

		await expectAllReady(who(), crowd.acknowledged);
	});
};
