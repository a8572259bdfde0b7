import type { LoggedEvent, NumberedEvent } from "../../contracts/event-log.ts";
import type { Message } from "../../lib/messaging/message.ts";
import { eventOf, inOrder, predecessorsOf, withoutRepeats } from "./event.ts";
import type { Journal } from "./journal.ts";

const latest = (events: LoggedEvent[], by: "order." | "payment."): LoggedEvent | undefined =>
	events
		.filter(({ type }) => type.startsWith(by))
		.sort((one, other) => one.version - other.version)
		.at(-1);

/** Every published message, once. */
export class EventLog {
	#journal: Journal;

	constructor(journal: Journal) {
		this.#journal = journal;
	}

	/** Resolves once the event is durable; a duplicate has no effect. */
	store(message: Message): Promise<void> {
		const event = eventOf(message);
		return this.#journal.store(event, predecessorsOf(event, message.after));
	}

	/** The events of an order, from every sender. */
	async history(orderId: string): Promise<LoggedEvent[]> {
		await this.#journal.catchUp();
		return withoutRepeats(inOrder(await this.#journal.of(orderId)));
	}

	/** The order's last event until then, with the payment's status at that time: payments publish their own changes. */
	async orderAt(orderId: string, until: number): Promise<LoggedEvent | undefined> {
		const known = (await this.history(orderId)).filter(({ at }) => at <= until);
		const order = latest(known, "order.");
		const status = latest(known, "payment.")?.data.status;
		if (!order || status === undefined) return order;
		return { ...order, data: { ...order.data, payment: { ...(order.data.payment as object), status } } };
	}

	/** In the order of their numbers, without gaps. */
	async feed(after: number, limit: number): Promise<NumberedEvent[]> {
		await this.#journal.catchUp();
		const found: NumberedEvent[] = [];
		for await (const { events, first } of this.#journal.from(after + 1)) {
			const wanted = events.map((event, index) => ({ seq: first + index, ...event })).filter(({ seq }) => seq > after);
			found.push(...wanted.slice(0, limit - found.length));
			if (found.length === limit) break;
		}
		return found;
	}

	/** The highest number so far; 0 before the first. */
	async last(): Promise<number> {
		await this.#journal.catchUp();
		return this.#journal.last;
	}
}
