import { LocalBus } from "../../../lib/messaging/local/local-bus.ts";
import { eventually } from "../../support/eventually.ts";
import { busSuite, envelope, failing, gate, impatient, Listener } from "./bus.suite.ts";

busSuite("LocalBus", (retryPolicy) => new LocalBus(retryPolicy));

describe("LocalBus, which keeps nothing itself", () => {
	it("refuses messages before the start, and then says that they may be sent", async () => {
		const bus = new LocalBus();
		const sent: Promise<void>[] = [];
		bus.onReconnect(() => sent.push(bus.publish(envelope("order/a", 1))));

		await expect(bus.publish(envelope("order/a", 1))).rejects.toMatchObject({ retryable: true });
		await bus.start();

		expect(sent).toHaveLength(1);
		await Promise.all(sent);
	});

	it("calls a message safe only when every group has settled it", async () => {
		const { opened, open } = gate();
		const bus = new LocalBus();
		const slow = new Listener("mypage", () => opened);
		const fast = new Listener("brew");
		for (const listener of [slow, fast]) await bus.subscribe(listener);
		await bus.start();

		let safe = false;
		const sent = bus.publish(envelope("order/a", 1)).then(() => {
			safe = true;
		});
		await eventually(() => expect(fast.received).toHaveLength(1));
		await new Promise((done) => setImmediate(done));

		expect(safe).toBe(false);
		open();
		await sent;
		expect(slow.received).toHaveLength(1);
	});

	it("leaves with their senders, on a drain, what waits for another attempt or behind one", async () => {
		const bus = new LocalBus({ ...impatient(), backoff: () => 60_000 });
		const brew = new Listener(
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
