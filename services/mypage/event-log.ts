import type { Message } from "../../lib/message.ts";
import { eventOf, inOrder, type LoggedEvent, type Numbered } from "./event.ts";
import type { Journal } from "./journal.ts";

const latest = (events: LoggedEvent[], by: "order." | "payment."): LoggedEvent | undefined =>
	events
		.filter(({ type }) => type.startsWith(by))
		.sort((one, other) => one.version - other.version)
		.at(-1);

/** Every message there was, once. */
export class EventLog {
	#journal: Journal;

	constructor(journal: Journal) {
		this.#journal = journal;
	}

	/** Resolves when it is durable; heard once more, nothing happens. */
	store(message: Message): Promise<void> {
		return this.#journal.store(eventOf(message));
	}

	/** All that happened to an order, by whomever. */
	async history(orderId: string): Promise<LoggedEvent[]> {
		await this.#journal.catchUp();
		return inOrder(await this.#journal.of(orderId));
	}

	/** The last that an order said of itself until then, with its payment as that stood: of the money the order says nothing by itself. */
	async orderAt(orderId: string, until: number): Promise<LoggedEvent | undefined> {
		const known = (await this.history(orderId)).filter(({ at }) => at <= until);
		const order = latest(known, "order.");
		const status = latest(known, "payment.")?.data.status;
		if (!order || status === undefined) return order;
		return { ...order, data: { ...order.data, payment: { ...(order.data.payment as object), status } } };
	}

	/** Exactly in the order of their numbers, without a gap. */
	async feed(after: number, limit: number): Promise<Numbered[]> {
		await this.#journal.catchUp();
		const found: Numbered[] = [];
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
