import { type ActionHandler, type ActionSchema, type BrokerOptions, Errors, type Middleware, type Service, ServiceBroker } from "moleculer";
import { isProblemCode } from "../../../contracts/catalogue/problems.ts";
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
/** Preparation time by product; seconds. */
const PRODUCTS = { americano: 0, latte: 1, "cold-brew": 0 };
/** Too little for all orders. */
export const INITIAL_STOCK: Record<string, number> = { americano: 20, latte: 8, "cold-brew": 14 };
/** The third store does not track its stock. */
export const STORES_WITH_STOCK = ["gangnam", "hongdae"];

/** Calls between services that may fail before or after they take effect. */
const UNRELIABLE_ACTIONS = ["brew.cancel", "delivery.cancel", "delivery.disown", "rider.take", "rider.check"];
const FAILURE_RATE = 0.2;

/** Longer than any timer of these services; ms. */
export const TIME_LIMIT = 120_000;

export type Outcome<Result> = { result: Result } | { refusal: string };

/** All services in one process, with an unreliable bus and unreliable calls between services. */
export class SimulatedSystem {
	readonly bus: ChaosBus;
	readonly broker: ServiceBroker;
	/** Errors that no caller may receive. */
	readonly failures: string[] = [];
	#isReliable = false;

	constructor(seed: number) {
		this.bus = new ChaosBus(seed);
		const middlewares = (brokerDefaults.middlewares as (string | Middleware)[]).map((middleware) =>
			typeof middleware === "object" && middleware.name === "Bus" ? busMiddleware(() => this.bus) : middleware,
		);
		const withFailures = [this.#unreliableCalls(randomOf(seed + 1)), ...middlewares] as NonNullable<BrokerOptions["middlewares"]>;
		this.broker = new ServiceBroker({ ...brokerDefaults, middlewares: withFailures, skipProcessEventRegistration: true });
	}

	async open(): Promise<this> {
		for (const { schema } of await loadServices()) if (schema.name !== "gateway") this.broker.createService(schema);
		await this.broker.start();
		await Promise.all(["gangnam", "hongdae", "sinchon"].map((storeId) => this.#createStore(storeId)));
		await this.#expectSuccess("store.change", { storeId: "hongdae", autoAccept: true, autoBrew: true, autoDispatch: true });
		for (const storeId of STORES_WITH_STOCK)
			for (const [productId, onHand] of Object.entries(INITIAL_STOCK))
				await this.#expectSuccess("stock.set", { storeId, productId, onHand });
		for (const id of RIDERS) await this.#expectSuccess("rider.change", { onShift: true }, rider(id));
		return this;
	}

	close(): Promise<void> {
		return this.broker.stop();
	}

	/** A call from outside, as the gateway makes it. */
	async call<Result = unknown>(caller: Caller, action: string, params: object): Promise<Outcome<Result>> {
		try {
			return { result: await this.broker.call<Result, object>(action, params, { meta: { outside: true, caller } }) };
		} catch (error) {
			const { message, type } = error as Errors.MoleculerError;
			if (!isProblemCode(type) && !(error instanceof Errors.MoleculerRetryableError)) this.failures.push(`${action}: ${message}`);
			return { refusal: type };
		}
	}

	/** Stops all failures, and waits until no message and no timer is outstanding. */
	async settle(): Promise<void> {
		this.#isReliable = true;
		this.bus.calm();
		await eventually(async () => {
			expect(await this.#unsettled()).toEqual([]);
			expect(this.bus.backlog()).toBe(0);
		}).catch(async (error: Error) => {
			const ids = new Set(error.message.match(/ord_[0-9a-z]+/g));
			throw new Error(`${error.message}\n${(await Promise.all(Array.from(ids, (id) => this.describe(id)))).join("\n")}`);
		});
	}

	/** The documents of all services about an order. */
	async describe(id: string): Promise<string> {
		const collections = ["order", "payment", "store-order", "brew", "delivery"].map((name) => this.#documents(name));
		return JSON.stringify(await Promise.all(collections.map((documents) => documents.load(id))), null, 1);
	}

	#documents(service: string): ActorStore {
		return (this.broker.getLocalService(service) as unknown as { documents: ActorStore }).documents;
	}

	/** Documents with unsent messages or a timer. */
	async #unsettled(): Promise<string[]> {
		const services = (this.broker.services as unknown as { name: string; documents?: ActorStore }[]).filter(({ documents }) => documents);
		const unsettled = services.map(async ({ documents, name }) => {
			const found = [...(await documents!.pending(5)), ...(await documents!.overdue(Date.now() + TIME_LIMIT, 5))];
			return found.map(({ _id, due, outbox }) => `${name}/${_id}: ${due ? `${due.command.type} is due` : outbox[0]!.type}`);
		});
		return (await Promise.all(unsettled)).flat();
	}

	async #createStore(id: string): Promise<void> {
		await this.#expectSuccess("store.create", { id, name: { ko: id, en: id }, location: PLACE });
		for (const [productId, prepSeconds] of Object.entries(PRODUCTS))
			await this.#expectSuccess("store.putProduct", {
				storeId: id,
				productId,
				name: { ko: productId, en: productId },
				price: 1_000,
				prepSeconds,
			});
	}

	async #expectSuccess(action: string, params: object, caller = OPERATOR): Promise<void> {
		expect(await this.call(caller, action, params)).toEqual({ result: expect.anything() });
	}

	#unreliableCalls(random: () => number): Middleware {
		const mayFail = (name: string | undefined): void => {
			if (!this.#isReliable && random() < FAILURE_RATE / 2) throw new Errors.RequestTimeoutError({ action: name!, nodeID: "" });
		};
		return {
			name: "UnreliableCalls",
			localAction(next: ActionHandler, { name }: ActionSchema): ActionHandler {
				if (!UNRELIABLE_ACTIONS.includes(name!)) return next;
				return async function unreliable(this: Service, ctx) {
					mayFail(name);
					const result = await next.call(this, ctx);
					mayFail(name);
					return result;
				};
			},
		};
	}
}
