import { ServiceBroker } from "moleculer";
import { eventually } from "../../test/support/eventually.ts";
import { failureDetector } from "./failure-detector.ts";

interface Timed {
	registry: { discoverer: Record<"checkNodesTimer" | "heartbeatTimer", NodeJS.Timeout> };
}
const timersOf = (broker: ServiceBroker) => (broker as unknown as Timed).registry.discoverer;

describe("a node without heartbeats", () => {
	const options = { logger: false, transporter: "Fake", heartbeatInterval: 1, heartbeatTimeout: 3, requestTimeout: 5_000 } as const;
	const watching = new ServiceBroker({ ...options, nodeID: "watching", middlewares: [failureDetector] });
	const silent = new ServiceBroker({ ...options, nodeID: "silent" });
	silent.createService({ name: "silent", actions: { hang: () => new Promise(() => {}) } });

	afterAll(() => Promise.all([watching.stop(), silent.stop()]));

	it("is removed before a call to it times out", async () => {
		await Promise.all([watching.start(), silent.start()]);
		await eventually(async () => expect(watching.registry.nodes.get("silent")).toMatchObject({ available: true }));
		await watching.waitForServices("silent");

		clearInterval(timersOf(silent).heartbeatTimer);
		clearInterval(timersOf(watching).checkNodesTimer); // when Moleculer itself would check next is random

		await expect(watching.call("silent.hang")).rejects.toMatchObject({ type: "REQUEST_REJECTED" });
	});
});
