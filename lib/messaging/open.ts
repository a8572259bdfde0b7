import { config } from "../config/config.ts";
import type { Bus } from "./bus.ts";
import { JetStreamBus } from "./jetstream/jetstream-bus.ts";
import { natsConnection } from "./jetstream/nats-connection.ts";
import { LocalBus } from "./local/local-bus.ts";

/** Creates the configured bus. */
export const openBus = (name: string, warn: (text: string) => void): Bus => {
	if (!config.natsUrl) return new LocalBus();
	return new JetStreamBus({
		connection: { ...natsConnection(config), name },
		stream: `${config.namespace}-events`,
		prefix: `${config.namespace}.events`,
		replicas: config.natsReplicas,
		warn,
	});
};
