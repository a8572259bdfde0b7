import { setTimeout as pause } from "node:timers/promises";
import type { Service, ServiceSchema } from "moleculer";
import MoleculerDb from "moleculer-db";
import { redacted } from "../observability/redact.ts";

const RETRY_EVERY = 1_000;

/** Its actions would let callers write any field, and its `started` logs every attempt. */
const { actions: _actions, started: _started, ...rest } = MoleculerDb as unknown as ServiceSchema;

/** moleculer-db without its actions. Retries the connection without a limit, and logs each reason once. */
export const DbService = {
	...rest,
	async started(this: Service & { connect(): Promise<void> }) {
		for (let lastReason: string | undefined; ; await pause(RETRY_EVERY)) {
			try {
				return await this.connect();
			} catch (error) {
				if (this.broker.stopping) throw error;
				const reason = redacted((error as Error).message);
				if (reason !== lastReason) this.logger.warn(`The storage is unavailable; retrying: ${reason}`);
				lastReason = reason;
			}
		}
	},
};
