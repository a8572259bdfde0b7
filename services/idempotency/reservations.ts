import type { Claim } from "../../contracts/idempotency.ts";
import { Mailbox } from "../../lib/messaging/mailbox.ts";
import { type ActorDocument, type ActorStore, bareDocument } from "../../lib/storage/actor-store.ts";
import { claimStatus, isOver, LEASE_MS, RETENTION_MS, type Reservation, reserve, SILENCE_MS } from "./idempotency.ts";

const BATCH = 200;

const write = (id: string, version: number, state: Reservation): ActorDocument<Reservation> => ({
	...bareDocument(id, version, state),
	due: { at: state.reservedAt + RETENTION_MS, command: { type: "forget" } },
});

const attemptOf = ({ state, version }: ActorDocument<Reservation>): number => state.attempt ?? version;

/** Reserves keys across nodes: the node that writes the next version of a key holds it, and renews it while its attempt runs. */
export class Reservations {
	#documents: ActorStore<Reservation>;
	#now: () => number;
	#turns = new Mailbox();
	#watched = new Map<string, NodeJS.Timeout>();

	constructor(documents: ActorStore<Reservation>, now = Date.now) {
		this.#documents = documents;
		this.#now = now;
	}

	claim(id: string, request: string): Promise<Claim> {
		return this.#turns.run(id, async () => {
			for (;;) {
				const at = this.#now();
				const found = (await this.#documents.load(id)) ?? undefined;
				const is = claimStatus(found?.state, request, at);
				if (is === "answered") return { is, sealed: found!.state.answer! };
				if (is === "underWay") this.#watch(found!);
				if (is !== "first") return { is };
				const version = (found?.version ?? 0) + 1;
				const next = write(id, version, reserve(found?.state, request, version, at));
				const isOurs = await (found ? this.#documents.replace(next, found.version) : this.#documents.create(next));
				if (isOurs) return { is, version, reservedAt: next.state.reservedAt };
			}
		});
	}

	/** Shows that the attempt is still running. */
	renew(id: string, attempt: number): Promise<boolean> {
		return this.#change(id, attempt, ({ leaseUntil }) => (leaseUntil > 0 ? { leaseUntil: this.#now() + LEASE_MS } : undefined));
	}

	keep(id: string, attempt: number, answer: string): Promise<boolean> {
		return this.#change(id, attempt, () => ({ answer }));
	}

	/** The attempt ended without a final response; it may have had an effect. */
	release(id: string, attempt: number): Promise<boolean> {
		return this.#change(id, attempt, () => ({ leaseUntil: 0 }));
	}

	/** The attempt was rejected before it could have any effect. */
	forget(id: string, attempt: number): Promise<boolean> {
		return this.#whileHeld(id, attempt, ({ version }) => this.#documents.remove(id, version));
	}

	async sweep(): Promise<void> {
		for (;;) {
			const old = await this.#documents.overdue(this.#now(), BATCH);
			for (const { _id } of old) await this.#turns.run(_id, () => this.#removeIfOver(_id));
			if (old.length < BATCH) return;
		}
	}

	close(): void {
		for (const timer of this.#watched.values()) clearTimeout(timer);
		this.#watched.clear();
	}

	/** Frees the key unless its holder renews it. A timer measures this, because the clocks of nodes differ. */
	#watch({ _id, state, version }: ActorDocument<Reservation>): void {
		if (this.#watched.has(_id)) return;
		const abandon = () => {
			this.#watched.delete(_id);
			// If the storage fails, the next request with this key watches it again.
			this.#turns.run(_id, () => this.#freeIfUnchanged(_id, version)).catch(() => undefined);
		};
		this.#watched.set(_id, setTimeout(abandon, state.attempt === undefined ? LEASE_MS : SILENCE_MS).unref());
	}

	async #freeIfUnchanged(id: string, version: number): Promise<void> {
		const found = await this.#documents.load(id);
		if (found?.version === version) await this.#documents.replace(write(id, version + 1, { ...found.state, leaseUntil: 0 }), version);
	}

	#change(id: string, attempt: number, changeOf: (state: Reservation) => Partial<Reservation> | undefined): Promise<boolean> {
		return this.#whileHeld(id, attempt, async ({ state, version }) => {
			const change = changeOf(state);
			return change === undefined || this.#documents.replace(write(id, version + 1, { attempt, ...state, ...change }), version);
		});
	}

	/** Runs a conditional write, and again after a renewal that was faster. False if another attempt holds the key. */
	#whileHeld(id: string, attempt: number, act: (held: ActorDocument<Reservation>) => Promise<boolean>): Promise<boolean> {
		return this.#turns.run(id, async () => {
			for (;;) {
				const found = await this.#documents.load(id);
				if (!found || attemptOf(found) !== attempt || found.state.answer !== null) return false;
				if (await act(found)) return true;
			}
		});
	}

	async #removeIfOver(id: string): Promise<void> {
		const found = await this.#documents.load(id);
		if (found && isOver(found.state, this.#now())) await this.#documents.remove(id, found.version);
	}
}
