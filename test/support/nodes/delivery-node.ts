import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { MessageType } from "../../../contracts/catalogue/messages.ts";
import { typesOf } from "../../../contracts/catalogue/messages.ts";
import type { DeliverySnapshot, LiveDelivery } from "../../../contracts/delivery.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import type { Message } from "../../../lib/messaging/message.ts";
import type { ActorStore } from "../../../lib/storage/actor-store.ts";
import { anOrder, aStore } from "../builders/order.ts";
import { eventually } from "../eventually.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const services = await Promise.all([
	import("../../../services/delivery/delivery.service.ts"),
	import("../../../services/delivery/delivery-store.service.ts"),
	import("../../../services/delivery/quote.service.ts"),
	import("../../../services/delivery/rider.service.ts"),
]);

export const CUSTOMER: Caller = { accountId: "acc_1", roles: ["customer"] };
export const STRANGER: Caller = { accountId: "acc_2", roles: ["customer"] };
export const GANGNAM: Caller = { accountId: "acc_3", roles: ["staff"], storeId: "gangnam" };
export const HONGDAE: Caller = { accountId: "acc_4", roles: ["staff"], storeId: "hongdae" };
export const OPERATOR: Caller = { accountId: "acc_5", roles: ["operator"] };

export const HERE = { address: "서울 강남구 1", lat: 37.5, lng: 127 };
export const THERE = { address: "서울 강남구 2", lat: 37.52, lng: 127.02 };
export const PARCEL = { item: "documents", size: "small", weightKg: 1.2, from: HERE, to: THERE } as const;

export const refused = (type: string, code: number) => expect.objectContaining({ type, code });

const STORES: Record<string, object> = { gangnam: aStore(), hongdae: aStore({ id: "hongdae", location: THERE }) };
const store: ServiceSchema = {
	name: "store",
	actions: {
		settings: { guard: "internal", handler: ({ params }: Context<{ storeId: string }>) => STORES[params.storeId] ?? null },
	},
};

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
type Answer = any;

/** The services of the delivery folder on one broker, with a stand-in for the store service. */
export class DeliveryNode {
	readonly broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	readonly received: Message<DeliverySnapshot>[] = [];
	readonly #announced: LiveDelivery[] = [];
	readonly #pinChanges: LiveDelivery[] = [];
	#riders = 0;
	#orders = 0;
	#versions = new Map<string, number>();

	async start(): Promise<this> {
		this.broker.createService(store);
		for (const { default: schema } of services) this.broker.createService(schema as unknown as ServiceSchema);
		this.broker.createService(listener(this.received, this.#announced, this.#pinChanges));
		await this.broker.start();
		return this;
	}

	/** A call as the gateway makes it. */
	call(action: string, params: object, caller: Caller): Promise<Answer> {
		const ctx = new Context<object, CallMeta>(this.broker);
		ctx.meta = { outside: true, caller, requestId: "req_1" };
		return ctx.call(action, params);
	}

	/** A call as another service makes it. */
	ask(action: string, params: object): Promise<Answer> {
		return this.broker.call(action, params);
	}

	service(name: string): { documents: ActorStore<Answer>; send(id: string, command: object): Promise<Answer> } {
		return this.broker.getLocalService(name) as never;
	}

	anOrder(change: Partial<OrderSnapshot> = {}): OrderSnapshot {
		const id = `ord_${String(++this.#orders).padStart(24, "0")}`;
		return anOrder({ id, kind: "parcel", fulfilment: "delivery", parcel: PARCEL, destination: THERE, acceptedAt: 1, ...change });
	}

	/** Publishes a message of the order; pass a version for an old or a duplicate message. */
	async publish(type: MessageType, order: OrderSnapshot, version?: number): Promise<void> {
		const sender = `order/${order.id}`;
		const next = version ?? (this.#versions.get(sender) ?? 0) + 1;
		this.#versions.set(sender, next);
		const id = `${sender}/${next}`;
		const status = type.slice("order.".length) as OrderSnapshot["status"];
		const message: Message = { id, type, sender, version: next, at: Date.now(), schema: 1, data: { ...order, status } };
		await this.broker.bus.publish({ id, type, sender, version: next, json: JSON.stringify(message) });
	}

	/** A parcel that waits for a rider. */
	async requested(change: Partial<OrderSnapshot> = {}): Promise<OrderSnapshot> {
		const order = this.anOrder(change);
		await this.publish("order.accepted", order);
		return order;
	}

	async rider(change: object = {}): Promise<Caller> {
		const caller: Caller = { accountId: `acc_rider_${++this.#riders}`, roles: ["rider"] };
		await this.call("rider.change", { onShift: true, ...change }, caller);
		return caller;
	}

	assign(orderId: string, rider: Caller, caller = GANGNAM): Promise<Answer> {
		return this.call("delivery.assign", { orderId, riderId: rider.accountId }, caller);
	}

	/** A parcel that its rider carries. */
	async inTransit(): Promise<{ orderId: string; rider: Caller; pin: string }> {
		const [{ id: orderId }, rider] = [await this.requested(), await this.rider()];
		await this.assign(orderId, rider);
		await this.call("delivery.accept", { orderId }, rider);
		await this.call("delivery.depart", { orderId }, rider);
		const { pin } = await this.call("delivery.get", { orderId }, CUSTOMER);
		return { orderId, rider, pin };
	}

	until(orderId: string, expected: object): Promise<Answer> {
		return eventually(async () => {
			const delivery = await this.call("delivery.get", { orderId }, OPERATOR);
			expect(delivery).toMatchObject(expected);
			return delivery;
		});
	}

	/** Resolves once the rider has handled the end of the delivery. */
	untilFree({ accountId }: Caller): Promise<void> {
		return eventually(async () => expect((await this.service("rider").documents.load(accountId))?.state.job).toBeNull());
	}

	published(orderId: string): string[] {
		return this.received.filter(({ data }) => data.orderId === orderId).map(({ type }) => type);
	}

	/** What the gateways were told of the delivery's position. */
	announced(orderId: string): LiveDelivery[] {
		return this.#announced.filter(({ data }) => data.orderId === orderId);
	}

	/** How often the gateways were told that the delivery's PIN or its tries have changed. */
	pinChanges(orderId: string): number {
		return this.#pinChanges.filter(({ data }) => data.orderId === orderId).length;
	}

	stop(): Promise<void> {
		return this.broker.stop();
	}
}

const listener = (received: Message<DeliverySnapshot>[], announced: LiveDelivery[], pinChanges: LiveDelivery[]): ServiceSchema => ({
	name: "listener",
	events: {
		"delivery.moved": (ctx: Context<LiveDelivery>) => void announced.push(ctx.params),
		"delivery.pin_changed": (ctx: Context<LiveDelivery>) => void pinChanges.push(ctx.params),
	},
	started() {
		return this.broker.bus.subscribe({
			group: "listener",
			types: typesOf("delivery"),
			handler: async (message: Message) => void received.push(message as Message<DeliverySnapshot>),
			deadLetter: async () => undefined,
		});
	},
});
