import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { signToken } from "../../lib/auth/tokens.ts";
import type { Balancer, Reply } from "./balancer.ts";

const NAME = { ko: "훈련점", en: "Drill" };
const LOCATION = { address: "서울", lat: 37.5, lng: 127 };
const LATTE = { name: { ko: "라떼", en: "Latte" }, price: 5_000, prepSeconds: 0 };
const OPEN_TIMEOUT_MS = 60_000;
const HOUR_MS = 3_600_000;

const CUSTOMERS = 20;
/** Accept and brew automatically, without preparation time. */
const QUICK = ["drill-1", "drill-2", "drill-3", "drill-4"];
/** Accepts automatically, but nobody brews. */
const SLOW = "drill-slow";

const tokenOf = (accountId: string, role: "customer" | "operator"): Promise<string> =>
	signToken({ sub: accountId, roles: [role], jti: accountId }, Date.now() + HOUR_MS);

/** The drill's stores and customers. */
export class Market {
	readonly operator: string;
	readonly customers: string[];
	/** Marks this drill's orders, because several drills can run on one fleet. */
	readonly #name = randomUUID();

	private constructor(operator: string, customers: string[]) {
		this.operator = operator;
		this.customers = customers;
	}

	static async open(balancer: Balancer): Promise<Market> {
		const ids = Array.from({ length: CUSTOMERS }, (_, index) => `acc_drill${index}`);
		const market = new Market(await tokenOf("acc_drill", "operator"), await Promise.all(ids.map((id) => tokenOf(id, "customer"))));
		for (const id of QUICK) await market.#createStore(balancer, id, { autoAccept: true, autoBrew: true });
		await market.#createStore(balancer, SLOW, { autoAccept: true });
		return market;
	}

	customer(turn: number): string {
		return this.customers[turn % this.customers.length]!;
	}

	/** The note identifies the order. */
	order(turn: number, timing: "prepaid" | "on_receipt", isSlow: boolean): object {
		return {
			storeId: isSlow ? SLOW : QUICK[turn % QUICK.length],
			kind: "goods",
			fulfilment: "pickup",
			lines: [{ productId: "latte", quantity: 1 }],
			payment: { timing },
			note: `visit ${turn} of ${this.#name}`,
		};
	}

	async #createStore(balancer: Balancer, id: string, change: object): Promise<void> {
		const token = this.operator;
		await retry(() => balancer.call("POST", "/v1/stores", { token, body: { id, name: NAME, location: LOCATION } }), [201, 409]);
		await retry(() => balancer.call("PUT", `/v1/stores/${id}/products/latte`, { token, body: LATTE }), [200, 201]);
		await retry(() => balancer.call("PATCH", `/v1/stores/${id}`, { token, body: change }), [200]);
	}
}

/** Retries, because nodes that have just started may not have discovered each other. */
const retry = async (request: () => Promise<Reply>, expected: number[]): Promise<void> => {
	let reply = await request();
	for (const end = Date.now() + OPEN_TIMEOUT_MS; !expected.includes(reply.status); reply = await request()) {
		if (Date.now() > end) throw new Error(`The drill's stores cannot be created: ${reply.status} ${JSON.stringify(reply.body)}`);
		await sleep(200);
	}
};
