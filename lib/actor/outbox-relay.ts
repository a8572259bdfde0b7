import type { Bus } from "../messaging/bus.ts";
import type { Envelope } from "../messaging/message.ts";
import type { ActorDocument, ActorStore } from "../storage/actor-store.ts";
import { hideOutgoing, showOutgoing } from "./outbox-relay.metrics.ts";

const CLEAR_EVERY = 250;
/** A filled outbox that two looks this far apart find unchanged belongs to a node that died. */
const TAKE_OVER_EVERY = 2_000;
const FORGET_AFTER = 20_000;
const PAGE = 500;
const LANES = 64;

/** One actor's messages on their way out. */
interface Outgoing {
	/** Handed to the bus in this order; the head leaves first, so that the mark never passes a message that failed. */
	queue: { envelope: Envelope; safe: boolean }[];
	lastHanded: number;
	/** All messages up to this version are safe. */
	mark: number;
	/** The latest version of the document whose whole outbox was handed over: the one that may be cleared. */
	documentVersion: number;
	touched: number;
}

interface Log {
	warn(...args: unknown[]): void;
}

/** Takes messages from the outboxes of one kind of actor to the bus, and clears what has arrived. */
export class OutboxRelay {
	#documents: ActorStore;
	#bus: Bus;
	#log: Log;
	#outgoing = new Map<string, Outgoing>();
	/** After a failed hand-over an actor's later messages wait for the sweep, which sends all of them in order. */
	#held = new Set<string>();
	#toClear = new Map<string, number>();
	#poisonGuard = new Map<string, number>();
	#sweeping: Promise<void> | undefined;
	#timers: NodeJS.Timeout[] = [];
	#stopped = false;

	constructor(documents: ActorStore, bus: Bus, log: Log) {
		this.#documents = documents;
		this.#bus = bus;
		this.#log = log;
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

	/** What the next write of the document still has to carry. */
	unsent(document: ActorDocument): Envelope[] {
		const mark = this.#outgoing.get(document._id)?.mark ?? 0;
		return document.outbox.filter(({ version }) => version > mark);
	}

	waiting(): { handed: number; held: number } {
		let handed = 0;
		for (const { queue } of this.#outgoing.values()) handed += queue.length;
		return { handed, held: this.#held.size };
	}

	/** Called right after a write. */
	send(document: ActorDocument): void {
		if (document.outbox.length === 0) return;
		const id = document._id;
		const outgoing = this.#of(id);
		if (this.#held.has(id) || this.#stopped) return;
		for (const envelope of document.outbox) if (envelope.version > outgoing.lastHanded) this.#hand(id, outgoing, envelope);
		outgoing.lastHanded = Math.max(outgoing.lastHanded, document.outbox.at(-1)?.version ?? 0);
		outgoing.documentVersion = document.version;
		if (outgoing.queue.length === 0 && document.outbox.length > 0) this.#toClear.set(id, document.version);
	}

	/** Sends what a crash or an outage left in the documents. */
	sweep(): Promise<void> {
		this.#sweeping ??= this.#sendPending(() => true).finally(() => {
			this.#sweeping = undefined;
		});
		return this.#sweeping;
	}

	#of(id: string): Outgoing {
		let outgoing = this.#outgoing.get(id);
		if (!outgoing) {
			outgoing = { queue: [], lastHanded: 0, mark: 0, documentVersion: 0, touched: 0 };
			this.#outgoing.set(id, outgoing);
		}
		outgoing.touched = Date.now();
		return outgoing;
	}

	#hand(id: string, outgoing: Outgoing, envelope: Envelope): Promise<void> {
		const item = { envelope, safe: false };
		outgoing.queue.push(item);
		return this.#bus.publish(envelope).then(
			() => {
				item.safe = true;
				this.#advance(id, outgoing);
			},
			(error: Error) => this.#hold(id, outgoing, error),
		);
	}

	#advance(id: string, outgoing: Outgoing): void {
		while (outgoing.queue[0]?.safe) {
			const { version } = outgoing.queue.shift()!.envelope;
			if (outgoing.queue[0]?.envelope.version !== version) outgoing.mark = version;
		}
		if (outgoing.queue.length === 0 && !this.#held.has(id)) this.#toClear.set(id, outgoing.documentVersion);
	}

	#hold(id: string, outgoing: Outgoing, error: Error): void {
		const isNews = this.#held.size === 0 && !this.#stopped && error.name !== "BusClosed";
		if (isNews) this.#log.warn(`Messages wait to be sent again, the first is of ${id}: ${error.message}`);
		this.#held.add(id);
		outgoing.queue = [];
		outgoing.lastHanded = outgoing.mark;
	}

	async #tick(): Promise<void> {
		await this.#clear();
		if (this.#held.size > 0 && !this.#stopped) await this.sweep();
	}

	/** What a later write of the same document has already dropped costs nothing: the versions no longer match. */
	async #clear(): Promise<void> {
		if (this.#toClear.size === 0) return;
		const batch = this.#toClear;
		this.#toClear = new Map();
		await this.#documents.clearOutbox(batch).catch((error: Error) => {
			for (const [id, version] of batch) if (!this.#toClear.has(id)) this.#toClear.set(id, version);
			this.#log.warn(`Outboxes are cleared later: ${error.message}`);
		});
	}

	async #takeOver(): Promise<void> {
		if (this.#sweeping || this.#stopped) return;
		const before = this.#poisonGuard;
		this.#poisonGuard = new Map();
		this.#sweeping = this.#sendPending(({ _id, version }) => {
			this.#poisonGuard.set(_id, version);
			return before.get(_id) === version;
		}).finally(() => {
			this.#sweeping = undefined;
		});
		await this.#sweeping;
	}

	async #sendPending(isOurs: (document: ActorDocument) => boolean): Promise<void> {
		try {
			for (let after: string | undefined; !this.#stopped; ) {
				const page = await this.#documents.pending(PAGE, after);
				const left = page.filter((document) => isOurs(document) && !this.#outgoing.get(document._id)?.queue.length);
				if (!(await this.#resendAll(left)) || page.length < PAGE) return;
				after = page.at(-1)!._id;
			}
		} catch (error) {
			this.#log.warn(`The outboxes are swept again later: ${(error as Error).message}`);
		}
	}

	/** A few at a time; the first failure ends the sweep, for the bus is away: then false. */
	async #resendAll(documents: ActorDocument[]): Promise<boolean> {
		let failed = false;
		const lane = async () => {
			for (let document = documents.shift(); document && !failed; document = documents.shift())
				failed = !(await this.#resend(document)) || failed;
		};
		await Promise.all(Array.from({ length: LANES }, lane));
		return !failed;
	}

	async #resend(document: ActorDocument): Promise<boolean> {
		const id = document._id;
		const outgoing = this.#of(id);
		this.#held.delete(id);
		outgoing.documentVersion = Math.max(outgoing.documentVersion, document.version);
		const handed = this.unsent(document).map((envelope) => this.#hand(id, outgoing, envelope));
		outgoing.lastHanded = Math.max(outgoing.lastHanded, document.outbox.at(-1)?.version ?? 0);
		await Promise.all(handed);
		this.#advance(id, outgoing);
		return !this.#held.has(id);
	}

	/** The marks outlive the clearing, so that a document loaded just before it is not sent twice. */
	#forget(): void {
		const old = Date.now() - FORGET_AFTER;
		for (const [id, { queue, touched }] of this.#outgoing)
			if (queue.length === 0 && touched < old && !this.#held.has(id)) this.#outgoing.delete(id);
	}
}
