import { LocalBus } from "../../../lib/messaging/local/local-bus.ts";
import { eventually } from "../../support/eventually.ts";
import { busSuite, envelope, failing, fastRetries, gate, RecordingSubscriber } from "./bus.suite.ts";

busSuite("LocalBus", (retryPolicy) => new LocalBus(retryPolicy));

describe("LocalBus without storage of its own", () => {
	it("rejects messages before the start, then notifies that they can be published", async () => {
		const bus = new LocalBus();
		const sent: Promise<void>[] = [];
		bus.onReconnect(() => sent.push(bus.publish(envelope("order/a", 1))));

		await expect(bus.publish(envelope("order/a", 1))).rejects.toMatchObject({ retryable: true });
		await bus.start();

		expect(sent).toHaveLength(1);
		await Promise.all(sent);
	});

	it("confirms a message only when every group has settled it", async () => {
		const { opened, open } = gate();
		const bus = new LocalBus();
		const slow = new RecordingSubscriber("mypage", () => opened);
		const fast = new RecordingSubscriber("brew");
		for (const subscriber of [slow, fast]) await bus.subscribe(subscriber);
		await bus.start();

		let confirmed = false;
		const sent = bus.publish(envelope("order/a", 1)).then(() => {
			confirmed = true;
		});
		await eventually(() => expect(fast.received).toHaveLength(1));
		await new Promise((done) => setImmediate(done));

		expect(confirmed).toBe(false);
		open();
		await sent;
		expect(slow.received).toHaveLength(1);
	});

	it("rejects messages that are queued or waiting for a retry when drained", async () => {
		const bus = new LocalBus({ ...fastRetries(), backoff: () => 60_000 });
		const brew = new RecordingSubscriber(
			"brew",
			failing(() => new Error("not now")),
		);
		await bus.subscribe(brew);
		await bus.start();
		const sent = [1, 2].map((version) => bus.publish(envelope("order/a", version)));
		const settled = Promise.allSettled(sent);
		await eventually(() => expect(bus.figures().brew).toMatchObject({ inHand: 1, pending: 1 }));

		await bus.drain();

		expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
		expect(brew.deadLettered).toEqual([]);
		expect(bus.backlog()).toBe(0);
	});
});
