import type { JetStreamClient } from "nats";
import { type Envelope, laneOf } from "../message.ts";

/** Publishes the messages of each sender about one order sequentially. A failure also rejects the messages queued behind it: the caller resends them in order. */
export class Publisher {
	#client: () => JetStreamClient;
	#prefix: string;
	#timeout: number;
	#latest = new Map<string, Promise<void>>();
	#pending = new Set<(error: Error) => void>();

	/** `client` throws while there is no connection. */
	constructor(client: () => JetStreamClient, prefix: string, timeout: number) {
		this.#client = client;
		this.#prefix = prefix;
		this.#timeout = timeout;
	}

	publish(envelope: Envelope): Promise<void> {
		const lane = laneOf(envelope.sender, envelope.orderId);
		const before = this.#latest.get(lane);
		const now = before ? before.then(() => this.#send(envelope)) : this.#send(envelope);
		this.#latest.set(lane, now);
		const done = () => {
			if (this.#latest.get(lane) === now) this.#latest.delete(lane);
		};
		now.then(done, done);
		return now;
	}

	/** Rejects all unacknowledged messages of a lost connection. When resent, the server drops those that it already has. */
	abort(reason: Error): void {
		for (const reject of this.#pending) reject(reason);
	}

	async idle(): Promise<void> {
		await Promise.allSettled(this.#latest.values());
	}

	async #send({ id, type, json }: Envelope): Promise<void> {
		const client = this.#client();
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		this.#pending.add(reject);
		client.publish(`${this.#prefix}.${type}`, json, { msgID: id, timeout: this.#timeout }).then(() => resolve(), reject);
		try {
			await promise;
		} finally {
			this.#pending.delete(reject);
		}
	}
}
