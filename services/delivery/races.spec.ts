import fc from "fast-check";
import { pick } from "../../contracts/contract.ts";
import { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { Rules } from "../../lib/actor/rules.ts";
import { type DeliveryCommand, deliveryRules } from "./delivery.ts";
import { type Delivery, isHeldBy, isOver, isWithRider } from "./delivery-state.ts";
import { type Rider, type RiderCommand, riderRules, whenAssigned, whenLetGo } from "./rider.ts";
import type { RiderAct } from "./rider-commands.ts";

const ORDERS = ["ord_1", "ord_2"];
const RIDERS = ["r1", "r2"];
const PIN = "4711";
const HEARS: Record<string, typeof whenAssigned> = {
	"delivery.assigned": whenAssigned,
	"delivery.search_restarted": whenLetGo,
	"delivery.delivered": whenLetGo,
	"delivery.failed": whenLetGo,
	"delivery.cancelled": whenLetGo,
};

interface Message {
	sender: string;
	version: number;
	type: string;
	data: unknown;
}

/** All actors of one kind, as lib/actor/actor.ts runs them, but with the messages left lying about. */
class Kind<State extends object, Command extends { type: string }> {
	readonly states = new Map<string, State>();
	readonly said: Message[] = [];
	#versions = new Map<string, number>();
	#seen = new Map<string, number>();
	#rules: Rules<State, Command>;

	constructor(rules: Rules<State, Command>) {
		this.#rules = rules;
	}

	/** Whether the command was not refused. */
	send(id: string, command: Command, at: number, from?: Pick<Message, "sender" | "version">): boolean {
		const mark = `${id} ${from?.sender}`;
		if (from && (this.#seen.get(mark) ?? 0) >= from.version) return true;
		const decision = this.#rules.decide(this.states.get(id) ?? null, command, at);
		if (from && (decision.kind === "become" || this.states.has(id))) this.#seen.set(mark, from.version);
		if (decision.kind !== "become") return decision.kind === "ignore";
		const version = (this.#versions.get(id) ?? 0) + 1;
		this.#versions.set(id, version);
		this.states.set(id, decision.state);
		for (const type of decision.emits) this.said.push({ sender: id, version, type, data: pick(DeliverySnapshot, decision.state) });
		return true;
	}
}

class World {
	readonly deliveries = new Kind<Delivery, DeliveryCommand>(deliveryRules);
	readonly riders = new Kind<Rider, RiderCommand>(riderRules);
	/** Steps begun and not finished: somebody was slow, or killed. */
	readonly open: (() => void)[] = [];
	readonly ended = new Map<string, string>();
	at = 0;

	constructor() {
		for (const id of RIDERS) this.riders.send(id, { type: "change", id, onShift: true }, 0);
	}

	hearOrder(orderId: string, status: "preparing" | "ready" | "cancelled"): void {
		const key = { orderId, storeId: "gangnam", customerId: "acc_1" };
		const version = { preparing: 1, ready: 2, cancelled: 3 }[status];
		const want = {
			type: "want",
			...key,
			number: "A-12",
			from: null,
			to: null,
			autoDispatch: false,
			ready: status === "ready",
			pin: PIN,
		} as const;
		const command = status === "cancelled" ? ({ type: "drop", ...key } as const) : want;
		this.deliveries.send(orderId, command, this.at, { sender: "order", version });
	}

	/** The two writes of an assignment, with anything in between. */
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
		const address = HEARS[type]?.(data as DeliverySnapshot);
		if (address) this.riders.send(...address, this.at, { sender, version });
	}

	/** Perhaps an old one, perhaps not for the first time. */
	deliverAny(index: number): void {
		const { said } = this.deliveries;
		if (said.length > 0) this.deliver(said[index % said.length]!);
	}

	command(orderId: string, command: DeliveryCommand): void {
		this.at += 50_000;
		this.deliveries.send(orderId, command, this.at);
	}

	/** Everything that was begun is finished, everything that was said is heard, and every due time comes. */
	settle(): void {
		for (const orderId of ORDERS) this.command(orderId, { type: "silence" });
		for (let step = this.open.shift(); step; step = this.open.shift()) step();
		for (const orderId of ORDERS) this.hearOrder(orderId, "cancelled");
		for (const message of this.deliveries.said) this.deliver(message);
		for (const riderId of RIDERS) if (riderRules.due?.(this.riders.states.get(riderId)!)) this.check(riderId);
		for (let step = this.open.shift(); step; step = this.open.shift()) step();
	}

	expectSound(): void {
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
const any = fc.nat(1_000);
const ofRider: fc.Arbitrary<RiderAct> = fc.oneof(
	fc.constantFrom("accept", "decline", "depart").map((type) => ({ type })),
	fc.record({ type: fc.constant("confirm"), pin: fc.constantFrom(PIN, "0000") }),
	fc.constant<RiderAct>({ type: "fail", reason: "rain" }),
);

const does = <T>(weight: number, arbitrary: fc.Arbitrary<T>, act: (world: World, value: T) => void) => ({
	weight,
	arbitrary: arbitrary.map(
		(value): Step =>
			(world) =>
				act(world, value),
	),
});

const step = fc.oneof(
	does(3, fc.tuple(order, fc.constantFrom("preparing", "ready")), (world, [orderId, status]) => world.hearOrder(orderId, status)),
	does(1, order, (world, orderId) => world.hearOrder(orderId, "cancelled")),
	does(4, fc.tuple(order, rider), (world, [orderId, riderId]) => world.take(orderId, riderId)),
	does(2, rider, (world, riderId) => world.check(riderId)),
	does(6, fc.tuple(order, rider, ofRider), (world, [orderId, riderId, act]) => world.command(orderId, { ...act, riderId })),
	does(2, order, (world, orderId) => world.command(orderId, { type: "silence" })),
	does(1, order, (world, orderId) => world.command(orderId, { type: "cancel", orderId, storeId: "gangnam", customerId: "acc_1" })),
	does(5, any, (world, index) => world.open.splice(index % Math.max(1, world.open.length), 1)[0]?.()),
	does(4, any, (world, index) => world.deliverAny(index)),
);

describe("whatever happens in whatever order", () => {
	it("no rider has two deliveries, nothing is carried before it is ready, no end is undone, and all riders are free at the end", () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
				const world = new World();
				for (const next of steps) {
					next(world);
					world.expectSound();
				}
				world.settle();
				world.expectSound();
				for (const riderId of RIDERS) expect(world.riders.states.get(riderId)!.job).toBeNull();
			}),
			{ numRuns: 300 },
		);
	});
});
