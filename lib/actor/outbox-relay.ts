import type { Bus } from "../messaging/bus.ts";
import type { Envelope } from "../messaging/message.ts";
import type { Logger } from "../observability/log.ts";
import type { ActorDocument, ActorStore } from "../storage/actor-store.ts";
import { hideOutgoing, showOutgoing } from "./outbox-relay.metrics.ts";

const CLEAR_EVERY = 250;
/** An outbox that is unchanged after this interval belongs to a node that died. */
const TAKE_OVER_EVERY = 2_000;
/** Looks that are left out after one that has found no outbox. */
const SKIPPED_WHEN_IDLE = 2;
const FORGET_AFTER = 20_000;
const PAGE = 500;
const LANES = 64;

/** The messages of one actor that are being published. */
interface Outgoing {
	/** In publishing order. Only the head is removed, so that the mark never passes a failed message. */
	queue: { envelope: Envelope; isConfirmed: boolean }[];
	lastPublished: number;
	/** The bus has confirmed all messages up to this version. */
	mark: number;
	/** The latest version of the document that this process knows: the one that may be cleared. */
	documentVersion: number;
	touchedAt: number;
}

/** Publishes messages from the outboxes of one kind of actor, and clears the confirmed ones. */
export class OutboxRelay {
	#documents: ActorStore;
	#bus: Bus;
	#log: Logger;
	#onCleared: ((id: string, version: number) => void) | undefined;
	#outgoing = new Map<string, Outgoing>();
	/** Actors with a failed publish: their later messages wait for the sweep, which resends all of them in order. */
	#held = new Set<string>();
	#toClear = new Map<string, number>();
	/** Pending documents of the last take-over check, with their versions. */
	#pendingBefore = new Map<string, number>();
	#toSkip = 0;
	#sweeping: Promise<void> | undefined;
	#timers: NodeJS.Timeout[] = [];
	#stopped = false;

	/** `onCleared` gets each document whose outbox was emptied, with the version that was published. */
	constructor(documents: ActorStore, bus: Bus, log: Logger, onCleared?: (id: string, version: number) => void) {
		this.#documents = documents;
		this.#bus = bus;
		this.#log = log;
		this.#onCleared = onCleared;
	}

	start(): void {
		showOutgoing(this);
		this.#bus.onReconnect(() => void this.sweep());
		this.#timers = [
			setInterval(() => void this.#tick(), CLEAR_EVERY),
			setInterval(() => void this.#takeOver(), TAKE_OVER_EVERY),
			setInterval(() => this.#forget(), FORGET_AFTER / 2),
		];
		void this.sweep();
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		for (const timer of this.#timers) clearInterval(timer);
		await this.#sweeping;
		await this.#clear();
		hideOutgoing(this);
	}

	/** The messages that the document's next write has to keep in its outbox. */
	unsent(document: ActorDocument): Envelope[] {
		const mark = this.#outgoing.get(document._id)?.mark ?? 0;
		return document.outbox.filter(({ version }) => version > mark);
	}

	waiting(): { handed: number; held: number } {
		let handed = 0;
		for (const { queue } of this.#outgoing.values()) handed += queue.length;
		return { handed, held: this.#held.size };
	}

	/** Publishes a document's new messages; called right after its write. */
	send(document: ActorDocument): void {
		if (document.outbox.length === 0) return;
		const id = document._id;
		const outgoing = this.#of(id);
		outgoing.documentVersion = document.version;
		if (this.#held.has(id) || this.#stopped) return;
		for (const envelope of document.outbox) if (envelope.version > outgoing.lastPublished) this.#publish(id, outgoing, envelope);
		outgoing.lastPublished = Math.max(outgoing.lastPublished, document.outbox.at(-1)?.version ?? 0);
		if (outgoing.queue.length === 0) this.#toClear.set(id, document.version);
	}

	/** Publishes the messages that a crash or an outage left in the outboxes. */
	sweep(): Promise<void> {
		this.#sweeping ??= this.#sendPending(() => true).finally(() => {
			this.#sweeping = undefined;
		});
		return this.#sweeping;
	}

	#of(id: string): Outgoing {
		let outgoing = this.#outgoing.get(id);
		if (!outgoing) {
			outgoing = { queue: [], lastPublished: 0, mark: 0, documentVersion: 0, touchedAt: 0 };
			this.#outgoing.set(id, outgoing);
		}
		outgoing.touchedAt = Date.now();
		return outgoing;
	}

	#publish(id: string, outgoing: Outgoing, envelope: Envelope): Promise<void> {
		const item = { envelope, isConfirmed: false };
		outgoing.queue.push(item);
		return this.#bus.publish(envelope).then(
			() => {
				item.isConfirmed = true;
				this.#advance(id, outgoing);
			},
			(error: Error) => {
				if (envelope.version > outgoing.mark) this.#hold(id, outgoing, error);
			},
		);
	}

	#advance(id: string, outgoing: Outgoing): void {
		while (outgoing.queue[0]?.isConfirmed) {
			const { version } = outgoing.queue.shift()!.envelope;
			if (outgoing.queue[0]?.envelope.version !== version) outgoing.mark = version;
		}
		if (outgoing.queue.length === 0 && !this.#held.has(id)) this.#toClear.set(id, outgoing.documentVersion);
	}

	#hold(id: string, outgoing: Outgoing, error: Error): void {
		const isFirst = this.#held.size === 0 && !this.#stopped && error.name !== "BusClosed";
		if (isFirst) this.#log.warn(`Publishing failed for ${id}; unpublished messages will be resent: ${error.message}`);
		this.#held.add(id);
		outgoing.queue = [];
		outgoing.lastPublished = outgoing.mark;
	}

	async #tick(): Promise<void> {
		await this.#clear();
		if (this.#held.size > 0 && !this.#stopped) await this.sweep();
	}

	/** Skips documents that were written again in the meantime: their versions no longer match. */
	async #clear(): Promise<void> {
		if (this.#toClear.size === 0) return;
		const batch = this.#toClear;
		this.#toClear = new Map();
		try {
			await this.#documents.clearOutbox(batch);
			for (const [id, version] of batch) this.#onCleared?.(id, version);
		} catch (error) {
			for (const [id, version] of batch) if (!this.#toClear.has(id)) this.#toClear.set(id, version);
			this.#log.warn(`Clearing outboxes failed; retrying: ${(error as Error).message}`);
		}
	}

	async #takeOver(): Promise<void> {
		if (this.#sweeping || this.#stopped || this.#toSkip-- > 0) return;
		const before = this.#pendingBefore;
		this.#pendingBefore = new Map();
		this.#sweeping = this.#sendPending(({ _id, version }) => {
			this.#pendingBefore.set(_id, version);
			return before.get(_id) === version;
		}).finally(() => {
			this.#sweeping = undefined;
		});
		await this.#sweeping;
		this.#toSkip = this.#pendingBefore.size === 0 ? SKIPPED_WHEN_IDLE : 0;
	}

	async #sendPending(isOurs: (document: ActorDocument) => boolean): Promise<void> {
		try {
			for (let after: string | undefined; !this.#stopped; ) {
				const page = await this.#documents.pending(PAGE, after);
				const unpublished = page.filter((document) => isOurs(document) && !this.#outgoing.get(document._id)?.queue.length);
				if (!(await this.#resendAll(unpublished)) || page.length < PAGE) return;
				after = page.at(-1)!._id;
			}
		} catch (error) {
			this.#log.warn(`Sweeping outboxes failed; retrying: ${(error as Error).message}`);
		}
	}

	/** Resends with limited concurrency. Stops at the first failure, because the bus is unavailable, and returns false. */
	async #resendAll(documents: ActorDocument[]): Promise<boolean> {
		let failed = false;
		const lane = async () => {
			for (let document = documents.shift(); document && !failed; document = documents.shift())
				failed = !(await this.#resend(document)) || failed;
		};
		await Promise.all(Array.from({ length: Math.min(LANES, documents.length) }, lane));
		return !failed;
	}

	async #resend(document: ActorDocument): Promise<boolean> {
		const id = document._id;
		const outgoing = this.#of(id);
		// The document was written after the sweep read it. A held outbox waits for the next sweep, because only that one sees all of it.
		if (document.version < outgoing.documentVersion) return true;
		this.#held.delete(id);
		outgoing.documentVersion = document.version;
		const published = this.unsent(document).map((envelope) => this.#publish(id, outgoing, envelope));
		outgoing.lastPublished = Math.max(outgoing.lastPublished, document.outbox.at(-1)?.version ?? 0);
		await Promise.all(published);
		this.#advance(id, outgoing);
		return !this.#held.has(id);
	}

	/** Keeps marks for a while after clearing, so that a document loaded just before is not published twice. */
	#forget(): void {
		const old = Date.now() - FORGET_AFTER;
		for (const [id, { queue, touchedAt }] of this.#outgoing)
			if (queue.length === 0 && touchedAt < old && !this.#held.has(id) && !this.#toClear.has(id)) this.#outgoing.delete(id);
	}
}
