import type { Trace } from "../clock/trace.ts";

/** A message in the stream. */
export interface Published {
	seq: number;
	subject: string;
	id: string;
	data: string;
	at: number;
}

/** A message in the hands of a node. */
export interface Delivery {
	message: Published;
	attempt: number;
}

/** A node that takes messages of a group. */
export interface Puller {
	deliver(delivery: Delivery): void;
	isConnected(): boolean;
}

export interface GroupConfig {
	durable_name: string;
	filter_subjects: string[];
	/** Nanoseconds. */
	ack_wait: number;
	max_ack_pending: number;
	/** The first message of the stream that it receives. */
	opt_start_seq?: number;
}

/** What the server needs from its surroundings: time, chance, and the faults of the moment. */
export interface Surroundings {
	now(): number;
	/** Whether or not somebody waits for it, the task is due at its time. */
	at(delay: number, run: () => void): void;
	/** The task matters only while messages are in hand. */
	after(delay: number, run: () => void): void;
	/** An integer from 0 to below the limit. */
	below(limit: number): number;
	/** How much later than usual the group receives the message, or that it receives it twice. */
	mishap(): { delay: number; isDoubled: boolean };
	trace: Pick<Trace, "note">;
	/** Called when something has changed. */
	touch(): void;
}

const DUPLICATE_WINDOW = 120_000;

/** A durable consumer: its position in the stream, and what it has not acknowledged. */
export class Group {
	config: GroupConfig;
	readonly pullers = new Set<Puller>();
	#server: Server;
	#surroundings: Surroundings;
	/** Index of the next message of the stream to look at. */
	#next = 0;
	#inHand = new Map<number, { delivery: Delivery; until: number }>();
	/** Messages to deliver again. */
	#again: Delivery[] = [];
	/** Messages that are delivered later. */
	#waiting = new Set<Delivery>();
	#lastDelivered = 0;
	#checkAt = Number.POSITIVE_INFINITY;
	settled = 0;
	redelivered = 0;

	constructor(server: Server, config: GroupConfig, surroundings: Surroundings) {
		this.#server = server;
		this.config = config;
		this.#next = (config.opt_start_seq ?? 1) - 1;
		this.#lastDelivered = this.#next;
		this.#surroundings = surroundings;
	}

	/** The nodes that take its messages. The server knows who is connected, although a node that dies does not say goodbye. */
	get connected(): Puller[] {
		return [...this.pullers].filter((puller) => puller.isConnected());
	}

	get isActive(): boolean {
		return this.connected.length > 0;
	}

	/** Everything up to this message is handled. */
	get floor(): number {
		const open = [...this.#inHand.keys(), ...[...this.#again, ...this.#waiting].map(({ message }) => message.seq)];
		return open.length > 0 ? Math.min(...open) - 1 : this.#lastDelivered;
	}

	get inHand(): number {
		return this.#inHand.size;
	}

	/** Messages that are delivered later do not count. */
	get isBusy(): boolean {
		return this.isActive && this.inHand + this.pending > this.#waiting.size;
	}

	/** Messages that nobody has, and that this group wants. */
	get pending(): number {
		let pending = this.#again.length + this.#waiting.size;
		for (let index = this.#next; index < this.#server.messages.length; index++) if (this.#wants(this.#server.messages[index]!)) pending++;
		return pending;
	}

	/** Delivers what can be delivered. */
	pump(): void {
		const pullers = this.connected;
		if (pullers.length === 0) return;
		while (this.#inHand.size + this.#waiting.size < this.config.max_ack_pending) {
			const delivery = this.#again.shift() ?? this.#nextNew();
			if (!delivery) return;
			const { delay, isDoubled } = this.#surroundings.mishap();
			if (isDoubled) this.#again.push({ message: delivery.message, attempt: delivery.attempt + 1 });
			if (delay === 0) this.#deliver(delivery, pullers[this.#surroundings.below(pullers.length)]!);
			else this.#later(delay, delivery);
		}
	}

	ack(seq: number): void {
		if (this.#inHand.delete(seq)) this.settled++;
		this.pump();
	}

	nak(seq: number, delay = 0): void {
		const held = this.#inHand.get(seq);
		if (!held) return;
		this.#inHand.delete(seq);
		this.#later(delay, { message: held.delivery.message, attempt: held.delivery.attempt + 1 });
	}

	working(seq: number): void {
		const held = this.#inHand.get(seq);
		if (held) held.until = this.#surroundings.now() + this.#ackWait;
	}

	/** Lets the group start over from a position, as after a power cut of the server. */
	forgetAfter(length: number): void {
		this.#next = Math.min(this.#next, length);
		for (const seq of this.#inHand.keys()) if (seq > length) this.#inHand.delete(seq);
		this.#again = this.#again.filter(({ message }) => message.seq <= length);
	}

	get #ackWait(): number {
		return this.config.ack_wait / 1_000_000;
	}

	#wants({ subject }: Published): boolean {
		return this.config.filter_subjects.includes(subject);
	}

	#nextNew(): Delivery | undefined {
		const { messages } = this.#server;
		while (this.#next < messages.length) {
			const message = messages[this.#next++]!;
			if (this.#wants(message)) return { message, attempt: 1 };
		}
		return undefined;
	}

	#later(delay: number, delivery: Delivery): void {
		this.#waiting.add(delivery);
		this.#surroundings.at(delay, () => {
			this.#waiting.delete(delivery);
			this.#again.push(delivery);
			this.pump();
		});
	}

	#deliver(delivery: Delivery, puller: Puller): void {
		const until = this.#surroundings.now() + this.#ackWait;
		this.#lastDelivered = Math.max(this.#lastDelivered, delivery.message.seq);
		this.#inHand.set(delivery.message.seq, { delivery, until });
		if (delivery.attempt > 1) this.redelivered++;
		this.#surroundings.trace.note(
			`delivers ${delivery.message.id} to ${this.config.durable_name}${delivery.attempt > 1 ? `, attempt ${delivery.attempt}` : ""}`,
			"bus",
		);
		this.#checkLater(until);
		puller.deliver(delivery);
	}

	#checkLater(at: number): void {
		if (at >= this.#checkAt) return;
		this.#checkAt = at;
		this.#surroundings.after(at - this.#surroundings.now(), () => this.#redeliverUnacknowledged());
	}

	#redeliverUnacknowledged(): void {
		this.#checkAt = Number.POSITIVE_INFINITY;
		let earliest = Number.POSITIVE_INFINITY;
		for (const [seq, { delivery, until }] of this.#inHand) {
			if (until > this.#surroundings.now()) earliest = Math.min(earliest, until);
			else {
				this.#inHand.delete(seq);
				this.#again.push({ message: delivery.message, attempt: delivery.attempt + 1 });
			}
		}
		if (earliest < Number.POSITIVE_INFINITY) this.#checkLater(earliest);
		this.pump();
	}
}

/** A stand-in for a NATS server with one stream: what it stores, and who has acknowledged what. */
export class Server {
	messages: Published[] = [];
	readonly groups = new Map<string, Group>();
	/** When each message was published, duplicates included. */
	readonly publications = new Map<string, number[]>();
	#surroundings: Surroundings;
	#recent = new Map<string, number>();

	constructor(surroundings: Surroundings) {
		this.#surroundings = surroundings;
	}

	publish(subject: string, id: string, data: string): { seq: number; duplicate: boolean } {
		const at = this.#surroundings.now();
		const times = this.publications.get(id);
		if (times) times.push(at);
		else this.publications.set(id, [at]);
		for (const [old, since] of this.#recent) {
			if (since >= at - DUPLICATE_WINDOW) break;
			this.#recent.delete(old);
		}
		const isDuplicate = this.#recent.has(id);
		this.#surroundings.trace.note(`receives ${subject.slice(subject.indexOf(".") + 1)} (${id})${isDuplicate ? " again" : ""}`, "bus");
		if (isDuplicate) return { seq: this.messages.length, duplicate: true };
		this.#recent.set(id, at);
		const message = { seq: this.messages.length + 1, subject, id, data, at };
		this.messages.push(message);
		this.#surroundings.touch();
		for (const group of this.groups.values()) group.pump();
		return { seq: message.seq, duplicate: false };
	}

	/** Creates a group, or changes its configuration. */
	declare(config: GroupConfig): Group {
		const existing = this.groups.get(config.durable_name);
		if (existing) {
			existing.config = config;
			return existing;
		}
		const group = new Group(this, config, this.#surroundings);
		this.groups.set(config.durable_name, group);
		return group;
	}

	remove(name: string): void {
		this.groups.delete(name);
	}

	/** The first message of a subject, from a position on. */
	firstOf(subject: string, from: number): Published | undefined {
		return this.messages.find((message) => message.seq >= from && message.subject === subject);
	}

	/** Whether a group has messages, or could have them. */
	get isBusy(): boolean {
		for (const group of this.groups.values()) if (group.isBusy) return true;
		return false;
	}

	/** Loses the messages after a time, although they were acknowledged. */
	losePower(since: number): Published[] {
		const kept = this.messages.filter(({ at }) => at <= since);
		const lost = this.messages.slice(kept.length);
		this.messages = kept;
		for (const { id } of lost) this.#recent.delete(id);
		for (const group of this.groups.values()) group.forgetAfter(kept.length);
		return lost;
	}
}
