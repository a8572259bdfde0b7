import type { Envelope } from "../../../lib/messaging/message.ts";
import { envelope, RecordingSubscriber, versions } from "../../integration/messaging/bus.suite.ts";
import { eventually } from "../eventually.ts";
import { ChaosBus, FAULTY, randomOf } from "./chaos-bus.ts";

const COUNT = 300;

/** Publishes until the bus confirms, like the outbox relay. */
const publishReliably = async (bus: ChaosBus, sent: Envelope): Promise<number> => {
	for (let failures = 0; ; failures++) {
		try {
			await bus.publish(sent);
			return failures;
		} catch (error) {
			expect(error).toMatchObject({ retryable: true });
		}
	}
};

describe("ChaosBus", () => {
	let bus: ChaosBus;
	let brew: RecordingSubscriber;

	const send = async (seed: number): Promise<number> => {
		bus = new ChaosBus(seed, { ...FAULTY, muchLater: 100 });
		brew = new RecordingSubscriber("brew");
		await bus.subscribe(brew);
		await bus.start();
		const failures = await Promise.all(versions(COUNT).map((version) => publishReliably(bus, envelope("order/a", version))));
		await eventually(() => expect(bus.backlog()).toBe(0));
		return failures.reduce((sum, each) => sum + each);
	};

	afterEach(() => bus.close());

	it("injects every kind of fault, yet delivers at least once", async () => {
		const failures = await send(1);

		const received = brew.of("order/a");
		const firsts = [...new Set(received)];
		const overtaken = firsts.filter((version, index) => firsts.slice(0, index).some((earlier) => earlier > version));
		const muchLater = received.filter((version, index) => received.indexOf(version) < index - COUNT / 4);
		expect(firsts).toHaveLength(COUNT);
		expect(overtaken.length).toBeGreaterThan(COUNT / 4);
		expect(received.length).toBeGreaterThan(COUNT * 1.15);
		expect(muchLater.length).toBeGreaterThan(COUNT / 50);
		expect(failures).toBe(bus.faults.lost + bus.faults.unconfirmed);
		expect(Math.min(...Object.values(bus.faults))).toBeGreaterThan(COUNT / 50);
	});

	it("stops injecting faults once calmed", async () => {
		await send(2);
		const before = { ...bus.faults };
		brew.received = [];

		bus.calm();
		await Promise.all(versions(COUNT).map((version) => bus.publish(envelope("order/b", version))));

		await eventually(() => expect(bus.backlog()).toBe(0));
		expect(brew.received).toHaveLength(COUNT);
		expect(bus.faults).toEqual(before);
	});

	it("dead-letters messages that fail permanently", async () => {
		const broken = new RecordingSubscriber("brew", () => Promise.reject(new Error("a bug")));
		bus = new ChaosBus(3);
		await bus.subscribe(broken);
		await bus.start();

		await publishReliably(bus, envelope("order/a", 1));

		await eventually(() => expect(broken.deadLettered).toMatchObject([{ id: "order/a/1", error: "Error: a bug" }]));
		expect(bus.deadLettered).toEqual(broken.deadLettered);
	});

	it("repeats its faults for the same seed", () => {
		const numbers = (seed: number) => versions(1_000).map(randomOf(seed));

		expect(numbers(7)).toEqual(numbers(7));
		expect(numbers(7)).not.toEqual(numbers(8));
		expect(numbers(7).reduce((sum, each) => sum + each) / 1_000).toBeCloseTo(0.5, 1);
	});
});
