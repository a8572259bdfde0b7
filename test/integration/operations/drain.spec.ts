import { ServiceBroker, type ServiceSchema } from "moleculer";
import { TEST_LIMIT_MS } from "../../support/patience.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use, so the environment must be set before this import.
const { brokerOptions } = await import("../../../moleculer.config.ts");

const SLOW = 400;

const slow: ServiceSchema = {
	name: "slow",
	actions: {
		answer: { guard: "internal", handler: () => new Promise((resolve) => setTimeout(resolve, SLOW, "done")) },
		never: { guard: "internal", timeout: 100, handler: () => new Promise(() => undefined) },
	},
};

describe("a stopping node", () => {
	let broker: ServiceBroker;

	beforeEach(async () => {
		// If stopping waited for the pending answer, the test would exceed its time limit.
		const tracking = { enabled: true, shutdownTimeout: TEST_LIMIT_MS };
		broker = new ServiceBroker({ ...brokerOptions(), tracking, skipProcessEventRegistration: true });
		broker.createService(slow);
		await broker.start();
	});

	it("answers pending calls", async () => {
		const answer = broker.call("slow.answer");

		await broker.stop();

		expect(await answer).toBe("done");
	});

	it("does not wait for calls that have timed out", async () => {
		await expect(broker.call("slow.never")).rejects.toMatchObject({ type: "REQUEST_TIMEOUT" });

		await broker.stop();
	});
});
