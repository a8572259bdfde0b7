import { type ActionHandler, type ActionSchema, type BrokerOptions, Errors, type Middleware, type Service, ServiceBroker } from "moleculer";
import { isProblemCode } from "../../../contracts/problems.ts";
import type { Caller } from "../../../lib/auth/caller.ts";
import { busMiddleware } from "../../../lib/broker/bus-middleware.ts";
import type { ActorStore } from "../../../lib/storage/actor-store.ts";
import brokerDefaults from "../../../moleculer.config.ts";
import { eventually } from "../eventually.ts";
import { loadServices } from "../services.ts";
import { ChaosBus, randomOf } from "../stand-ins/chaos-bus.ts";

export const OPERATOR: Caller = { accountId: "acc_operator", roles: ["operator"] };
export const customer = (accountId: string): Caller => ({ accountId, roles: ["customer"] });
export const staff = (storeId: string): Caller => ({ accountId: `acc_${storeId}`, roles: ["staff"], storeId });
export const rider = (accountId: string): Caller => ({ accountId, roles: ["rider"] });

export const RIDERS = ["acc_rider_1", "acc_rider_2", "acc_rider_3", "acc_rider_4", "acc_rider_5", "acc_rider_6"];
const PLACE = { address: "서울", lat: 37.5, lng: 127 };
/** Seconds of preparation, and what there is at first where anything is counted: too little for everybody. */
const PRODUCTS = { americano: 0, latte: 1, "cold-brew": 0 };
export const AT_FIRST: Record<string, number> = { americano: 20, latte: 8, "cold-brew": 14 };
export const COUNTED = ["gangnam", "hongdae"];

/** What is asked across services while an order lives, and may fail before or after it has had its effect. */
const FRAGILE = ["brew.cancel", "delivery.cancel", "delivery.disown", "rider.take", "rider.check"];
const FAILS = 0.2;

/** Longer than anything that is waited for here; ms. */
export const A_LIFE = 120_000;

export type Outcome<Result> = { result: Result } | { refusal: string };

/** All services in one process, on a bus and with calls of which anything may fail. */
export class Town {
	readonly bus: ChaosBus;
	readonly broker: ServiceBroker;
	/** What no caller may ever meet. */
	readonly failures: string[] = [];
	#isCalm = false;

	constructor(seed: number) {
		this.bus = new ChaosBus(seed);
		const replaced = (brokerDefaults.middlewares as (string | Middleware)[]).map((middleware) =>
			typeof middleware === "object" && middleware.name === "Bus" ? busMiddleware(() => this.bus) : middleware,
		);
		const middlewares = [this.#fragileCalls(randomOf(seed + 1)), ...replaced] as NonNullable<BrokerOptions["middlewares"]>;
		this.broker = new ServiceBroker({ ...brokerDefaults, middlewares, skipProcessEventRegistration: true });
	}

	async open(): Promise<this> {
		for (const { schema } of await loadServices()) if (schema.name !== "gateway") this.broker.createService(schema);
		await this.broker.start();
		await Promise.all(["gangnam", "hongdae", "sinchon"].map((storeId) => this.#found(storeId)));
		await this.#must("store.change", { storeId: "hongdae", autoAccept: true, autoBrew: true, autoDispatch: true });
		for (const storeId of COUNTED)
			for (const [productId, onHand] of Object.entries(AT_FIRST)) await this.#must("stock.set", { storeId, productId, onHand });
		for (const id of RIDERS) await this.#must("rider.change", { onShift: true }, rider(id));
		return this;
	}

	close(): Promise<void> {
		return this.broker.stop();
	}

	/** A call from outside, as the gateway would make it. */
	async ask<Result = unknown>(caller: Caller, action: string, params: object): Promise<Outcome<Result>> {
		try {
			return { result: await this.broker.call<Result, object>(action, params, { meta: { outside: true, caller } }) };
		} catch (error) {
			const { message, type } = error as Errors.MoleculerError;
			if (!isProblemCode(type) && !(error instanceof Errors.MoleculerRetryableError)) this.failures.push(`${action}: ${message}`);
			return { refusal: type };
		}
	}

	/** Nothing goes wrong any more, and everything that waits for something gets it. */
	async settle(): Promise<void> {
		this.#isCalm = true;
		this.bus.calm();
		await eventually(async () => {
			expect(await this.#restless()).toEqual([]);
			expect(this.bus.backlog()).toBe(0);
		});
	}

	/** All that is known of an order. */
	async describe(id: string): Promise<string> {
		const stores = ["order", "payment", "store-order", "brew", "delivery"].map((name) => this.#documents(name));
		return JSON.stringify(await Promise.all(stores.map((documents) => documents.load(id))), null, 1);
	}

	#documents(service: string): ActorStore {
		return (this.broker.getLocalService(service) as unknown as { documents: ActorStore }).documents;
	}

	/** Documents with something to say, or waiting for a time. */
	async #restless(): Promise<string[]> {
		const stores = (this.broker.services as unknown as { name: string; documents?: ActorStore }[]).filter(({ documents }) => documents);
		const found = stores.map(async ({ documents, name }) => {
			const waiting = [...(await documents!.pending(5)), ...(await documents!.overdue(Date.now() + A_LIFE, 5))];
			return waiting.map(({ _id, due, outbox }) => `${name}/${_id}: ${due ? `${due.command.type} is due` : outbox[0]!.type}`);
		});
		return (await Promise.all(found)).flat();
	}

	async #found(id: string): Promise<void> {
		await this.#must("store.create", { id, name: { ko: id, en: id }, location: PLACE });
		for (const [productId, prepSeconds] of Object.entries(PRODUCTS))
			await this.#must("store.putProduct", { storeId: id, productId, name: { ko: productId, en: productId }, price: 1_000, prepSeconds });
	}

	async #must(action: string, params: object, caller = OPERATOR): Promise<void> {
		expect(await this.ask(caller, action, params)).toEqual({ result: expect.anything() });
	}

	#fragileCalls(random: () => number): Middleware {
		const mayFail = (name: string | undefined): void => {
			if (!this.#isCalm && random() < FAILS / 2) throw new Errors.RequestTimeoutError({ action: name!, nodeID: "" });
		};
		return {
			name: "FragileCalls",
			localAction(next: ActionHandler, { name }: ActionSchema): ActionHandler {
				if (!FRAGILE.includes(name!)) return next;
				return async function fragile(this: Service, ctx) {
					mayFail(name);
					const result = await next.call(this, ctx);
					mayFail(name);
					return result;
				};
			},
		};
	}
}
