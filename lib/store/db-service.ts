import { setTimeout as pause } from "node:timers/promises";
import type { Service, ServiceSchema } from "moleculer";
import Stock from "moleculer-db";
import { redacted } from "../redact.ts";

const AGAIN_AFTER = 1_000;

const { actions: _letCallersWriteAnyField, started: _tellsOfEachAttempt, ...rest } = Stock as unknown as ServiceSchema;

/** moleculer-db without its actions, which waits for its store however long it takes, and says once why. */
export const DbService = {
	...rest,
	async started(this: Service & { connect(): Promise<void> }) {
		for (let told: string | undefined; ; await pause(AGAIN_AFTER)) {
			try {
				return await this.connect();
			} catch (error) {
				if (this.broker.stopping) throw error;
				const reason = redacted((error as Error).message);
				if (reason !== told) this.logger.warn(`The store is waited for: ${reason}`);
				told = reason;
			}
		}
	},
};
