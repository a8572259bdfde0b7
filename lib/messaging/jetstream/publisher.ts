import type { JetStreamClient } from "nats";
import type { Envelope } from "../message.ts";

/** Sends one sender's messages one after another. A failure takes along what queues behind it: the caller resends in order. */
export class Publisher {
	#client: () => JetStreamClient;
	#prefix: string;
	#timeout: number;
	#latest = new Map<string, Promise<void>>();
	#unanswered = new Set<(error: Error) => void>();

	/** `client` throws while there is no connection. */
	constructor(client: () => JetStreamClient, prefix: string, timeout: number) {
		this.#client = client;
		this.#prefix = prefix;
		this.#timeout = timeout;
	}

	publish(envelope: Envelope): Promise<void> {
		const { sender } = envelope;
		const before = this.#latest.get(sender);
		const now = before ? before.then(() => this.#send(envelope)) : this.#send(envelope);
		this.#latest.set(sender, now);
		const done = () => {
			if (this.#latest.get(sender) === now) this.#latest.delete(sender);
		};
		now.then(done, done);
		return now;
	}

	/** No answer comes over a lost connection; the server drops what it has by then when it is sent again. */
	giveUp(reason: Error): void {
		for (const reject of this.#unanswered) reject(reason);
	}

	async idle(): Promise<void> {
		await Promise.allSettled(this.#latest.values());
	}

	async #send({ id, type, json }: Envelope): Promise<void> {
		const client = this.#client();
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		this.#unanswered.add(reject);
		client.publish(`${this.#prefix}.${type}`, json, { msgID: id, timeout: this.#timeout }).then(() => resolve(), reject);
		try {
			await promise;
		} finally {
			this.#unanswered.delete(reject);
		}
	}
}
