import options from "../../../moleculer.config.ts";
import { STOP_WITHIN } from "../../../scripts/node/stopping.ts";

const LOAD_BALANCER = 1_000;
const CONNECTIONS = 1_000;

describe("the longest drain of a node", () => {
	it("is shorter than the time limit for stopping", () => {
		// One after another: the gateway's requests, the bus's messages in progress, the broker's calls, and those of each service.
		const waits = 4 * options.tracking!.shutdownTimeout!;

		expect(STOP_WITHIN).toBeGreaterThan(LOAD_BALANCER + waits + CONNECTIONS);
	});
});
