import { setTimeout as sleep } from "node:timers/promises";
import { type ActorStore, bareDocument, type Query } from "./actor-store.ts";
import { Contended } from "./contended.ts";

const MAX_TRIES = 16;

type Rows<Value> = Pick<ActorStore<Value>, "load" | "create" | "replace" | "remove" | "list">;

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

/** A table on either storage: each row is a bare document. */
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
