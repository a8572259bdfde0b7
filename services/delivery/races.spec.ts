import fc from "fast-check";
import { DeliverySnapshot } from "../../contracts/delivery.ts";
import { pick } from "../../contracts/notation/contract.ts";
import type { Rules } from "../../lib/actor/rules.ts";
import { type DeliveryCommand, deliveryRules } from "./delivery.ts";
import { type Delivery, isHeldBy, isOver, isWithRider } from "./delivery-state.ts";
import { confirmJob, type Rider, type RiderCommand, releaseJob, riderRules } from "./rider.ts";
import type { RiderAction } from "./rider-commands.ts";

const ORDERS = ["ord_1", "ord_2"];
const RIDERS = ["r1", "r2"];
const PIN = "4711";
const SUBSCRIPTIONS: Record<string, typeof confirmJob> = {
	"delivery.assigned": confirmJob,
	"delivery.search_restarted": releaseJob,
	"delivery.delivered": releaseJob,
	"delivery.failed": releaseJob,
	"delivery.cancelled": releaseJob,
};

interface Message {
	sender: string;
	version: number;
	type: string;
	data: unknown;
}

/** All actors of one kind, run as in lib/actor/actor.ts, except that the test decides when messages arrive. */
class Kind<State extends object, Command extends { type: string }> {
	readonly states = new Map<string, State>();
	readonly published: Message[] = [];
	#versions = new Map<string, number>();
	#seen = new Map<string, number>();
	#rules: Rules<State, Command>;

	constructor(rules: Rules<State, Command>) {
		this.#rules = rules;
	}

	/** Returns whether the command was accepted. */
	send(id: string, command: Command, at: number, from?: Pick<Message, "sender" | "version">): boolean {
		const mark = `${id} ${from?.sender}`;
		if (from && (this.#seen.get(mark) ?? 0) >= from.version) return true;
		const decision = this.#rules.decide(this.states.get(id) ?? null, command, at);
		if (from && (decision.kind === "become" || this.states.has(id))) this.#seen.set(mark, from.version);
		if (decision.kind !== "become") return decision.kind === "ignore";
		const version = (this.#versions.get(id) ?? 0) + 1;
		this.#versions.set(id, version);
		this.states.set(id, decision.state);
		for (const type of decision.emits) this.published.push({ sender: id, version, type, data: pick(DeliverySnapshot, decision.state) });
		return true;
	}
}

class World {
	readonly deliveries = new Kind<Delivery, DeliveryCommand>(deliveryRules);
	readonly riders = new Kind<Rider, RiderCommand>(riderRules);
	/** Second halves of two-step operations, not yet run: the process was slow or killed. */
	readonly open: (() => void)[] = [];
	readonly ended = new Map<string, string>();
	at = 0;

	constructor() {
		for (const id of RIDERS) this.riders.send(id, { type: "change", id, onShift: true }, 0);
	}

	handleOrder(orderId: string, status: "preparing" | "ready" | "cancelled"): void {
		const key = { orderId, storeId: "gangnam", customerId: "acc_1" };
		const version = { preparing: 1, ready: 2, cancelled: 3 }[status];
		const request = {
			type: "request",
			...key,
			number: "A-12",
			from: null,
			to: null,
			autoDispatch: false,
			ready: status === "ready",
			pin: PIN,
		} as const;
		const command = status === "cancelled" ? ({ type: "drop", ...key } as const) : request;
		this.deliveries.send(orderId, command, this.at, { sender: "order", version });
	}

	/** The two writes of an assignment; other steps may come in between. */
	take(orderId: string, riderId: string): void {
		if (!this.deliveries.states.has(orderId) || !this.riders.send(riderId, { type: "take", orderId }, this.at)) return;
		const { takes } = this.riders.states.get(riderId)!;
		this.open.push(() => {
			this.deliveries.send(orderId, { type: "assign", riderId, take: takes, robot: false, answerSeconds: 45 }, this.at);
		});
	}

	check(riderId: string): void {
		const { job } = this.riders.states.get(riderId)!;
		if (!job) return;
		const { orderId, take } = job;
		this.deliveries.send(orderId, { type: "disown", riderId, take }, this.at);
		const type = isHeldBy(this.deliveries.states.get(orderId)!, riderId, take) ? "confirm" : "release";
		this.open.push(() => {
			this.riders.send(riderId, { type, orderId, take }, this.at);
		});
	}

	deliver({ data, sender, type, version }: Message): void {
		const address = SUBSCRIPTIONS[type]?.(data as DeliverySnapshot);
		if (address) this.riders.send(...address, this.at, { sender, version });
	}

	/** The message may be old or a duplicate. */
	deliverAny(index: number): void {
		const { published } = this.deliveries;
		if (published.length > 0) this.deliver(published[index % published.length]!);
	}

	command(orderId: string, command: DeliveryCommand): void {
		this.at += 50_000;
		this.deliveries.send(orderId, command, this.at);
	}

	/** Finishes all steps, delivers all messages and fires all timers. */
	settle(): void {
		for (const orderId of ORDERS) this.command(orderId, { type: "timeOut" });
		for (let finish = this.open.shift(); finish; finish = this.open.shift()) finish();
		for (const orderId of ORDERS) this.handleOrder(orderId, "cancelled");
		for (const message of this.deliveries.published) this.deliver(message);
		for (const riderId of RIDERS) if (riderRules.due?.(this.riders.states.get(riderId)!)) this.check(riderId);
		for (let finish = this.open.shift(); finish; finish = this.open.shift()) finish();
	}

	expectConsistent(): void {
		const deliveries = [...this.deliveries.states.values()];
		for (const riderId of RIDERS) {
			const theirs = deliveries.filter((delivery) => isWithRider(delivery) && delivery.riderId === riderId);
			expect(theirs.length).toBeLessThanOrEqual(1);
			for (const { orderId, take } of theirs) expect(this.riders.states.get(riderId)!.job).toMatchObject({ orderId, take });
		}
		for (const delivery of deliveries) {
			if (["in_transit", "delivered"].includes(delivery.status)) expect(delivery.ready).toBe(true);
			if (isOver(delivery)) this.ended.set(delivery.orderId, this.ended.get(delivery.orderId) ?? delivery.status);
			expect(this.ended.get(delivery.orderId) ?? delivery.status).toBe(delivery.status);
		}
	}
}

type Step = (world: World) => void;

const order = fc.constantFrom(...ORDERS);
const rider = fc.constantFrom(...RIDERS);
const anyIndex = fc.nat(1_000);
const riderAction: fc.Arbitrary<RiderAction> = fc.oneof(
	fc.constantFrom("accept", "decline", "depart").map((type) => ({ type })),
	fc.record({ type: fc.constant("confirm"), pin: fc.constantFrom(PIN, "0000") }),
	fc.constant<RiderAction>({ type: "fail", reason: "rain" }),
);

const step = <T>(weight: number, arbitrary: fc.Arbitrary<T>, act: (world: World, value: T) => void) => ({
	weight,
	arbitrary: arbitrary.map(
		(value): Step =>
			(world) =>
				act(world, value),
	),
});

const anyStep = fc.oneof(
	step(3, fc.tuple(order, fc.constantFrom("preparing", "ready")), (world, [orderId, status]) => world.handleOrder(orderId, status)),
	step(1, order, (world, orderId) => world.handleOrder(orderId, "cancelled")),
	step(4, fc.tuple(order, rider), (world, [orderId, riderId]) => world.take(orderId, riderId)),
	step(2, rider, (world, riderId) => world.check(riderId)),
	step(6, fc.tuple(order, rider, riderAction), (world, [orderId, riderId, act]) => world.command(orderId, { ...act, riderId })),
	step(2, order, (world, orderId) => world.command(orderId, { type: "timeOut" })),
	step(1, order, (world, orderId) => world.command(orderId, { type: "cancel", orderId, storeId: "gangnam", customerId: "acc_1" })),
	step(5, anyIndex, (world, index) => world.open.splice(index % Math.max(1, world.open.length), 1)[0]?.()),
	step(4, anyIndex, (world, index) => world.deliverAny(index)),
);

describe("any interleaving of commands, messages and crashes", () => {
	it("gives no rider two deliveries, starts none before it is ready, reopens none, and frees all riders at the end", () => {
		fc.assert(
			fc.property(fc.array(anyStep, { maxLength: 120, size: "max" }), (steps) => {
				const world = new World();
				for (const next of steps) {
					next(world);
					world.expectConsistent();
				}
				world.settle();
				world.expectConsistent();
				for (const riderId of RIDERS) expect(world.riders.states.get(riderId)!.job).toBeNull();
			}),
			{ numRuns: 300 },
		);
	});
});
