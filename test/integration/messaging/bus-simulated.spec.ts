import { JetStreamBus } from "../../../lib/messaging/jetstream/jetstream-bus.ts";
import { connectTo } from "../../../simulation/bus/client.ts";
import { Server } from "../../../simulation/bus/server.ts";
import { busSuite } from "./bus.suite.ts";

const later = (delay: number, run: () => void): void => void setTimeout(run, delay).unref();
const surroundings = {
	now: () => Date.now(),
	at: later,
	after: later,
	below: (limit: number) => Math.floor(Math.random() * limit),
	mishap: () => ({ delay: 0, isDoubled: false }),
	trace: { note: () => undefined },
	touch: () => undefined,
};
const line = () => ({
	isUp: () => true,
	toServer: (run: () => void) => void setImmediate(run),
	toClient: (run: () => void) => void setImmediate(run),
	onChange: () => undefined,
	losesAnswer: () => false,
	losesRequest: () => false,
});

busSuite(
	"JetStreamBus on a simulated server",
	(retryPolicy) => new JetStreamBus({ connection: {}, connect: connectTo(new Server(surroundings), line), retryPolicy }),
);
