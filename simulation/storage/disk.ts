import { Collection } from "./collection.ts";

/** The storage of one service, shared by its nodes. It outlives them. */
export class Disk {
	readonly name: string;
	readonly collections = new Map<string, Collection>();
	/** Ids of all messages that were ever stored in an outbox. */
	readonly outgoing = new Set<string>();

	constructor(name: string) {
		this.name = name;
	}

	collection(name: string): Collection {
		let collection = this.collections.get(name);
		if (!collection) {
			collection = new Collection(name);
			this.collections.set(name, collection);
		}
		return collection;
	}
}

/** The way from a process to a disk. Rejects with StoreUnavailable if it is blocked. */
export interface Way {
	read<Result>(disk: Disk, run: () => Result): Promise<Result>;
	/** Reads many documents. */
	scan<Result>(disk: Disk, run: () => Result): Promise<Result>;
	/** `document` is `<collection>/<id>`, if the write concerns one. */
	write<Result>(disk: Disk, text: string, run: () => Result, document?: string): Promise<Result>;
}
