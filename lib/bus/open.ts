import { config } from "../config.ts";
import type { Bus } from "./bus.ts";
import { JetStreamBus } from "./jetstream.ts";
import { LocalBus } from "./local.ts";
import { natsConnection } from "./nats-connection.ts";

/** The bus that the settings ask for. */
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
