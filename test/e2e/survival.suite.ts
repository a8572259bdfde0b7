import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../eventually.ts";
import { type Api, people } from "./api.ts";
import { System } from "./system.ts";

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

	constructor(customer: Api, callers: number) {
		this.#callers = Array.from({ length: callers }, () => this.#run(customer));
	}

	async stop(): Promise<void> {
		this.#going = false;
		await Promise.all(this.#callers);
	}

	async #run(customer: Api): Promise<void> {
		while (this.#going) {
			const answer = await customer.post("/v1/orders", ORDER).catch(() => undefined);
			if (answer?.status === 201) this.acknowledged.push(answer.body.id);
			await sleep(answer?.status === 201 ? 5 : 50);
		}
	}
}

/** The nodes of a local cluster, by what they run. */
const nodesOf = (parent: number): { pid: number; services: string }[] =>
	readdirSync("/proc")
		.filter((entry) => /^\d+$/.test(entry))
		.flatMap((pid) => {
			try {
				const ppid = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
				const services = /(?:^|\0)SERVICES=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, "utf8"))?.[1];
				return ppid === parent && services ? [{ pid: Number(pid), services }] : [];
			} catch {
				return []; // ended meanwhile
			}
		});

/** Whoever is killed, whenever: what was acknowledged reaches its end. */
export const survivalSuite = (mode: "one" | "cluster"): void => {
	let system: System;
	let customer: Api;

	beforeAll(async () => {
		system = await (await System.prepare(mode, { MAX_BACKLOG: "100000" })).start();
		const who = await people(system.base);
		customer = who.customer;
		const product = { name: { ko: "물", en: "Water" }, price: 100, prepSeconds: 0 };
		expect((await who.operator.put("/v1/stores/hongdae/products/water", product)).status).toBe(201);
		await eventually(async () => expect((await customer.post("/v1/orders", ORDER)).status).toBe(201));
	}, 60_000);

	afterAll(() => system?.remove(), 30_000);

	const expectAllReady = async (ids: string[]): Promise<void> => {
		expect(ids.length).toBeGreaterThan(20);
		for (const id of ids) await customer.until(`/v1/orders/${id}`, { status: "ready" }, 30_000);
	};

	if (mode === "one")
		it("loses nothing to kill -9 of the process, three times", async () => {
			const crowd = new Crowd(customer, 8);
			for (let round = 0; round < 3; round++) {
				await sleep(500 + Math.random() * 500);
				await system.kill();
				await system.start();
			}
			await sleep(300);
			await crowd.stop();

			await expectAllReady(crowd.acknowledged);
		}, 90_000);
	else
		it.each(["brew", "store", "stock", "order"])(
			"loses nothing to kill -9 of the node that runs %s",
			async (service) => {
				const crowd = new Crowd(customer, 8);
				await sleep(500);
				const victim = nodesOf(system.pid).find(({ services }) => services.split(",").includes(service));
				expect(victim).toBeDefined();
				process.kill(victim!.pid, "SIGKILL");
				await sleep(1_500);
				await system.ready();
				await sleep(500);
				await crowd.stop();

				await expectAllReady(crowd.acknowledged);
			},
			90_000,
		);
};
