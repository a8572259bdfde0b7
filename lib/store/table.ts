import { setTimeout as sleep } from "node:timers/promises";
import { Contended } from "./contended.ts";
import type { Documents, Query } from "./documents.ts";

const MAX_TRIES = 16;

export interface Row<Value> {
	id: string;
	value: Value;
}

/** Plain rows by id, for what is no actor: it receives no commands and publishes nothing. */
export interface Table<Value> {
	get(id: string): Promise<Value | undefined>;
	/** False when the id is taken. */
	insert(id: string, value: Value): Promise<boolean>;
	/**
	 * Stores what `change` makes of the stored value (undefined: there is none) and resolves with it; returning undefined writes
	 * nothing. When another process writes the same row, `change` is called again with what that one stored.
	 */
	update(id: string, change: (value: Value | undefined) => Value | undefined): Promise<Value | undefined>;
	/** False when there is no such row, or its value is not one to remove. */
	remove(id: string, isRemovable?: (value: Value) => boolean): Promise<boolean>;
	scan(query: Query): Promise<Row<Value>[]>;
}

/** A table on any collection of documents: a row is a document without messages, timers and watermarks. */
export class DocumentTable<Value> implements Table<Value> {
	#name: string;
	#documents: Documents<Value>;

	constructor(name: string, documents: Documents<Value>) {
		this.#name = name;
		this.#documents = documents;
	}

	async get(id: string): Promise<Value | undefined> {
		return (await this.#documents.load(id))?.state;
	}

	insert(id: string, value: Value): Promise<boolean> {
		return this.#documents.create(rowOf(id, 1, value));
	}

	update(id: string, change: (value: Value | undefined) => Value | undefined): Promise<Value | undefined> {
		return this.#untilUncontended(id, async () => {
			const found = await this.#documents.load(id);
			const value = change(found?.state);
			if (value === undefined) return { result: undefined };
			const row = rowOf(id, (found?.version ?? 0) + 1, value);
			const isWritten = await (found ? this.#documents.replace(row, found.version) : this.#documents.create(row));
			return isWritten ? { result: value } : undefined;
		});
	}

	remove(id: string, isRemovable: (value: Value) => boolean = () => true): Promise<boolean> {
		return this.#untilUncontended(id, async () => {
			const found = await this.#documents.load(id);
			if (!found || !isRemovable(found.state)) return { result: false };
			return (await this.#documents.remove(id, found.version)) ? { result: true } : undefined;
		});
	}

	async scan(query: Query): Promise<Row<Value>[]> {
		return (await this.#documents.page(query)).map(({ _id, state }) => ({ id: _id, value: state }));
	}

	/** Repeats what others have overtaken. */
	async #untilUncontended<Result>(id: string, attempt: () => Promise<{ result: Result } | undefined>): Promise<Result> {
		for (let tries = 1; ; tries++) {
			const done = await attempt();
			if (done) return done.result;
			if (tries === MAX_TRIES) throw new Contended(`${this.#name}/${id}`, tries);
			await sleep(Math.random() * 4 * tries);
		}
	}
}

const rowOf = <Value>(id: string, version: number, value: Value) => ({ _id: id, version, state: value, seen: {}, outbox: [] });
