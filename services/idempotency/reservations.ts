import type { Claim } from "../../contracts/idempotency.ts";
import { Mailbox } from "../../lib/messaging/mailbox.ts";
import { type ActorDocument, type ActorStore, bareDocument } from "../../lib/storage/actor-store.ts";
import { claimStatus, isOver, RETENTION_MS, type Reservation, reserve } from "./idempotency.ts";

const BATCH = 200;

const write = (id: string, version: number, state: Reservation): ActorDocument<Reservation> => ({
	...bareDocument(id, version, state),
	due: { at: state.reservedAt + RETENTION_MS, command: { type: "forget" } },
});

/** Reserves keys across nodes: the node that writes the next version of a key holds it. */
export class Reservations {
	#documents: ActorStore<Reservation>;
	#turns = new Mailbox();

	constructor(documents: ActorStore<Reservation>) {
		this.#documents = documents;
	}

	claim(id: string, request: string): Promise<Claim> {
		return this.#turns.run(id, async () => {
			for (;;) {
				const at = Date.now();
				const found = await this.#documents.load(id);
				const state = found?.state;
				const is = claimStatus(state, request, at);
				if (is === "answered") return { is, sealed: state!.answer! };
				if (is !== "first") return { is };
				const next = write(id, (found?.version ?? 0) + 1, reserve(state, request, at));
				const isOurs = await (found ? this.#documents.replace(next, found.version) : this.#documents.create(next));
				if (isOurs) return { is, version: next.version, reservedAt: next.state.reservedAt };
			}
		});
	}

	keep(id: string, version: number, answer: string): Promise<boolean> {
		return this.#change(id, version, { answer });
	}

	/** The attempt ended without a final response; it may have had an effect. */
	release(id: string, version: number): Promise<boolean> {
		return this.#change(id, version, { leaseUntil: 0 });
	}

	/** The attempt was rejected before it could have any effect. */
	forget(id: string, version: number): Promise<boolean> {
		return this.#turns.run(id, async () => (await this.#held(id, version)) !== undefined && this.#documents.remove(id, version));
	}

	async sweep(): Promise<void> {
		for (;;) {
			const old = await this.#documents.overdue(Date.now(), BATCH);
			for (const { _id } of old) await this.#turns.run(_id, () => this.#removeIfOver(_id));
			if (old.length < BATCH) return;
		}
	}

	#change(id: string, version: number, change: Partial<Reservation>): Promise<boolean> {
		return this.#turns.run(id, async () => {
			const held = await this.#held(id, version);
			return held !== undefined && this.#documents.replace(write(id, version + 1, { ...held.state, ...change }), version);
		});
	}

	async #held(id: string, version: number): Promise<ActorDocument<Reservation> | undefined> {
		const found = await this.#documents.load(id);
		return found?.version === version ? found : undefined;
	}

	async #removeIfOver(id: string): Promise<void> {
		const found = await this.#documents.load(id);
		if (found && isOver(found.state, Date.now())) await this.#documents.remove(id, found.version);
	}
}
