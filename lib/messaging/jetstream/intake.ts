import type { ConsumerMessages, JsMsg } from "nats";
import { BusClosed, type ConsumerGroup, delayAfter, type InboundMessage, type RetryPolicy, readMessage } from "../consumer-group.ts";
import { pauseUnless } from "../pause.ts";

const RETURN_AFTER = 250;

export interface IntakeOptions {
	/** Makes sure that the durable consumer exists as it should, and pulls from it. */
	pull: () => Promise<ConsumerMessages>;
	group: ConsumerGroup;
	retryPolicy: RetryPolicy;
	warn: (text: string) => void;
}

/** Takes what the server has for one group, and answers for each message: done, set aside, or to be delivered again. */
export class Intake {
	#options: IntakeOptions;
	#messages: ConsumerMessages | undefined;
	#inHand = new Map<JsMsg, Promise<void>>();
	#done: JsMsg[] = [];
	#closing = new AbortController();

	constructor(options: IntakeOptions) {
		this.#options = options;
	}

	/** Resolves when the server knows that somebody waits for messages. */
	async start(): Promise<void> {
		this.#messages = await this.#pull();
		void this.#listen();
	}

	/** Keeps what takes long, or queues behind its sender's earlier messages, from being delivered again. */
	holdOn(): void {
		for (const raw of this.#inHand.keys()) raw.working();
	}

	async drain(): Promise<void> {
		this.#closing.abort();
		this.#messages?.stop();
		await this.#options.group.drain();
		await Promise.all(this.#inHand.values());
		this.#flush();
	}

	async #pull(): Promise<ConsumerMessages> {
		const messages = await this.#options.pull();
		if (this.#closing.signal.aborted) messages.stop();
		return messages;
	}

	async #listen(): Promise<void> {
		const { group, warn } = this.#options;
		const { signal } = this.#closing;
		while (!signal.aborted) {
			try {
				this.#messages ??= await this.#pull();
				for await (const raw of this.#messages) this.#take(raw);
			} catch (error) {
				if (!signal.aborted) warn(`${group.subscription.group} hears nothing for the moment: ${(error as Error).message}`);
			}
			this.#messages?.stop();
			this.#messages = undefined;
			await pauseUnless(signal, RETURN_AFTER);
		}
	}

	#take(raw: JsMsg): void {
		const { group, warn } = this.#options;
		const settled = this.#settle(raw)
			.catch((error: Error) => warn(`${group.subscription.group} will hear a message again: ${error.message}`))
			.finally(() => this.#inHand.delete(raw));
		this.#inHand.set(raw, settled);
	}

	async #settle(raw: JsMsg): Promise<void> {
		const { group, retryPolicy } = this.#options;
		const outcome = await group.deliver(inboundOf(raw)).catch((error: unknown) => ({ error }));
		if (outcome === "handled") this.#acknowledge(raw);
		else if (outcome === "deadLettered") raw.term("deadLettered");
		else if (outcome.error instanceof BusClosed) raw.nak();
		else raw.nak(delayAfter(outcome.error, raw.info.deliveryCount, retryPolicy));
	}

	/** All of a turn of the event loop together: one write to the socket. */
	#acknowledge(raw: JsMsg): void {
		if (this.#done.push(raw) === 1) setImmediate(() => this.#flush());
	}

	#flush(): void {
		for (const raw of this.#done.splice(0)) raw.ack();
	}
}

const inboundOf = (raw: JsMsg): InboundMessage => {
	const text = raw.string();
	const message = readMessage(text);
	const place = `${raw.info.stream}/${raw.seq}`;
	const id = message?.id ?? (raw.headers?.get("Nats-Msg-Id") || place);
	return {
		id,
		type: message?.type ?? raw.subject,
		sender: message?.sender ?? place,
		raw: text,
		message,
		deliveries: raw.info.deliveryCount,
	};
};
