import type { Message } from "../../lib/message.ts";
import { eventOf, inOrder, type LoggedEvent, type Numbered } from "./event.ts";
import type { Journal } from "./journal.ts";

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

	/** The last that an order said of itself until then. */
	async orderAt(orderId: string, until: number): Promise<LoggedEvent | undefined> {
		const said = (await this.history(orderId)).filter(({ at, type }) => type.startsWith("order.") && at <= until);
		return said.sort((one, other) => one.version - other.version).at(-1);
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
