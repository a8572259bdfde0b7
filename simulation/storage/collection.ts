import type { ActorDocument, CollectionSpec, Query, Scalar } from "../../lib/storage/actor-store.ts";
import { checkQuery, indexFor } from "../../lib/storage/query-validation.ts";

/** A stored document. Only text is kept, so that nobody shares objects with the storage. */
interface Stored {
	version: number;
	json: string;
	outbox: string | undefined;
	due: number | undefined;
	fields: Map<string, unknown>;
}

const AGE = "age";

type Anything = ActorDocument<unknown>;

const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);

/** The position of a key in a sorted list, or where it belongs. */
const positionIn = <Item>(sorted: Item[], isBefore: (item: Item) => boolean): number => {
	let low = 0;
	for (let high = sorted.length; low < high; ) {
		const middle = (low + high) >> 1;
		if (isBefore(sorted[middle]!)) low = middle + 1;
		else high = middle;
	}
	return low;
};

/** A sorted set of ids. */
class SortedIds {
	readonly ids: string[] = [];

	add(id: string): void {
		const position = this.#positionOf(id);
		if (this.ids[position] !== id) this.ids.splice(position, 0, id);
	}

	delete(id: string): void {
		const position = this.#positionOf(id);
		if (this.ids[position] === id) this.ids.splice(position, 1);
	}

	/** The position of the first id after this one. */
	after(id: string): number {
		return positionIn(this.ids, (other) => other <= id);
	}

	#positionOf(id: string): number {
		return positionIn(this.ids, (other) => other < id);
	}
}

interface DueEntry {
	at: number;
	id: string;
}

const isEarlier = (one: DueEntry, other: DueEntry): boolean => one.at < other.at || (one.at === other.at && one.id < other.id);

/** What one collection holds. Every operation is atomic and immediate; adapters add the way to it. */
export class Collection {
	readonly name: string;
	#documents = new Map<string, Stored>();
	#ids = new SortedIds();
	#pending = new SortedIds();
	#due: DueEntry[] = [];
	#fields = new Set<string>();
	/** Whether due times only say from when on documents may be removed. */
	#onlyAges = false;

	constructor(name: string) {
		this.name = name;
	}

	get size(): number {
		return this.#documents.size;
	}

	/** Indexes the fields of a spec, also in existing documents. */
	declare({ indexes = {} }: CollectionSpec): void {
		const missing = Object.values(indexes)
			.flat()
			.filter((field) => !this.#fields.has(field));
		for (const field of missing) this.#fields.add(field);
		if (missing.length === 0) return;
		for (const stored of this.#documents.values()) stored.fields = this.#fieldsOf(JSON.parse(stored.json).state);
	}

	load(id: string): Anything | null {
		const stored = this.#documents.get(id);
		return stored ? documentOf(id, stored) : null;
	}

	versionOf(id: string): number | undefined {
		return this.#documents.get(id)?.version;
	}

	create(document: Anything): boolean {
		if (this.#documents.has(document._id)) return false;
		this.#put(document);
		return true;
	}

	replace(document: Anything, expected: number): boolean {
		if (this.versionOf(document._id) !== expected) return false;
		this.#put(document);
		return true;
	}

	remove(id: string, expected: number): boolean {
		if (this.versionOf(id) !== expected) return false;
		this.#unlist(id, this.#documents.get(id)!);
		this.#documents.delete(id);
		this.#ids.delete(id);
		return true;
	}

	clearOutbox(published: Map<string, number>): void {
		for (const [id, version] of published) {
			const stored = this.#documents.get(id);
			if (stored?.version !== version) continue;
			stored.outbox = undefined;
			this.#pending.delete(id);
		}
	}

	overdue(until: number, limit: number): Anything[] {
		const end = positionIn(this.#due, ({ at }) => at <= until);
		return this.#due.slice(0, Math.min(end, limit)).map(({ id }) => this.load(id)!);
	}

	pending(limit: number, after = ""): Anything[] {
		const first = this.#pending.after(after);
		return this.#pending.ids.slice(first, first + limit).map((id) => this.load(id)!);
	}

	/** Whether a document has messages to publish, or is due and not merely old enough to be removed some day. */
	hasWork(at: number): boolean {
		return this.#pending.ids.length > 0 || this.overdueTimers(at, 1).length > 0;
	}

	overdueTimers(until: number, limit: number): Anything[] {
		return this.#onlyAges ? [] : this.overdue(until, limit);
	}

	list(spec: CollectionSpec, query: Query): Anything[] {
		checkQuery(query);
		const { after, limit, order, where = {} } = query;
		const conditions = Object.entries(where);
		if (conditions.length > 0) indexFor(spec, where);
		const matches = ({ fields }: Stored) =>
			conditions.every(([field, wanted]) =>
				Array.isArray(wanted) ? wanted.includes(fields.get(field) as Scalar) : fields.get(field) === wanted,
			);
		const { ids } = this.#ids;
		const isDescending = order === "descending";
		const found: Anything[] = [];
		const first = isDescending
			? (after === undefined ? ids.length : positionIn(ids, (id) => id < after)) - 1
			: after === undefined
				? 0
				: this.#ids.after(after);
		for (let index = first; index >= 0 && index < ids.length && found.length < limit; index += isDescending ? -1 : 1) {
			const stored = this.#documents.get(ids[index]!)!;
			if (matches(stored)) found.push(documentOf(ids[index]!, stored));
		}
		return found;
	}

	/** Every document, for checks. */
	*all<State>(): Generator<ActorDocument<State>> {
		for (const id of this.#ids.ids) yield this.load(id) as ActorDocument<State>;
	}

	#put({ _id, outbox, version, ...rest }: Anything): void {
		const before = this.#documents.get(_id);
		if (before) this.#unlist(_id, before);
		else this.#ids.add(_id);
		const stored: Stored = {
			version,
			json: JSON.stringify(rest),
			outbox: outbox.length > 0 ? JSON.stringify(outbox) : undefined,
			due: rest.due?.at,
			fields: this.#fieldsOf(rest.state),
		};
		this.#documents.set(_id, stored);
		if (stored.outbox) this.#pending.add(_id);
		if (stored.due !== undefined) {
			this.#onlyAges = rest.due?.command.type === AGE;
			const entry = { at: stored.due, id: _id };
			this.#due.splice(
				positionIn(this.#due, (other) => isEarlier(other, entry)),
				0,
				entry,
			);
		}
	}

	#unlist(id: string, { due, outbox }: Stored): void {
		if (outbox) this.#pending.delete(id);
		if (due === undefined) return;
		const entry = { at: due, id };
		this.#due.splice(
			positionIn(this.#due, (other) => isEarlier(other, entry)),
			1,
		);
	}

	#fieldsOf(state: unknown): Map<string, unknown> {
		const values = state as Record<string, unknown> | null | undefined;
		return new Map(Array.from(this.#fields, (field) => [field, isScalar(values?.[field]) ? values[field] : undefined]));
	}
}

const documentOf = (_id: string, { json, outbox, version }: Stored): Anything => ({
	_id,
	version,
	...(JSON.parse(json) as Pick<Anything, "state" | "seen" | "due">),
	outbox: outbox === undefined ? [] : JSON.parse(outbox),
});
