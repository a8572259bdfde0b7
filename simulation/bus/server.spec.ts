import { type Puller, Server } from "./server.ts";

const open = () => {
	const server = new Server({
		now: () => 0,
		at: (_, run) => run(),
		after: () => undefined,
		below: () => 0,
		mishap: () => ({ delay: 0, isDoubled: false }),
		trace: { note: () => undefined },
		touch: () => undefined,
	});
	const group = server.declare({ durable_name: "group", filter_subjects: ["placed"], ack_wait: 5e9, max_ack_pending: 10 });
	const puller = { isUp: true, taken: [] as string[] };
	group.pullers.add({ deliver: ({ message }) => puller.taken.push(message.id), isConnected: () => puller.isUp } satisfies Puller);
	return { group, puller, server };
};

describe("a group of the message server", () => {
	it("is active while a node takes its messages", () => {
		const { group, puller, server } = open();

		server.publish("placed", "1", "{}");

		expect(puller.taken).toEqual(["1"]);
		expect(group).toMatchObject({ isActive: true, inHand: 1, pending: 0 });
	});

	it("is not active once its nodes have gone without a word", () => {
		const { group, puller, server } = open();

		puller.isUp = false;
		server.publish("placed", "1", "{}");

		expect(puller.taken).toEqual([]);
		expect(group).toMatchObject({ isActive: false, pending: 1, isBusy: false });
	});
});
