import { jest } from "@jest/globals";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import type { AccountSnapshot } from "../../../contracts/account.ts";
import type { BrewSnapshot } from "../../../contracts/brew.ts";
import type { MessageType, Payload } from "../../../contracts/catalogue/messages.ts";
import type { DeliverySnapshot } from "../../../contracts/delivery.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import type { PaymentSnapshot } from "../../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../../contracts/store-order.ts";
import { EMPTY_CATALOGUE } from "../../../lib/domain/menu.ts";
import type { Message } from "../../../lib/messaging/message.ts";
import { type ActorStore, bareDocument } from "../../../lib/storage/actor-store.ts";
import { aMessage } from "../../support/builders/message.ts";
import { aLine, anOrder, aStore } from "../../support/builders/order.ts";
import { type LoadedService, loadServices } from "../../support/services.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const services = await loadServices();

/** A message of the sender, or a command that another cause sends meanwhile. */
type Step = { [Type in MessageType]: [Type, Payload<Type>] }[MessageType] | { type: string; [field: string]: unknown };

/** What one sender publishes to one actor, in order, with what happens to the actor in between. */
interface Life {
	sender: string;
	/** The actor before the first message; none exists by default. */
	before?: object;
	steps: Step[];
	/** Fields that may differ, by the reason. */
	except?: Record<string, string[]>;
}

interface Receiver {
	documents: ActorStore<object>;
	handle(message: Message): Promise<void>;
	send(id: string, command: object): Promise<unknown>;
}

const prepaid = { timing: "prepaid", status: "due" } as const;
const auto = { brew: false, dispatch: false };
const accepted = { status: "accepted", acceptedAt: 1 } as const;

const ofPayment = (status: PaymentSnapshot["status"], change: Partial<PaymentSnapshot> = {}): PaymentSnapshot => ({
	...{ orderId: "ord_1", storeId: "gangnam", customerId: "acc_1", timing: "prepaid", status, amount: 10_000, refunded: 0 },
	...{ method: null, attempts: 0, updatedAt: 1 },
	...change,
});
const ofStore = (status: StoreOrderSnapshot["status"], change: Partial<StoreOrderSnapshot> = {}): StoreOrderSnapshot => ({
	...{ orderId: "ord_1", storeId: "gangnam", customerId: "acc_1", status, reason: null, auto, readyAt: 9_000, answerBy: null },
	updatedAt: 1,
	...change,
});
const ofBrew = (status: BrewSnapshot["status"]): BrewSnapshot => ({
	...{ orderId: "ord_1", storeId: "gangnam", customerId: "acc_1", status, lines: [aLine()], auto: false, stocked: true },
	...{ receivedAt: 1, startedAt: null, completedAt: null, dueAt: null, missing: [] },
});
const ofDelivery = (status: DeliverySnapshot["status"], change: Partial<DeliverySnapshot> = {}): DeliverySnapshot => ({
	...{ orderId: "ord_1", storeId: "gangnam", customerId: "acc_1", status, riderId: "acc_r", reason: null, number: "A-1" },
	...{ ready: true, take: 1, released: null, location: null, eta: null, answerBy: null, updatedAt: 1 },
	...change,
});
const ofAccount = (change: Partial<AccountSnapshot> = {}): AccountSnapshot => ({
	...{ id: "acc_1", roles: ["customer"], storeId: null, name: "Mina", language: "ko", erased: false },
	...change,
});

const released = { riderId: "acc_r", take: 1 };
const rider = (job: object | null) => ({
	...{ id: "acc_r", name: "Dal", onShift: true, ridesFor: "everybody", lat: null, lng: null, takes: 1, job },
});
const delivered = (change: Partial<OrderSnapshot> = {}) => anOrder({ fulfilment: "delivery", ...accepted, ...change });
const parcel = (change: Partial<OrderSnapshot> = {}) => delivered({ kind: "parcel", lines: [], ...change });
const ENDED = "Nothing waits for it after the order's end.";

/** By receiver. Each message in turn arrives as the only one. */
const LIVES: Record<string, Record<string, Life>> = {
	order: {
		"a store that will be closed at the time of a scheduled order": {
			sender: "store/gangnam",
			before: { ...anOrder({ ...accepted, for: 5_400_000, promise: { readyAt: 5_400_000, deliveredBy: null } }), later: "gangnam" },
			steps: [
				["store.changed", aStore({ open: false })],
				["store.changed", aStore({ hours: { weekly: {} } })],
			],
		},
		"a late charge": {
			sender: "payment/ord_1",
			before: anOrder({ status: "placed", payment: prepaid, payBy: 5_000, submittedAt: null }),
			steps: [
				["payment.declined", ofPayment("declined")],
				["payment.unknown", ofPayment("unknown")],
				["payment.expired", ofPayment("expired")],
				["payment.refunded", ofPayment("refunded", { refunded: 10_000 })],
			],
		},
		"a payment after a decline": {
			sender: "payment/ord_1",
			before: anOrder({ status: "placed", payment: prepaid, payBy: 5_000, submittedAt: null }),
			steps: [
				["payment.declined", ofPayment("declined")],
				["payment.approved", ofPayment("approved")],
				{ type: "cancel", reason: null },
				["payment.refunded", ofPayment("refunded", { refunded: 10_000 })],
			],
			except: { "An unpaid order is never submitted.": ["submittedAt", "payBy"] },
		},
		"a payment of a cancelled order": {
			sender: "payment/ord_1",
			before: anOrder({ status: "placed", payment: prepaid, payBy: 5_000, submittedAt: null }),
			steps: [["payment.unknown", ofPayment("unknown")], { type: "cancel", reason: null }, ["payment.voided", ofPayment("voided")]],
		},
		"a payment at the counter": {
			sender: "payment/ord_1",
			before: anOrder({ status: "completed" }),
			steps: [
				["payment.collected", ofPayment("collected", { timing: "on_receipt" })],
				["payment.refunded", ofPayment("refunded", { timing: "on_receipt" })],
			],
		},
		"a store that accepts": {
			sender: "store-order/ord_1",
			before: anOrder(),
			steps: [
				["store.received", ofStore("submitted", { answerBy: 5_000 })],
				["store.accepted", ofStore("accepted")],
			],
		},
		"a store that rejects": {
			sender: "store-order/ord_1",
			before: anOrder(),
			steps: [
				["store.received", ofStore("submitted", { answerBy: 5_000 })],
				["store.rejected", ofStore("rejected", { reason: "no beans" })],
			],
			except: { [ENDED]: ["answerBy", "promise"] },
		},
		"a store that does not answer": {
			sender: "store-order/ord_1",
			before: anOrder(),
			steps: [
				["store.received", ofStore("submitted", { answerBy: 5_000 })],
				["store.unanswered", ofStore("unanswered")],
			],
			except: { [ENDED]: ["answerBy", "promise"] },
		},
		// A store can hand over only what the order has reported as ready, so the order has handled the acceptance.
		"a customer who comes": {
			sender: "store-order/ord_1",
			before: anOrder({ status: "ready" }),
			steps: [["store.collected", ofStore("completed")]],
		},
		"a customer who does not come": {
			sender: "store-order/ord_1",
			before: anOrder({ status: "ready" }),
			steps: [["store.uncollected", ofStore("uncollected")]],
		},
		"a ticket": {
			sender: "brew/ord_1",
			before: anOrder(accepted),
			steps: [
				["brew.started", ofBrew("brewing")],
				["brew.completed", ofBrew("brewed")],
			],
		},
		"a ticket without stock": { sender: "brew/ord_1", before: anOrder(accepted), steps: [["brew.out_of_stock", ofBrew("out_of_stock")]] },
		"a cancelled ticket": { sender: "brew/ord_1", before: anOrder(accepted), steps: [["brew.cancelled", ofBrew("cancelled")]] },
		"a delivery": {
			sender: "delivery/ord_1",
			before: delivered({ status: "ready" }),
			steps: [
				["delivery.assigned", ofDelivery("assigned")],
				["delivery.search_restarted", ofDelivery("requested", { riderId: null, released })],
				["delivery.assigned", ofDelivery("assigned", { riderId: "acc_s" })],
				["delivery.accepted", ofDelivery("accepted", { riderId: "acc_s" })],
				["delivery.departed", ofDelivery("in_transit", { riderId: "acc_s", eta: 8_000 })],
				["delivery.delivered", ofDelivery("delivered", { riderId: "acc_s" })],
			],
			except: { "An estimate has no meaning after the arrival.": ["promise"] },
		},
		"a delivery that fails": {
			sender: "delivery/ord_1",
			before: delivered({ status: "ready" }),
			steps: [
				["delivery.accepted", ofDelivery("accepted")],
				["delivery.failed", ofDelivery("failed", { released })],
			],
		},
		"a delivery that is cancelled": {
			sender: "delivery/ord_1",
			before: parcel({ riderId: "acc_q" }),
			steps: [
				["delivery.assigned", ofDelivery("assigned")],
				["delivery.search_restarted", ofDelivery("requested", { riderId: null, released })],
				["delivery.cancelled", ofDelivery("cancelled", { riderId: null, released })],
			],
		},
	},
	"order-catalogue": {
		"the catalogue": {
			sender: "catalogue/catalogue",
			steps: [
				["catalogue.changed", EMPTY_CATALOGUE],
				["catalogue.changed", { ...EMPTY_CATALOGUE, categories: { tea: { id: "tea", name: { ko: "차", en: "Tea" }, position: 1 } } }],
			],
		},
	},
	"order-menu": {
		"a store": {
			sender: "store/gangnam",
			steps: [
				["store.changed", aStore()],
				["store.changed", aStore({ open: false })],
			],
		},
	},
	"delivery-store": {
		"a store": {
			sender: "store/gangnam",
			steps: [
				["store.changed", aStore()],
				["store.changed", aStore({ open: false })],
			],
		},
	},
	store: {
		"a stock": {
			sender: "stock/gangnam",
			before: { ...aStore(), soldOut: ["mocha"] },
			steps: [
				["stock.changed", { storeId: "gangnam", orderId: null, missing: [], available: { latte: true, mocha: false } }],
				["stock.changed", { storeId: "gangnam", orderId: null, missing: [], available: { latte: false, mocha: true } }],
			],
		},
	},
	stock: {
		"a cancelled ticket": {
			sender: "brew/ord_1",
			before: { storeId: "gangnam", onHand: { latte: 9 }, reserved: {} },
			steps: [
				["brew.scheduled", { ...ofBrew("scheduled"), reservesNow: true }],
				["brew.received", ofBrew("received")],
				["brew.cancelled", ofBrew("cancelled")],
			],
		},
		// Brewing waits for the reservation, and a stock keeps no list of past orders: without a reservation it does not know whether
		// it has consumed an order already.
		"a ticket": {
			sender: "brew/ord_1",
			before: { storeId: "gangnam", onHand: { latte: 9 }, reserved: { ord_1: { latte: 2 } } },
			steps: [["brew.completed", ofBrew("brewed")]],
		},
	},
	brew: {
		"an order": {
			sender: "order/ord_1",
			steps: [
				["order.accepted", anOrder(accepted)],
				["order.cancelled", anOrder({ ...accepted, status: "cancelled" })],
			],
			except: { "Nothing is brewed for a cancelled ticket.": ["lines", "prepMs"] },
		},
		"a reservation": {
			sender: "stock/gangnam",
			before: { ...ofBrew("received"), stocked: false, prepMs: 0 },
			steps: [["stock.reserved", { storeId: "gangnam", orderId: "ord_1", missing: [], available: {} }]],
		},
		"an empty stock": {
			sender: "stock/gangnam",
			before: { ...ofBrew("received"), stocked: false, prepMs: 0 },
			steps: [["stock.ran_out", { storeId: "gangnam", orderId: "ord_1", missing: ["latte"], available: {} }]],
		},
	},
	"store-order": {
		"an order to collect": {
			sender: "order/ord_1",
			steps: [
				["order.submitted", anOrder()],
				{ type: "accept", auto, readyAt: null },
				["order.preparing", anOrder({ ...accepted, status: "preparing" })],
				["order.ready", anOrder({ ...accepted, status: "ready" })],
				["order.cancelled", anOrder({ ...accepted, status: "cancelled", reason: "uncollected" })],
			],
			except: { "A ticket of unknown length does not count for the store's pace.": ["acceptedAt", "startedAt", "madeAt"] },
		},
		"an order to deliver": {
			sender: "order/ord_1",
			steps: [
				["order.submitted", delivered({ status: "submitted" })],
				{ type: "accept", auto, readyAt: null },
				["order.ready", delivered({ status: "ready" })],
				["order.departed", delivered({ status: "in_transit" })],
				["order.completed", delivered({ status: "completed" })],
			],
			except: { "A ticket of unknown length does not count for the store's pace.": ["acceptedAt", "startedAt", "madeAt"] },
		},
	},
	payment: {
		"a rejected order": {
			sender: "order/ord_1",
			steps: [
				["order.placed", anOrder({ status: "placed", payment: prepaid })],
				["order.rejected", anOrder({ status: "rejected", payment: prepaid })],
			],
		},
		"a cancelled order": {
			sender: "order/ord_1",
			steps: [
				["order.placed", anOrder({ status: "placed", payment: prepaid })],
				["order.cancelled", anOrder({ status: "cancelled", payment: prepaid })],
			],
		},
		"an order that nobody collects": {
			sender: "order/ord_1",
			steps: [
				["order.placed", anOrder()],
				["order.cancelled", anOrder({ status: "cancelled", reason: "uncollected" })],
			],
		},
		"an order paid at the counter": {
			sender: "order/ord_1",
			steps: [
				["order.placed", anOrder()],
				["order.completed", anOrder({ status: "completed" })],
				["order.refunded", anOrder({ status: "completed", refunded: true })],
			],
		},
	},
	delivery: {
		goods: {
			sender: "order/ord_1",
			steps: [
				["order.preparing", delivered({ status: "preparing" })],
				["order.ready", delivered({ status: "ready" })],
				["order.cancelled", delivered({ status: "cancelled" })],
			],
			except: { "The PIN is random.": ["pin"], "No rider comes for a cancelled delivery.": ["number", "from", "to", "ready"] },
		},
		"a parcel": {
			sender: "order/ord_1",
			steps: [
				["order.accepted", parcel()],
				["order.cancelled", parcel({ status: "cancelled" })],
			],
			except: { "The PIN is random.": ["pin"], "No rider comes for a cancelled delivery.": ["number", "from", "to", "ready"] },
		},
	},
	rider: {
		"an account": {
			sender: "account/acc_r",
			before: rider(null),
			steps: [
				["account.registered", ofAccount({ id: "acc_r", roles: ["rider"] })],
				["account.changed", ofAccount({ id: "acc_r", roles: ["rider"], name: "Dalli" })],
				["account.erased", ofAccount({ id: "acc_r", roles: ["rider"], name: null, erased: true })],
			],
		},
		"an account that is suspended for a while": {
			sender: "account/acc_r",
			before: rider(null),
			steps: [
				["account.suspended", ofAccount({ id: "acc_r", roles: ["rider"], suspended: true })],
				["account.reinstated", ofAccount({ id: "acc_r", roles: ["rider"] })],
			],
			except: { "A suspension that was missed ends no shift.": ["onShift"] },
		},
		"an account that loses its role": {
			sender: "account/acc_r",
			before: rider(null),
			steps: [
				["account.changed", ofAccount({ id: "acc_r", roles: ["rider"], name: "Dalli" })],
				["account.changed", ofAccount({ id: "acc_r", roles: ["customer"], name: "Dalli" })],
				["account.erased", ofAccount({ id: "acc_r", roles: ["customer"], name: null, erased: true })],
			],
		},
		...Object.fromEntries(
			(["search_restarted", "delivered", "failed", "cancelled"] as const).map((event): [string, Life] => [
				`a job until ${event}`,
				{
					sender: "delivery/ord_1",
					before: rider({ orderId: "ord_1", take: 1, takenAt: 1, confirmed: false }),
					steps: [
						["delivery.assigned", ofDelivery("assigned")],
						[`delivery.${event}`, ofDelivery("cancelled", { released })],
					],
				},
			]),
		),
	},
	"customer-level": {
		"an order": {
			sender: "order/ord_1",
			steps: [
				["order.completed", anOrder({ status: "completed" })],
				["order.refunded", anOrder({ status: "completed", refunded: true })],
			],
		},
		"an account": {
			sender: "account/acc_1",
			steps: [
				["account.registered", ofAccount()],
				["account.changed", ofAccount({ name: "Minah" })],
				["account.erased", ofAccount({ name: null, erased: true })],
			],
		},
	},
};

/** Each notification and each webhook is of one message: a missed message is a missed notification. */
const NOT_COMPARED = ["notification", "webhook"];

/** The actor that the messages are for. */
const ACTORS: Record<string, string> = {
	...{ "order-catalogue": "catalogue", "order-menu": "gangnam", "delivery-store": "gangnam", store: "gangnam", stock: "gangnam" },
	...{ rider: "acc_r", "customer-level": "acc_1" },
};

const isMessage = (step: Step): step is Extract<Step, unknown[]> => Array.isArray(step);
const subscriber = (name: string): LoadedService => services.find(({ schema }) => schema.name === name)!;
const store: ServiceSchema = { name: "store", actions: { settings: { guard: "internal", handler: () => aStore() } } };

const brokers: ServiceBroker[] = [];
const receivers = new Map<string, Promise<Receiver>>();
let runs = 0;

/** The service alone, so that nobody answers what it publishes. */
const open = async (name: string): Promise<Receiver> => {
	const broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	brokers.push(broker);
	broker.createService(subscriber(name).schema);
	if (name !== "store") broker.createService(store);
	await broker.start();
	return broker.getLocalService(name) as unknown as Receiver;
};

/** The actor's state after the steps, but without the messages before the first that arrives. */
const stateAfter = async (name: string, { before, except = {}, sender, steps }: Life, first: number, last: number) => {
	const { actors, documents, handle } = (await receivers.get(name)!) as Receiver & { actors: { send: Receiver["send"] } };
	const suffix = `x${++runs}`;
	const rename = <Value>(value: Value): Value =>
		JSON.parse(JSON.stringify(value).replaceAll(/\b(ord_1|acc_1|acc_r|gangnam)\b/g, `$1${suffix}`));
	const id = rename(ACTORS[name] ?? "ord_1");
	if (before) await documents.create(bareDocument(id, 1, rename(before)));
	for (const [index, step] of steps.slice(0, last + 1).entries()) {
		if (!isMessage(step)) await actors.send(id, rename(step)).catch(() => undefined);
		else if (index >= first) await handle(rename(aMessage(sender, index + 1, step[0], step[1])));
	}
	const state = { ...(await documents.load(id))?.state } as Record<string, unknown>;
	for (const field of ["updatedAt", ...Object.values(except).flat()]) delete state[field];
	return JSON.parse(JSON.stringify(state).replaceAll(suffix, ""));
};

beforeAll(() => {
	jest.spyOn(Date, "now").mockReturnValue(10_000);
	for (const name of Object.keys(LIVES)) receivers.set(name, open(name));
	return Promise.all(receivers.values());
});
afterAll(() => Promise.all(brokers.map((broker) => broker.stop())));

const cases = Object.entries(LIVES).flatMap(([name, lives]) =>
	Object.entries(lives).flatMap(([life, { steps }]) =>
		steps.flatMap((step, index) => (isMessage(step) ? [{ name, life, type: step[0], index }] : [])),
	),
);

describe("the latest message of a sender is enough", () => {
	it.each(cases)("$name, $life: $type", async ({ name, life, index }) => {
		const all = await stateAfter(name, LIVES[name]![life]!, 0, index);

		expect(await stateAfter(name, LIVES[name]![life]!, index, index)).toEqual(all);
	});

	it("is held to for every subscription", () => {
		const subscribed = services
			.filter(({ schema }) => !NOT_COMPARED.includes(schema.name))
			.flatMap(({ schema, subscriptions }) => subscriptions.map((type) => `${schema.name} ${type}`));

		expect([...new Set(cases.map(({ name, type }) => `${name} ${type}`))].sort()).toEqual(subscribed.sort());
	});
});
