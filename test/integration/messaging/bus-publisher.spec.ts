import type { JetStreamClient } from "nats";
import { Publisher } from "../../../lib/messaging/jetstream/publisher.ts";
import { envelope, gate } from "./bus.suite.ts";

const client = (respond: (id: string) => Promise<void>) => {
	const requested: string[] = [];
	const publish = async (_subject: string, _payload: string, { msgID }: { msgID: string }) => {
		requested.push(msgID);
		await respond(msgID);
	};
	return { requested, client: () => ({ publish }) as unknown as JetStreamClient };
};

describe("Publisher", () => {
	it("publishes a sender's next message once the previous one is confirmed, and other senders' concurrently", async () => {
		const { opened, open } = gate();
		const { requested, client: server } = client(async (id) => void (id === "order/a/1" && (await opened)));
		const publisher = new Publisher(server, "events", 5_000);

		const first = [publisher.publish(envelope("order/a", 1)), publisher.publish(envelope("order/a", 2))];
		await publisher.publish(envelope("order/b", 1));

		expect(requested).toEqual(["order/a/1", "order/b/1"]);
		open();
		await Promise.all(first);
		expect(requested).toEqual(["order/a/1", "order/b/1", "order/a/2"]);
	});

	it("does not let a sender's messages about different orders wait for each other", async () => {
		const { opened, open } = gate();
		const { requested, client: server } = client(async (id) => void (id === "stock/s/1" && (await opened)));
		const publisher = new Publisher(server, "events", 5_000);
		const about = (version: number, orderId: string) => ({ ...envelope("stock/s", version), orderId });

		const first = [publisher.publish(about(1, "ord_a")), publisher.publish(about(2, "ord_a"))];
		await Promise.all([publisher.publish(about(3, "ord_b")), publisher.publish(envelope("stock/s", 4))]);

		expect(requested).toEqual(["stock/s/1", "stock/s/3", "stock/s/4"]);
		open();
		await Promise.all(first);
		expect(requested.at(-1)).toBe("stock/s/2");
	});

	it("rejects messages queued behind a failed one of the same sender, and accepts them again later", async () => {
		let isUnavailable = true;
		const { requested, client: server } = client(async (id) => {
			if (isUnavailable && id === "order/a/1") throw new Error("no response");
		});
		const publisher = new Publisher(server, "events", 5_000);
		const sendAll = () => Promise.allSettled([1, 2, 3].map((version) => publisher.publish(envelope("order/a", version))));

		const failed = await sendAll();
		isUnavailable = false;
		const sent = await sendAll();

		expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
		expect(sent.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
		expect(requested).toEqual(["order/a/1", "order/a/1", "order/a/2", "order/a/3"]);
	});

	it("rejects unacknowledged messages at once when the connection is lost", async () => {
		const { client: server } = client(() => new Promise(() => {}));
		const publisher = new Publisher(server, "events", 5_000);
		const sent = Promise.allSettled(["order/a", "order/a", "order/b"].map((sender, index) => publisher.publish(envelope(sender, index))));

		publisher.abort(new Error("lost"));

		expect((await sent).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
		await publisher.idle();
	});
});
