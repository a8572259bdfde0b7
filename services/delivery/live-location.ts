import type { Spot } from "../../lib/domain/geo.ts";
import { Refusal } from "../../lib/domain/refusal.ts";
import { pauseUnless } from "../../lib/messaging/pause.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Delivery } from "./delivery-state.ts";
import { locatedAt, type RiderCommand } from "./rider-commands.ts";

const ANNOUNCE_EVERY_MS = 1_000;

interface Report {
	document: ActorDocument<Delivery>;
	spot: Spot;
	at: number;
}

/** The positions that riders report to this node: announced at most once a second for each delivery. The last one is stored as well. */
export class LiveLocation {
	#announce: (document: ActorDocument<Delivery>) => unknown;
	#store: (id: string, command: RiderCommand) => Promise<ActorDocument<Delivery>>;
	#latest = new Map<string, Report>();
	#closing = new AbortController();

	constructor(
		announce: (document: ActorDocument<Delivery>) => unknown,
		store: (id: string, command: RiderCommand) => Promise<ActorDocument<Delivery>>,
	) {
		this.#announce = announce;
		this.#store = store;
	}

	report(document: ActorDocument<Delivery>, spot: Spot): void {
		const isRunning = this.#latest.has(document._id);
		this.#latest.set(document._id, { document, spot, at: Date.now() });
		if (!isRunning) void this.#run(document._id);
	}

	stop(): void {
		this.#closing.abort();
	}

	/** Ends once nothing new was reported for a second and the last position is stored. */
	async #run(id: string): Promise<void> {
		let announced: Report | undefined;
		for (let isStored = false; !isStored && !this.#closing.signal.aborted; ) {
			const latest = this.#latest.get(id)!;
			if (latest !== announced) this.#announce({ ...latest.document, state: locatedAt(latest.document.state, latest.spot, latest.at) });
			announced = latest;
			await pauseUnless(this.#closing.signal, ANNOUNCE_EVERY_MS);
			isStored = this.#latest.get(id) === latest && (await this.#isStored(id, latest));
		}
		this.#latest.delete(id);
	}

	/** True as well if it can no longer be stored, because the delivery has ended or has another rider. */
	async #isStored(id: string, { at, document, spot }: Report): Promise<boolean> {
		try {
			const { location } = (await this.#store(id, { type: "move", riderId: document.state.riderId!, ...spot, reportedAt: at })).state;
			return location !== null && location.at >= at;
		} catch (error) {
			return error instanceof Refusal;
		}
	}
}
