import options from "../../../moleculer.config.ts";
import { STOP_WITHIN } from "../../../scripts/node/stopping.ts";

const LOAD_BALANCER = 1_000;
const CONNECTIONS = 1_000;

describe("a node that drains", () => {
	it("is not ended before everything that it waits for has had its time, one after the other", () => {
		// The gateway's requests, the bus's messages in hand, the broker's calls and those of each service.
		const waits = 4 * options.tracking!.shutdownTimeout!;

		expect(STOP_WITHIN).toBeGreaterThan(LOAD_BALANCER + waits + CONNECTIONS);
	});
});
