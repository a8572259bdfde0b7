import type { ConsumerMessages, JsMsg } from "nats";
import { BusClosed, type ConsumerGroup, delayAfter, type InboundMessage, type RetryPolicy, readMessage } from "../consumer-group.ts";
import { pauseUnless } from "../pause.ts";

const PULL_AGAIN_AFTER = 250;

export interface IntakeOptions {
	/** Declares the durable consumer and pulls from it. */
	pull: () => Promise<ConsumerMessages>;
	group: ConsumerGroup;
	retryPolicy: RetryPolicy;
	warn: (text: string) => void;
}

/** Pulls the messages of one group and acknowledges, terminates or rejects each. */
export class Intake {
	#options: IntakeOptions;
	#messages: ConsumerMessages | undefined;
	#inProgress = new Map<JsMsg, Promise<void>>();
	#acks: JsMsg[] = [];
	#closing = new AbortController();

	constructor(options: IntakeOptions) {
		this.#options = options;
	}

	/** Resolves when the server has accepted the pull request. */
	async start(): Promise<void> {
		this.#messages = await this.#pull();
		void this.#consume();
	}

	/** Extends the ack deadline of messages in progress, including those queued behind their sender's earlier messages. */
	extendDeadlines(): void {
		for (const raw of this.#inProgress.keys()) raw.working();
	}

	async drain(): Promise<void> {
		this.#closing.abort();
		this.#messages?.stop();
		await this.#options.group.drain();
		await Promise.all(this.#inProgress.values());
		this.#flush();
	}

	async #pull(): Promise<ConsumerMessages> {
		const messages = await this.#options.pull();
		if (this.#closing.signal.aborted) messages.stop();
		return messages;
	}

	async #consume(): Promise<void> {
		const { group, warn } = this.#options;
		const { signal } = this.#closing;
		while (!signal.aborted) {
			try {
				this.#messages ??= await this.#pull();
				for await (const raw of this.#messages) this.#take(raw);
			} catch (error) {
				if (!signal.aborted) warn(`${group.subscription.group} cannot receive messages; retrying: ${(error as Error).message}`);
			}
			this.#messages?.stop();
			this.#messages = undefined;
			await pauseUnless(signal, PULL_AGAIN_AFTER);
		}
	}

	#take(raw: JsMsg): void {
		const { group, warn } = this.#options;
		const settled = this.#settle(raw)
			.catch((error: Error) => warn(`${group.subscription.group} could not settle a message, so it will be redelivered: ${error.message}`))
			.finally(() => this.#inProgress.delete(raw));
		this.#inProgress.set(raw, settled);
	}

	async #settle(raw: JsMsg): Promise<void> {
		const { group, retryPolicy } = this.#options;
		const outcome = await group.deliver(inboundOf(raw)).catch((error: unknown) => ({ error }));
		if (outcome === "handled") this.#acknowledge(raw);
		else if (outcome === "deadLettered") raw.term("deadLettered");
		else if (outcome.error instanceof BusClosed) raw.nak();
		else raw.nak(delayAfter(outcome.error, raw.info.deliveryCount, retryPolicy));
	}

	/** Batches all acks of one event loop turn into one socket write. */
	#acknowledge(raw: JsMsg): void {
		if (this.#acks.push(raw) === 1) setImmediate(() => this.#flush());
	}

	#flush(): void {
		for (const raw of this.#acks.splice(0)) raw.ack();
	}
}

const inboundOf = (raw: JsMsg): InboundMessage => {
	const text = raw.string();
	const message = readMessage(text);
	const position = `${raw.info.stream}/${raw.seq}`;
	const id = message?.id ?? (raw.headers?.get("Nats-Msg-Id") || position);
	return {
		id,
		type: message?.type ?? raw.subject,
		sender: message?.sender ?? position,
		raw: text,
		message,
		deliveries: raw.info.deliveryCount,
	};
};
