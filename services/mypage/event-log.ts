import type { Message } from "../../lib/message.ts";
import type { CollectionSpec, Documents } from "../../lib/store/documents.ts";
import { type Batch, batchId, type Sequencer } from "./sequencer.ts";

export interface LoggedEvent extends Pick<Message, "type" | "sender" | "version" | "at" | "cause"> {
	/** The order it happened to, if it is one's. */
	orderId: string | null;
	data: Record<string, unknown>;
}
export type Recorded = LoggedEvent & { id: string };
export type Numbered = Recorded & { seq: number };

export const EVENTS = { name: "event_log" } satisfies CollectionSpec;
export const BATCHES = { name: "event_log_batches" } satisfies CollectionSpec;

const PAGE = 32;
const KEEP_RECENT = 2_000;

const orderIdOf = (type: string, data: Record<string, unknown>): string | null => {
	const id = type.startsWith("order.") ? data.id : data.orderId;
	return typeof id === "string" ? id : null;
};

/** Whoever leaves has their name forgotten everywhere, and a log is not to be rewritten: so it never holds one. */
const withoutName = (type: string, data: Record<string, unknown>) => (type.startsWith("account.") ? { ...data, name: null } : data);

/** Kept side by side, an order's events are read without an index, and many are written to few pages. */
const keyFor = (orderId: string | null, messageId: string): string => `${orderId ?? ""}/${messageId}`;
const recorded = (key: string, event: LoggedEvent): Recorded => ({ id: key.slice(key.indexOf("/") + 1), ...event });

/** Every message there was, once. */
export class EventLog {
	#events: Documents<LoggedEvent>;
	#batches: Documents<Batch>;
	#sequencer: Sequencer;
	/** Who follows closely is served without a look into the store. */
	#recent = new Map<string, LoggedEvent>();

	constructor(events: Documents<LoggedEvent>, batches: Documents<Batch>, sequencer: Sequencer) {
		this.#events = events;
		this.#batches = batches;
		this.#sequencer = sequencer;
	}

	/** Resolves when it is durable; heard once more, nothing happens. */
	store({ at, cause, data, id, sender, type, version }: Message): Promise<void> {
		const said = withoutName(type, data as Record<string, unknown>);
		const orderId = orderIdOf(type, said);
		const state = { orderId, type, sender, version, at, ...(cause ? { cause } : undefined), data: said };
		const key = keyFor(orderId, id);
		this.#recent.set(key, state);
		if (this.#recent.size > KEEP_RECENT) this.#recent.delete(this.#recent.keys().next().value!);
		return this.#sequencer.store(key, state);
	}

	/** All that happened to an order, by whomever. */
	async history(orderId: string): Promise<Recorded[]> {
		const prefix = keyFor(orderId, "");
		const found: Recorded[] = [];
		for (let after = prefix; ; ) {
			const page = await this.#events.page({ after, limit: PAGE });
			const own = page.filter(({ _id }) => _id.startsWith(prefix));
			found.push(...own.map(({ _id, state }) => recorded(_id, state)));
			if (own.length < PAGE) return inOrder(found);
			after = own.at(-1)!._id;
		}
	}

	/** The last that an order said of itself until then. */
	async orderAt(orderId: string, until: number): Promise<Recorded | undefined> {
		const said = (await this.history(orderId)).filter(({ at, type }) => type.startsWith("order.") && at <= until);
		return said.sort((one, other) => one.version - other.version).at(-1);
	}

	/** Exactly in the order of their numbers, without a gap. */
	async feed(after: number, limit: number): Promise<Numbered[]> {
		const entries: { seq: number; id: string }[] = [];
		let [batch] = await this.#batches.page({ order: "descending", after: batchId(after + 2), limit: 1 });
		while (batch && entries.length < limit) {
			const { first, ids } = batch.state;
			entries.push(...ids.map((id, index) => ({ seq: first + index, id })).filter(({ seq }) => seq > after));
			batch = (await this.#batches.load(batchId(first + ids.length))) ?? undefined;
		}
		return Promise.all(entries.slice(0, limit).map(async ({ id, seq }) => ({ seq, ...recorded(id, await this.#load(id)) })));
	}

	async #load(id: string): Promise<LoggedEvent> {
		return this.#recent.get(id) ?? (await this.#events.load(id))!.state;
	}

	/** The highest number so far; 0 before the first. */
	async last(): Promise<number> {
		const [batch] = await this.#batches.page({ order: "descending", limit: 1 });
		return batch ? batch.state.first + batch.state.ids.length - 1 : 0;
	}
}

/** By time, then version; and whatever the clocks of two nodes say, nothing comes before what led to it. */
const inOrder = (events: Recorded[]): Recorded[] => {
	const byId = new Map(events.map((event) => [event.id, event]));
	const placed = new Set<Recorded>();
	const place = (event: Recorded): void => {
		if (placed.has(event)) return;
		const cause = event.cause === undefined ? undefined : byId.get(event.cause);
		if (cause) place(cause);
		placed.add(event);
	};
	for (const event of events.sort((one, other) => one.at - other.at || one.version - other.version)) place(event);
	return [...placed];
};
