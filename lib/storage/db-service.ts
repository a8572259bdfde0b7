import { setTimeout as pause } from "node:timers/promises";
import type { Service, ServiceSchema } from "moleculer";
import MoleculerDb from "moleculer-db";
import { redacted } from "../observability/redact.ts";

const AGAIN_AFTER = 1_000;

const { actions: _letCallersWriteAnyField, started: _tellsOfEachAttempt, ...rest } = MoleculerDb as unknown as ServiceSchema;

/** moleculer-db without its actions. It waits for the storage without a limit, and logs each reason once. */
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
