import type { Context, ServiceSchema } from "moleculer";
import { config } from "../../lib/config.ts";
import type { Claim } from "../../lib/idempotency.ts";
import { DbService } from "../../lib/store/db-service.ts";
import type { Documents } from "../../lib/store/documents.ts";
import { openAdapter, type StoreAdapter } from "../../lib/store/open.ts";
import type { Reservation } from "./reservation.ts";
import { Reservations } from "./reservations.ts";

interface Methods {
	adapter: StoreAdapter;
	reservations: Reservations;
	sweeping: NodeJS.Timeout | undefined;
}

interface Held {
	id: string;
	version: number;
}

const SWEEP_EVERY = 3_600_000;
const held = { $$strict: true, id: "string", version: "number" } as const;

/** moleculer-db connects the store. */
const stored = {
	mixins: [DbService],
	merged(schema: { adapter?: StoreAdapter }) {
		schema.adapter = openAdapter(config.storeUrl("idempotency"), { name: "idempotency" });
	},
} as unknown as Partial<ServiceSchema>;

/** Remembers for a day what was answered to requests with an `Idempotency-Key`. */
export default {
	name: "idempotency",
	mixins: [stored],
	actions: {
		reserve: {
			guard: "internal",
			params: { $$strict: true, id: "string", request: "string" },
			handler(ctx: Context<{ id: string; request: string }>): Promise<Claim> {
				return this.reservations.claim(ctx.params.id, ctx.params.request);
			},
		},
		keep: {
			guard: "internal",
			params: { ...held, answer: "string" },
			handler({ params: { answer, id, version } }: Context<Held & { answer: string }>): Promise<boolean> {
				return this.reservations.keep(id, version, answer);
			},
		},
		release: {
			guard: "internal",
			params: held,
			handler(ctx: Context<Held>): Promise<boolean> {
				return this.reservations.release(ctx.params.id, ctx.params.version);
			},
		},
		forget: {
			guard: "internal",
			params: held,
			handler(ctx: Context<Held>): Promise<boolean> {
				return this.reservations.forget(ctx.params.id, ctx.params.version);
			},
		},
	},
	async started() {
		this.reservations = new Reservations(this.adapter as unknown as Documents<Reservation>);
		await this.reservations.sweep();
		const sweep = () => this.reservations.sweep().catch((error: Error) => this.logger.warn(`Old keys are swept later: ${error.message}`));
		this.sweeping = setInterval(() => void sweep(), SWEEP_EVERY).unref();
	},
	async stopped() {
		clearInterval(this.sweeping);
	},
} satisfies ServiceSchema<object, Methods, object>;
