import { setTimeout as sleep } from "node:timers/promises";
import type { MessageType, Payload } from "../../contracts/catalogue/messages.ts";
import { type ObjectSchema, pick } from "../../contracts/notation/contract.ts";
import { type Bus, mayRetry } from "../messaging/bus.ts";
import { Mailbox } from "../messaging/mailbox.ts";
import { type Envelope, type Message, orderOf } from "../messaging/message.ts";
import type { Logger } from "../observability/log.ts";
import type { ActorDocument, ActorStore } from "../storage/actor-store.ts";
import { Contended } from "../storage/contended.ts";
import { OutboxRelay } from "./outbox-relay.ts";
import { become, type Decision, type Rules } from "./rules.ts";
import { Timers } from "./timers.ts";
import type { Watermarks } from "./watermarks.ts";

/** About 270 ms in total: another node that writes the same actor does not pause between its own commands. */
const MAX_TRIES = 16;
/** Limits of one write: the time of its decisions, and the size of its messages. */
const MAX_BATCH = 100;
const MAX_BATCH_BYTES = 256_000;
const KEEP_RECENT = 500;
/** More than an actor of an order handles without publishing. */
const MAX_AFTER = 16;

/** The target of a message: an actor and a command for it. */
export type Address<Command> = [id: string, command: Command];
type Routed<Command> = Address<Command> | Address<Command>[] | undefined;
export type Subscriptions<Command> = {
	[Type in MessageType]?: (data: Payload<Type>, message: Message<Payload<Type>>) => Routed<Command> | Promise<Routed<Command>>;
};

export interface ActorSpec<State, Command extends { type: string }> {
	name: string;
	rules: Rules<State, Command>;
	/** The messages that it publishes, with their payload schemas. */
	messages?: Partial<Record<MessageType, ObjectSchema>>;
	subscriptions?: Subscriptions<Command>;
	/** Called after every write. */
	onCommit?: (before: State | null, after: State) => void;
	/** Receives messages from an unbounded number of senders (a store's stock, from every order); see lib/actor/watermarks.ts. */
	unboundedSenders?: boolean;
	/** Handlers of due commands that need I/O, such as a call to a provider. They send the result as a command. */
	effects?: Partial<Record<Command["type"], (document: ActorDocument<State>) => Promise<unknown>>>;
}

/** The origin of a command. */
export interface Origin<State> {
	message?: Message;
	request?: string | undefined;
	republished?: true;
	/** A timer has fired. The command is dropped once the actor is not due any more: another node's timer was faster. */
	onlyIfDue?: true;
	/** Authorizes the caller against the document before the rules run; throws to refuse. */
	permit?: (document: ActorDocument<State> | null) => void;
}

/** The document after a command, or undefined if there is nothing to write. Throws if the command is refused. */
type Step<State> = (found: ActorDocument<State> | null, marks: Watermarked) => ActorDocument<State> | undefined;
/** The watermarks of senders that are not in the document. */
type Watermarked = ReadonlyMap<string, number>;

/** A command in an actor's mailbox, and its caller. */
interface Waiting<State> {
	step: Step<State>;
	isInitial: boolean;
	message: Message | undefined;
	resolve(document: ActorDocument<State> | null): void;
	reject(error: unknown): void;
}

/** Commands that were decided in turn. */
interface Batch<State> {
	/** The document after each command that changed it. Only the last one is stored. */
	steps: ActorDocument<State>[];
	/** Gives each caller its result. Only valid once the steps are stored, because each command was decided on them. */
	settlements: (() => void)[];
}

/** All actors of one kind in this process. Each handles one command at a time. Commands that wait together are stored by one conditional write. */
export class Actors<State, Command extends { type: string }> {
	#spec: ActorSpec<State, Command>;
	#documents: ActorStore<State>;
	#mailbox = new Mailbox();
	#waiting = new Map<string, Waiting<State>[]>();
	#relay: OutboxRelay;
	#timers: Timers;
	#watermarks: Watermarks | undefined;
	#recent = new Map<string, ActorDocument<State>>();

	constructor(spec: ActorSpec<State, Command>, documents: ActorStore<State>, bus: Bus, log: Logger, watermarks?: Watermarks) {
		this.#spec = spec;
		this.#documents = documents;
		this.#watermarks = watermarks;
		this.#relay = new OutboxRelay(documents, bus, log, (cleared, version) => this.#emptyRecent(cleared, version));
		this.#timers = new Timers(documents, (id) => this.#fire(id), log);
	}

	async start(): Promise<void> {
		this.#relay.start();
		await this.#timers.start();
	}

	/** Stops the timers and finishes the commands in progress. */
	async stop(): Promise<void> {
		this.#timers.stop();
		await this.#mailbox.idle();
		await this.#watermarks?.idle();
		await this.#relay.stop();
	}

	/** Sends one command to one actor. Resolves with the resulting document; a refusal throws. */
	send(id: string, command: Command, origin: Origin<State> = {}): Promise<ActorDocument<State> | null> {
		const isInitial = command.type === this.#spec.rules.initialCommand;
		return this.#enqueue(id, (found, marks) => this.#successor(id, found, command, origin, marks), isInitial, origin.message);
	}

	/** Publishes an actor's present state again, under new versions. Resolves with the number of messages. */
	async republish(id: string): Promise<number> {
		let count = 0;
		await this.#enqueue(id, (found) => {
			const types = (found && this.#spec.rules.republish?.(found.state)) ?? [];
			count = types.length;
			return found && count > 0 ? this.#republished(found, types) : undefined;
		});
		return count;
	}

	/** Routes a message from the bus to the actors that it concerns. */
	async handle(message: Message): Promise<void> {
		const route = this.#spec.subscriptions?.[message.type as MessageType];
		const routed = await route?.(message.data as never, message as never);
		if (!routed || routed.length === 0) return;
		const addresses = (Array.isArray(routed[0]) ? routed : [routed]) as Address<Command>[];
		await Promise.all(addresses.map(([id, command]) => this.send(id, command, { message, request: message.request })));
	}

	/** Reads the due command from the document: it may have been moved or removed since the timer was armed. */
	async #fire(id: string): Promise<void> {
		const document = await this.#documents.load(id);
		if (!document?.due) return;
		if (!isDue(document)) return this.#timers.arm(id, document.due);
		const command = document.due.command as Command;
		const effect = this.#spec.effects?.[command.type as Command["type"]];
		await (effect ? effect(document) : this.send(id, command, { onlyIfDue: true }));
	}

	#enqueue(id: string, step: Step<State>, isInitial = false, message?: Message): Promise<ActorDocument<State> | null> {
		return new Promise((resolve, reject) => {
			const one = { step, isInitial, message, resolve, reject };
			const waiting = this.#waiting.get(id);
			if (waiting) return void waiting.push(one);
			this.#waiting.set(id, [one]);
			void this.#mailbox.run(id, () => this.#handleWaiting(id));
		});
	}

	async #handleWaiting(id: string): Promise<void> {
		let waiting = this.#waiting.get(id)!;
		this.#waiting.delete(id);
		while (waiting.length > 0) {
			const done = await this.#commit(id, waiting.slice(0, MAX_BATCH));
			waiting = waiting.slice(done);
		}
	}

	/** Decides commands and stores the result. Resolves with the number of commands that have an answer. */
	async #commit(id: string, waiting: Waiting<State>[]): Promise<number> {
		try {
			return (await this.#commitOnRecent(id, waiting)) ?? (await this.#commitOnStored(id, waiting));
		} catch (error) {
			// What one command leads to may be impossible to store. It must not fail the others.
			if (error instanceof Unstorable && waiting.length > 1) return this.#commit(id, waiting.slice(0, 1));
			for (const { reject } of waiting) reject(error instanceof Unstorable ? error.cause : error);
			return waiting.length;
		}
	}

	async #commitOnStored(id: string, waiting: Waiting<State>[]): Promise<number> {
		for (let tries = 1; ; tries++) {
			const found = await this.#documents.load(id);
			const batch = await this.#decide(id, found, waiting);
			if (batch.steps.length === 0 || (await this.#write(batch.steps, found))) return settled(batch);
			if (tries === MAX_TRIES) throw new Contended(`${this.#spec.name}/${id}`, tries);
			await sleep(Math.random() * 4 * tries);
		}
	}

	/** Skips the load: uses the version that this process wrote last, or assumes that none exists. Only a successful conditional write may rely on it. */
	async #commitOnRecent(id: string, waiting: Waiting<State>[]): Promise<number | undefined> {
		const recent = this.#recent.get(id) ?? (waiting[0]!.isInitial ? null : undefined);
		if (recent === undefined) return undefined;
		const batch = await this.#decide(id, recent, waiting);
		if (batch.steps.length > 0 && (await this.#write(batch.steps, recent))) return settled(batch);
		this.#recent.delete(id);
		return undefined;
	}

	/** Each command is decided on the state that the one before it has led to. One that fails or is refused changes nothing. */
	async #decide(id: string, found: ActorDocument<State> | null, waiting: Waiting<State>[]): Promise<Batch<State>> {
		const marks = this.#watermarks ? await this.#watermarked(this.#watermarks, id, found, waiting) : NO_MARKS;
		const batch: Batch<State> = { steps: [], settlements: [] };
		let current = found;
		let bytes = 0;
		for (const { reject, resolve, step } of waiting) {
			if (bytes > MAX_BATCH_BYTES) break;
			try {
				const successor = step(current, marks);
				if (successor) batch.steps.push(successor);
				const result = successor ?? current;
				current = result;
				bytes += successor ? bytesEmitted(successor) : 0;
				batch.settlements.push(() => resolve(result));
			} catch (error) {
				batch.settlements.push(() => reject(error));
			}
		}
		return batch;
	}

	async #write(steps: ActorDocument<State>[], found: ActorDocument<State> | null): Promise<boolean> {
		const successor = steps.at(-1)!;
		const document = this.#watermarks?.withoutMoved(successor) ?? successor;
		if (!(await this.#store(document, found))) return false;
		let before: State | null = found?.state ?? null;
		for (const { state } of steps) {
			this.#spec.onCommit?.(before, state);
			before = state;
		}
		this.#recent.delete(document._id);
		this.#recent.set(document._id, document);
		if (this.#recent.size > KEEP_RECENT) this.#recent.delete(this.#recent.keys().next().value!);
		this.#watermarks?.moveOut(document);
		this.#relay.send(document);
		this.#timers.arm(document._id, document.due);
		return true;
	}

	async #store(document: ActorDocument<State>, found: ActorDocument<State> | null): Promise<boolean> {
		try {
			return await (found ? this.#documents.replace(document, found.version) : this.#documents.create(document));
		} catch (error) {
			throw mayRetry(error) ? error : new Unstorable(document._id, { cause: error });
		}
	}

	/** Keeps the cached document equal to the stored one. */
	#emptyRecent(id: string, version: number): void {
		const recent = this.#recent.get(id);
		if (recent?.version === version) this.#recent.set(id, { ...recent, outbox: [] });
	}

	async #watermarked(
		watermarks: Watermarks,
		id: string,
		found: ActorDocument<State> | null,
		waiting: Waiting<State>[],
	): Promise<Watermarked> {
		const senders = new Set(waiting.flatMap(({ message }) => message?.sender ?? []));
		const unknown = [...senders].filter((sender) => found?.seen[sender] === undefined);
		return new Map(await Promise.all(unknown.map(async (sender) => [sender, await watermarks.of(id, sender)] as const)));
	}

	#successor(
		id: string,
		found: ActorDocument<State> | null,
		command: Command,
		origin: Origin<State>,
		marks: Watermarked,
	): ActorDocument<State> | undefined {
		if (origin.message && found && isOld(found, origin.message, marks)) return undefined;
		if (origin.onlyIfDue && !isDue(found)) return undefined;
		origin.permit?.(found);
		const at = Date.now();
		const { rules } = this.#spec;
		const decision = outcome(rules.decide(found?.state ?? null, command, at), origin);
		if (decision.kind === "ignore") return found && origin.message ? this.#withWatermark(found, origin.message) : undefined;
		// The actor may have existed before its storage was restored from a backup: see #republished.
		const before = origin.message?.republished ? at : 0;
		const version = (found?.version ?? before) + 1;
		const due = rules.due?.(decision.state);
		const known = this.#watermarks ? [] : [...(found?.after ?? []), ...(origin.message?.followedBy ?? [])];
		const emitted = this.#envelopes(id, version, decision, at, origin, known);
		const after = this.#watermarks ? [] : nextAfter(known, emitted, origin.message);
		return {
			_id: id,
			version,
			state: decision.state,
			seen: origin.message ? advanced(found?.seen, origin.message) : (found?.seen ?? {}),
			outbox: [...(found ? this.#relay.unsent(found) : []), ...emitted],
			...(due ? { due } : undefined),
			...(after.length > 0 ? { after } : undefined),
		};
	}

	/** Raises the watermark for ignored messages too, so that an older message of that sender is still recognised as stale. */
	#withWatermark(document: ActorDocument<State>, message: Message): ActorDocument<State> {
		const outbox = this.#relay.unsent(document);
		return { ...document, version: document.version + 1, seen: advanced(document.seen, message), outbox };
	}

	/**
	 * Each message has its own version, because a receiver takes one message of a version. Versions continue at the current time in
	 * ms: an actor has fewer, so they are above all that it had before its storage was restored from a backup.
	 */
	#republished(found: ActorDocument<State>, types: MessageType[]): ActorDocument<State> {
		const at = Date.now();
		const first = Math.max(found.version + 1, at);
		const repeated = types.flatMap((type, index) => {
			const decision = become(found.state, type) as Decision<State> & { kind: "become" };
			return this.#envelopes(found._id, first + index, decision, at, { republished: true });
		});
		return { ...found, version: first + types.length - 1, outbox: [...this.#relay.unsent(found), ...repeated] };
	}

	#envelopes(
		id: string,
		version: number,
		decision: Decision<State> & { kind: "become" },
		at: number,
		origin: Origin<State>,
		known: string[] = [],
	): Envelope[] {
		if (decision.emits.length === 0) return [];
		const sender = `${this.#spec.name}/${id}`;
		const { messages, rules } = this.#spec;
		const payload: object = decision.data ?? rules.snapshot?.(decision.state) ?? (decision.state as object);
		const orderId = orderOf(sender, payload);
		const ids = decision.emits.map((_, index) => (index === 0 ? `${sender}/${version}` : `${sender}/${version}.${index}`));
		return decision.emits.map((type, index) => {
			const declared = messages?.[type];
			const after = index === 0 || this.#watermarks ? known : [ids[index - 1]!];
			const followedBy = ids.slice(index + 1);
			const message: Message = {
				id: ids[index]!,
				type,
				sender,
				version,
				at,
				schema: 1,
				...(origin.message ? { cause: origin.message.id } : undefined),
				...(after.length > 0 ? { after } : undefined),
				...(followedBy.length > 0 ? { followedBy } : undefined),
				...(origin.request ? { request: origin.request } : undefined),
				...(origin.republished ? { republished: true as const } : undefined),
				data: declared ? pick(declared, payload) : payload,
			};
			return { id: message.id, type, sender, version, ...(orderId ? { orderId } : undefined), json: JSON.stringify(message) };
		});
	}
}

const isDue = (document: ActorDocument | null): boolean => (document?.due?.at ?? Number.POSITIVE_INFINITY) <= Date.now();
const NO_MARKS: Watermarked = new Map();

/** The storage refuses a document, for example because of its size. */
class Unstorable extends Error {
	override name = "Unstorable";
}

const settled = ({ settlements }: Batch<unknown>): number => {
	for (const settle of settlements) settle();
	return settlements.length;
};

const isOld = ({ seen }: ActorDocument, { sender, version }: Message, marks: Watermarked): boolean =>
	(seen[sender] ?? marks.get(sender) ?? 0) >= version;

const bytesEmitted = ({ outbox, version }: ActorDocument): number =>
	outbox.reduce((sum, envelope) => (envelope.version === version ? sum + envelope.json.length : sum), 0);

const nextAfter = (known: string[], emitted: Envelope[], handled: Message | undefined): string[] => {
	const last = emitted.at(-1);
	return last ? [last.id] : [...known, ...(handled ? [handled.id] : [])].slice(-MAX_AFTER);
};

const advanced = (seen: Record<string, number> | undefined, { sender, version }: Message): Record<string, number> => ({
	...seen,
	[sender]: version,
});

/** A message cannot be refused: a refusal means that it has no effect. */
const outcome = <State>(decision: Decision<State>, origin: Origin<State>): Extract<Decision<State>, { kind: "become" | "ignore" }> => {
	if (decision.kind !== "refuse") return decision;
	if (origin.message) return { kind: "ignore" };
	throw decision.error;
};
