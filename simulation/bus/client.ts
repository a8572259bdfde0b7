import type { ConnectionOptions, NatsConnection } from "nats";
import type { Delivery, Group, GroupConfig, Puller, Server } from "./server.ts";

/** The way between a node and the server. */
export interface Line {
	isUp(): boolean;
	/** Sends to the server. What is sent while the line is down is lost. */
	toServer(run: () => void): void;
	toClient(run: () => void): void;
	/** Called when the line goes down and when it is up again. */
	onChange(listener: (isUp: boolean) => void): void;
	/** Whether the answer to a request is lost on its way. */
	losesAnswer(): boolean;
	losesRequest(): boolean;
}

const apiError = (code: number, err_code: number, description: string): Error =>
	Object.assign(new Error(description), { name: "NatsError", code: String(code), api_error: { code, err_code, description } });
const natsError = (code: string): Error => Object.assign(new Error(code), { name: "NatsError", code });

const CONSUMER_DIFFERS = 10_148;
const NOT_FOUND = 10_014;
const NO_MESSAGE = 10_037;

/** An iterable that others fill. */
class Feed<Item> implements AsyncIterable<Item> {
	#items: Item[] = [];
	#wake: (() => void) | undefined;
	#isOver = false;

	push(item: Item): void {
		this.#items.push(item);
		this.#wake?.();
	}

	end(): void {
		this.#isOver = true;
		this.#wake?.();
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
		for (;;) {
			while (this.#items.length > 0) yield this.#items.shift()!;
			if (this.#isOver) return;
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}
}

class Message {
	readonly seq: number;
	readonly subject: string;
	readonly info: { stream: string; deliveryCount: number };
	readonly headers: { get(name: string): string };
	#data: string;
	#settle: (how: (group: Group) => void) => void;

	constructor(stream: string, { attempt, message }: Delivery, settle: (how: (group: Group) => void) => void) {
		this.seq = message.seq;
		this.subject = message.subject;
		this.info = { stream, deliveryCount: attempt };
		this.headers = { get: (name) => (name === "Nats-Msg-Id" ? message.id : "") };
		this.#data = message.data;
		this.#settle = settle;
	}

	string(): string {
		return this.#data;
	}
	ack(): void {
		this.#settle((group) => group.ack(this.seq));
	}
	term(): void {
		this.#settle((group) => group.ack(this.seq));
	}
	nak(delay?: number): void {
		this.#settle((group) => group.nak(this.seq, delay));
	}
	working(): void {
		this.#settle((group) => group.working(this.seq));
	}
}

class Pulling implements Puller {
	readonly #feed = new Feed<Message>();
	#line: Line;
	#group: Group;
	#stream: string;

	constructor(stream: string, group: Group, line: Line) {
		this.#stream = stream;
		this.#group = group;
		this.#line = line;
		line.onChange((isUp) => isUp && line.toServer(() => group.pump()));
		line.toServer(() => {
			group.pullers.add(this);
			group.pump();
		});
	}

	isConnected(): boolean {
		return this.#line.isUp();
	}

	deliver(delivery: Delivery): void {
		const settle = (how: (group: Group) => void) => this.#line.toServer(() => how(this.#group));
		this.#line.toClient(() => this.#feed.push(new Message(this.#stream, delivery, settle)));
	}

	stop(): void {
		this.#feed.end();
		this.#line.toServer(() => this.#group.pullers.delete(this));
	}

	[Symbol.asyncIterator](): AsyncGenerator<Message> {
		return this.#feed[Symbol.asyncIterator]();
	}
}

/** The part of a NATS client that the JetStream bus uses. */
class Connection {
	#server: Server;
	#line: Line;
	#status = new Feed<{ type: string; data: string }>();

	constructor(server: Server, line: Line) {
		this.#server = server;
		this.#line = line;
		line.onChange((isUp) => this.#status.push({ type: isUp ? "reconnect" : "disconnect", data: "" }));
	}

	status(): AsyncIterable<{ type: string; data: string }> {
		return this.#status;
	}

	async flush(): Promise<void> {
		await this.#request(2_000, () => undefined);
	}

	async close(): Promise<void> {
		this.#status.end();
	}

	jetstream() {
		return {
			publish: (subject: string, data: string, { msgID, timeout }: { msgID: string; timeout: number }) =>
				this.#request(timeout, () => this.#server.publish(subject, msgID, data), true),
			consumers: {
				get: async (stream: string, name: string) => {
					const group = await this.#request(2_000, () => this.#group(name));
					return { consume: async () => new Pulling(stream, group, this.#line) };
				},
			},
		};
	}

	async jetstreamManager() {
		const server = this.#server;
		const figures = ({ config, connected, floor, inHand, pending, settled }: Group) => ({
			name: config.durable_name,
			config,
			ack_floor: { consumer_seq: settled, stream_seq: floor },
			num_ack_pending: inHand,
			num_pending: pending,
			num_waiting: connected.length,
		});
		const request = <Result>(run: () => Result) => this.#request(2_000, run);
		const first = (_stream: string, { next_by_subj: subject, seq }: { seq: number; next_by_subj: string }) =>
			request(() => {
				const found = server.firstOf(subject, seq);
				if (!found) throw apiError(404, NO_MESSAGE, "no message found");
				return { seq: found.seq, subject };
			});
		return {
			streams: { add: () => request(() => ({})), update: () => request(() => ({})), info: () => request(() => ({})), getMessage: first },
			consumers: {
				add: (_stream: string, config: GroupConfig) =>
					request(() => {
						const existing = server.groups.get(config.durable_name);
						if (existing && JSON.stringify(existing.config) !== JSON.stringify(config))
							throw apiError(400, CONSUMER_DIFFERS, "consumer already exists");
						return figures(server.declare(config));
					}),
				update: (_stream: string, name: string, config: Partial<GroupConfig>) =>
					request(() => figures(server.declare({ ...this.#group(name).config, ...config }))),
				info: (_stream: string, name: string) => request(() => figures(this.#group(name))),
				delete: (_stream: string, name: string) => request(() => server.remove(name)),
				list: () => this.#list(() => [...server.groups.values()].map(figures)),
			},
		};
	}

	async *#list<Item>(read: () => Item[]): AsyncGenerator<Item> {
		yield* await this.#request(2_000, read);
	}

	#group(name: string): Group {
		const group = this.#server.groups.get(name);
		if (!group) throw apiError(404, NOT_FOUND, "consumer not found");
		return group;
	}

	/** Rejects after the timeout if the request or its answer is lost. */
	#request<Result>(timeout: number, run: () => Result, mayBeLost = false): Promise<Result> {
		const { promise, reject, resolve } = Promise.withResolvers<Result>();
		const timer = setTimeout(() => reject(natsError("TIMEOUT")), timeout);
		if (mayBeLost && this.#line.losesRequest()) return promise;
		this.#line.toServer(() => {
			let answer: () => void;
			try {
				const result = run();
				answer = () => resolve(result);
			} catch (error) {
				answer = () => reject(error);
			}
			if (mayBeLost && this.#line.losesAnswer()) return;
			this.#line.toClient(() => {
				clearTimeout(timer);
				answer();
			});
		});
		return promise;
	}
}

/** Connects as the `nats` package does, but to a simulated server. */
export const connectTo =
	(server: Server, open: () => Line) =>
	async (_options?: ConnectionOptions): Promise<NatsConnection> => {
		const line = open();
		if (!line.isUp()) throw natsError("CONNECTION_REFUSED");
		return new Connection(server, line) as unknown as NatsConnection;
	};
