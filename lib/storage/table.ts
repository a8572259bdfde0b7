import { setTimeout as sleep } from "node:timers/promises";
import { type ActorStore, bareDocument, type Query } from "./actor-store.ts";
import { Contended } from "./contended.ts";

const MAX_TRIES = 16;

type Rows<Value> = Pick<ActorStore<Value>, "load" | "create" | "replace" | "remove" | "list">;

export interface Row<Value> {
	id: string;
	value: Value;
}

/** Plain rows by id, for data that is not an actor: without commands and messages. */
export interface Table<Value> {
	get(id: string): Promise<Value | undefined>;
	/** False if the id exists. */
	insert(id: string, value: Value): Promise<boolean>;
	/**
	 * Stores the result of `change`, which receives the stored value or undefined, and resolves with it. If `change` returns
	 * undefined, nothing is written. After a concurrent write, `change` is called again with the new value.
	 */
	update(id: string, change: (value: Value | undefined) => Value | undefined): Promise<Value | undefined>;
	/** False if the row does not exist or `isRemovable` rejects its value. */
	remove(id: string, isRemovable?: (value: Value) => boolean): Promise<boolean>;
	scan(query: Query): Promise<Row<Value>[]>;
}

/** A table on either storage. Each row is a bare document. */
export class DocumentTable<Value> implements Table<Value> {
	#name: string;
	#rows: Rows<Value>;

	constructor(name: string, rows: Rows<Value>) {
		this.#name = name;
		this.#rows = rows;
	}

	async get(id: string): Promise<Value | undefined> {
		return (await this.#rows.load(id))?.state;
	}

	insert(id: string, value: Value): Promise<boolean> {
		return this.#rows.create(bareDocument(id, 1, value));
	}

	update(id: string, change: (value: Value | undefined) => Value | undefined): Promise<Value | undefined> {
		return this.#untilUncontended(id, async () => {
			const found = await this.#rows.load(id);
			const value = change(found?.state);
			if (value === undefined) return { result: undefined };
			const row = bareDocument(id, (found?.version ?? 0) + 1, value);
			const isWritten = await (found ? this.#rows.replace(row, found.version) : this.#rows.create(row));
			return isWritten ? { result: value } : undefined;
		});
	}

	remove(id: string, isRemovable: (value: Value) => boolean = () => true): Promise<boolean> {
		return this.#untilUncontended(id, async () => {
			const found = await this.#rows.load(id);
			if (!found || !isRemovable(found.state)) return { result: false };
			return (await this.#rows.remove(id, found.version)) ? { result: true } : undefined;
		});
	}

	async scan(query: Query): Promise<Row<Value>[]> {
		return (await this.#rows.list(query)).map(({ _id, state }) => ({ id: _id, value: state }));
	}

	/** Retries after concurrent writes. */
	async #untilUncontended<Result>(id: string, attempt: () => Promise<{ result: Result } | undefined>): Promise<Result> {
		for (let tries = 1; ; tries++) {
			const done = await attempt();
			if (done) return done.result;
			if (tries === MAX_TRIES) throw new Contended(`${this.#name}/${id}`, tries);
			await sleep(Math.random() * 4 * tries);
		}
	}
}
