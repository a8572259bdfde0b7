import { setTimeout as sleep } from "node:timers/promises";
import type { Row, Table } from "../../../lib/storage/table.ts";
import { type Charge, type Provider, type ProviderResult, UNKNOWN } from "./provider.ts";

/** A charge as the provider stores it. `closed` was looked up before it arrived, and is never charged. */
export interface SimulatedCharge {
	orderId: string;
	amount: number;
	status: "approved" | "declined" | "closed" | "refunded";
	/** Until then the outcome is reported as unknown. */
	settledAt: number;
}

export interface Behaviour {
	/** Delay of a charge; look-ups and refunds have none. */
	latencyMs: number;
	/** Share of calls, from 0 to 1, whose outcome is reported as unknown although they take effect. */
	failureRate: number;
	now?: () => number;
}

export interface Balance {
	charged: number;
	refunded: number;
}

/** How long the `sim_timeout_*` tokens keep the outcome unknown. */
const SETTLES_AFTER_MS = 1_500;
const BATCH_SIZE = 500;

/** A map rather than an object, because a customer's token may be `constructor`. */
const TOKENS = new Map<string, { status: "approved" | "declined"; after: number }>([
	["sim_ok", { status: "approved", after: 0 }],
	["sim_declined", { status: "declined", after: 0 }],
	["sim_timeout_ok", { status: "approved", after: SETTLES_AFTER_MS }],
	["sim_timeout_declined", { status: "declined", after: SETTLES_AFTER_MS }],
]);

/** A payment provider for development and tests. Its charges are stored, so that they survive restarts and all nodes share them. */
export class SimulatedProvider implements Provider {
	#charges: Table<SimulatedCharge>;
	#behaviour: Behaviour;
	#now: () => number;

	constructor(charges: Table<SimulatedCharge>, behaviour: Behaviour) {
		this.#charges = charges;
		this.#behaviour = behaviour;
		this.#now = behaviour.now ?? Date.now;
	}

	async charge(charge: Charge, token: string): Promise<ProviderResult> {
		if (token === "sim_down") return { outcome: "none", reference: null };
		const { status, after } = TOKENS.get(token) ?? { status: "declined", after: 0 };
		const stored = await this.#insertOnce(charge, { status, settledAt: this.#now() + after });
		if (this.#behaviour.latencyMs > 0) await sleep(this.#behaviour.latencyMs);
		return this.#resultOf(stored, charge);
	}

	async lookUp(charge: Charge): Promise<ProviderResult> {
		return this.#resultOf(await this.#insertOnce(charge, { status: "closed", settledAt: 0 }), charge);
	}

	async refund(charge: Charge): Promise<ProviderResult> {
		const refunded = await this.#charges.update(charge.id, (found) => {
			if (found?.status !== "approved" && found?.status !== "refunded") throw new Error(`Nothing was charged for ${charge.id}.`);
			return { ...found, status: "refunded" };
		});
		return this.#resultOf(refunded!, charge);
	}

	/** Charged and refunded amounts of all charges, by order. */
	async ledger(): Promise<Map<string, Balance>> {
		const balances = new Map<string, Balance>();
		for await (const { amount, orderId, status } of this.#all()) {
			const { charged, refunded } = balances.get(orderId) ?? { charged: 0, refunded: 0 };
			const isCharged = status === "approved" || status === "refunded";
			balances.set(orderId, {
				charged: charged + (isCharged ? amount : 0),
				refunded: refunded + (status === "refunded" ? amount : 0),
			});
		}
		return balances;
	}

	async *#all(): AsyncGenerator<SimulatedCharge> {
		for (let after: string | undefined; ; ) {
			const batch: Row<SimulatedCharge>[] = await this.#charges.scan({
				limit: BATCH_SIZE,
				...(after === undefined ? undefined : { after }),
			});
			for (const { value } of batch) yield value;
			if (batch.length < BATCH_SIZE) return;
			after = batch.at(-1)!.id;
		}
	}

	/** Stores a charge unless its id exists already; returns the stored one. */
	async #insertOnce({ amount, id, orderId }: Charge, state: Pick<SimulatedCharge, "status" | "settledAt">): Promise<SimulatedCharge> {
		const first: SimulatedCharge = { orderId, amount, ...state };
		return (await this.#charges.insert(id, first)) ? first : (await this.#charges.get(id))!;
	}

	#resultOf({ settledAt, status }: SimulatedCharge, { id }: Charge): ProviderResult {
		if (this.#now() < settledAt || Math.random() < this.#behaviour.failureRate) return UNKNOWN;
		return { outcome: status === "closed" ? "none" : status, reference: `sim:${id}` };
	}
}
