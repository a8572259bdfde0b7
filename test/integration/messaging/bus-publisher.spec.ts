import type { JetStreamClient } from "nats";
import { Publisher } from "../../../lib/messaging/jetstream/publisher.ts";
import { envelope, gate } from "./bus.suite.ts";

const client = (answer: (id: string) => Promise<void>) => {
	const asked: string[] = [];
	const publish = async (_subject: string, _payload: string, { msgID }: { msgID: string }) => {
		asked.push(msgID);
		await answer(msgID);
	};
	return { asked, client: () => ({ publish }) as unknown as JetStreamClient };
};

describe("Publisher", () => {
	it("sends the next message of a sender when the one before is safe, and other senders' meanwhile", async () => {
		const { opened, open } = gate();
		const { asked, client: server } = client(async (id) => void (id === "order/a/1" && (await opened)));
		const publisher = new Publisher(server, "events", 5_000);

		const first = [publisher.publish(envelope("order/a", 1)), publisher.publish(envelope("order/a", 2))];
		await publisher.publish(envelope("order/b", 1));

		expect(asked).toEqual(["order/a/1", "order/b/1"]);
		open();
		await Promise.all(first);
		expect(asked).toEqual(["order/a/1", "order/b/1", "order/a/2"]);
	});

	it("fails what queues behind a failed message of the same sender, and takes them again afterwards", async () => {
		let away = true;
		const { asked, client: server } = client(async (id) => {
			if (away && id === "order/a/1") throw new Error("no answer");
		});
		const publisher = new Publisher(server, "events", 5_000);
		const sendAll = () => Promise.allSettled([1, 2, 3].map((version) => publisher.publish(envelope("order/a", version))));

		const failed = await sendAll();
		away = false;
		const sent = await sendAll();

		expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
		expect(sent.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
		expect(asked).toEqual(["order/a/1", "order/a/1", "order/a/2", "order/a/3"]);
	});

	it("gives up at once what a lost connection leaves without an answer", async () => {
		const { client: server } = client(() => new Promise(() => {}));
		const publisher = new Publisher(server, "events", 5_000);
		const sent = Promise.allSettled(["order/a", "order/a", "order/b"].map((sender, index) => publisher.publish(envelope(sender, index))));

		publisher.giveUp(new Error("lost"));

		expect((await sent).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
		await publisher.idle();
	});
});
