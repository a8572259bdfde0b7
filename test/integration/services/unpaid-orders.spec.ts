import type { PaymentStatus } from "../../../contracts/notation/common.ts";
import { pick } from "../../../contracts/notation/contract.ts";
import { OrderSnapshot } from "../../../contracts/order.ts";
import type { Decision } from "../../../lib/actor/rules.ts";
import { type Order, type OrderCommand, orderRules } from "../../../services/order/order.ts";
import { type Outcome, type Payment, type PaymentCommand, paymentRules } from "../../../services/payment/payment.ts";
import { anOrder } from "../../support/builders/order.ts";

const AT = 1_000;
const MAX_ATTEMPTS = 2;
const OUTCOMES: Outcome[] = ["approved", "declined", "none", "unknown"];

/** A prepaid order and its payment, with the messages that have not arrived. Versions count a sender's messages. */
interface World {
	order: Order;
	payment: Payment | null;
	toPayment: { version: number; order: OrderSnapshot }[];
	toOrder: { version: number; status: PaymentStatus }[];
	published: { order: number; payment: number };
	seen: { order: number; payment: number };
}

const placed: Order = anOrder({ status: "placed", payment: { timing: "prepaid", status: "due" }, payBy: AT, submittedAt: null });
const start: World = {
	order: placed,
	payment: null,
	toPayment: [{ version: 1, order: pick(OrderSnapshot, placed) }],
	toOrder: [],
	published: { order: 1, payment: 0 },
	seen: { order: 0, payment: 0 },
};

const afterOrder = (world: World, decision: Decision<Order>): World => {
	if (decision.kind !== "become") return world;
	const version = world.published.order + 1;
	const sent = decision.emits.length > 0;
	const toPayment = sent ? [...world.toPayment, { version, order: pick(OrderSnapshot, decision.state) }] : world.toPayment;
	return { ...world, order: decision.state, toPayment, published: { ...world.published, order: sent ? version : version - 1 } };
};

const afterPayment = (world: World, decision: Decision<Payment>): World => {
	if (decision.kind !== "become") return world;
	const version = world.published.payment + 1;
	const sent = decision.emits.length > 0;
	const toOrder = sent ? [...world.toOrder, { version, status: decision.state.status }] : world.toOrder;
	return { ...world, payment: decision.state, toOrder, published: { ...world.published, payment: sent ? version : version - 1 } };
};

const tellOrder = (world: World, command: OrderCommand): World => afterOrder(world, orderRules.decide(world.order, command, AT));
const tellPayment = (world: World, command: PaymentCommand): World =>
	afterPayment(world, paymentRules.decide(world.payment, command, AT - 1));

/** Any message in flight may arrive next; one that a later one has overtaken is dropped. */
const arrivals = (world: World): World[] => [
	...world.toOrder.map((message) => {
		const arrived = { ...world, toOrder: world.toOrder.filter((other) => other !== message) };
		if (message.version <= world.seen.payment) return arrived;
		return tellOrder({ ...arrived, seen: { ...world.seen, payment: message.version } }, { type: "payment", status: message.status });
	}),
	...world.toPayment.map((message) => {
		const arrived = { ...world, toPayment: world.toPayment.filter((other) => other !== message) };
		if (message.version <= world.seen.order) return arrived;
		return tellPayment({ ...arrived, seen: { ...world.seen, order: message.version } }, { type: "follow", order: message.order });
	}),
];

const results = (world: World, outcomes: Outcome[]): World[] =>
	outcomes.map((outcome) => tellPayment(world, { type: "recordResult", attemptId: world.payment!.attempt!.id, outcome, reference: null }));

/** What the provider reports, in time or by a look-up. */
const providerReports = (world: World): World[] => {
	const status = world.payment?.attempt?.status;
	if (status === "sent" || status === "unknown") return results(world, OUTCOMES);
	return status === "refunding" ? results(world, ["refunded", "unknown"]) : [];
};

const successors = (world: World): World[] => [
	...arrivals(world),
	...providerReports(world),
	...(world.payment && world.payment.attempts < MAX_ATTEMPTS ? [tellPayment(world, { type: "begin", method: "card" })] : []),
	...(world.payment ? [tellPayment(world, { type: "expire" })] : []),
	tellOrder(world, { type: "cancel", reason: null }),
];

/** Without the counters of calls, which grow for as long as the provider is away. */
const keyOf = (world: World): string =>
	JSON.stringify(world, (name, value) => (["tries", "nextCallAt", "updatedAt"].includes(name) ? undefined : value));

const everyWorld = (): World[] => {
	const found = new Map([[keyOf(start), start]]);
	for (const world of found.values())
		for (const successor of successors(world)) if (!found.has(keyOf(successor))) found.set(keyOf(successor), successor);
	return [...found.values()];
};

const isQuiet = ({ payment, toOrder, toPayment }: World): boolean =>
	toOrder.length === 0 && toPayment.length === 0 && payment !== null && paymentRules.due?.(payment) === undefined;

describe("a prepaid order and its payment, in every order of messages, timers and results", () => {
	const worlds = everyWorld();
	const quiet = worlds.filter(isQuiet);

	it("reaches every final status of the payment", () => {
		const statuses = new Set(quiet.map(({ payment }) => payment!.status));

		expect([...statuses].sort()).toEqual(["approved", "expired", "refunded", "voided"]);
	});

	it("never leaves the order placed once nothing is outstanding", () => {
		const stuck = quiet.filter(({ order }) => order.status === "placed");

		expect(stuck.map(({ order }) => order.payment.status)).toEqual([]);
	});

	it("keeps the money of submitted orders only", () => {
		const paid = quiet.filter(({ payment }) => payment!.status === "approved");

		expect(new Set(paid.map(({ order }) => order.status))).toEqual(new Set(["submitted"]));
		expect(quiet.filter(({ order, payment }) => order.status === "submitted" && payment!.status !== "approved")).toEqual([]);
	});
});
