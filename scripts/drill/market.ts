import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { signToken } from "../../lib/auth/tokens.ts";
import type { Balancer, Reply } from "./balancer.ts";

const NAME = { ko: "훈련점", en: "Drill" };
const LOCATION = { address: "서울", lat: 37.5, lng: 127 };
const LATTE = { name: { ko: "라떼", en: "Latte" }, price: 5_000, prepSeconds: 0 };
const KNOWN_WITHIN = 60_000;
const AN_HOUR = 3_600_000;

const CUSTOMERS = 20;
/** These make everything by themselves, and at once. */
const QUICK = ["drill-1", "drill-2", "drill-3", "drill-4"];
/** Takes every order, and waits for somebody to brew. */
const SLOW = "drill-slow";

const tokenOf = (accountId: string, role: "customer" | "operator"): Promise<string> =>
	signToken({ sub: accountId, roles: [role], jti: accountId }, Date.now() + AN_HOUR);

/** Stores, and people who may order there. */
export class Market {
	readonly operator: string;
	readonly customers: string[];
	/** Tells this drill's orders from those of others on the same fleet. */
	readonly #name = randomUUID();

	private constructor(operator: string, customers: string[]) {
		this.operator = operator;
		this.customers = customers;
	}

	static async open(door: Balancer): Promise<Market> {
		const ids = Array.from({ length: CUSTOMERS }, (_, index) => `acc_drill${index}`);
		const market = new Market(await tokenOf("acc_drill", "operator"), await Promise.all(ids.map((id) => tokenOf(id, "customer"))));
		for (const id of QUICK) await market.#found(door, id, { autoAccept: true, autoBrew: true });
		await market.#found(door, SLOW, { autoAccept: true });
		return market;
	}

	customer(turn: number): string {
		return this.customers[turn % this.customers.length]!;
	}

	/** An order that its note tells from all others. */
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

	async #found(door: Balancer, id: string, change: object): Promise<void> {
		const token = this.operator;
		await until(() => door.call("POST", "/v1/stores", { token, body: { id, name: NAME, location: LOCATION } }), [201, 409]);
		await until(() => door.call("PUT", `/v1/stores/${id}/products/latte`, { token, body: LATTE }), [200, 201]);
		await until(() => door.call("PATCH", `/v1/stores/${id}`, { token, body: change }), [200]);
	}
}

/** Nodes that have just come up may not have heard of each other. */
const until = async (ask: () => Promise<Reply>, wanted: number[]): Promise<void> => {
	let reply = await ask();
	for (const end = Date.now() + KNOWN_WITHIN; !wanted.includes(reply.status); reply = await ask()) {
		if (Date.now() > end) throw new Error(`The market does not open: ${reply.status} ${JSON.stringify(reply.body)}`);
		await sleep(200);
	}
};
