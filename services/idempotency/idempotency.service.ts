import type { ServiceSchema } from "moleculer";
import { idempotency } from "../../contracts/idempotency.ts";
import { contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { DbService } from "../../lib/storage/db-service.ts";
import { openAdapter, type StoreAdapter } from "../../lib/storage/open.ts";
import { Reservations } from "./reservations.ts";

interface Methods {
	adapter: StoreAdapter;
	reservations: Reservations;
	sweeping: NodeJS.Timeout | undefined;
}

const SWEEP_EVERY = 3_600_000;

/** moleculer-db connects the storage. */
const stored = {
	mixins: [DbService],
	merged(schema: { adapter?: StoreAdapter }) {
		schema.adapter = openAdapter(config.storeUrl("idempotency"));
	},
} as unknown as Partial<ServiceSchema>;

/** Stores the responses to requests with an `Idempotency-Key` for a day. */
export default {
	name: "idempotency",
	mixins: [contracted(idempotency), stored],
	actions: {
		async reserve({ params: { id, request } }) {
			return this.reservations.claim(id, request);
		},
		async renew({ params: { id, version } }) {
			return this.reservations.renew(id, version);
		},
		async keep({ params: { answer, id, version } }) {
			return this.reservations.keep(id, version, answer);
		},
		async release({ params: { id, version } }) {
			return this.reservations.release(id, version);
		},
		async forget({ params: { id, version } }) {
			return this.reservations.forget(id, version);
		},
	},
	async started() {
		this.reservations = new Reservations(await this.adapter.actorStore({ name: "idempotency" }));
		await this.reservations.sweep();
		const sweep = () =>
			this.reservations
				.sweep()
				.catch((error: Error) => this.logger.warn(`Cannot remove expired idempotency keys; retrying in an hour: ${error.message}`));
		this.sweeping = setInterval(() => void sweep(), SWEEP_EVERY).unref();
	},
	async stopped() {
		clearInterval(this.sweeping);
		this.reservations?.close();
	},
} satisfies Implements<typeof idempotency, Methods>;
