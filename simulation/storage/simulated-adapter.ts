import { type ActorDocument, type ActorStore, type CollectionSpec, type Query, StoreUnavailable } from "../../lib/storage/actor-store.ts";
import type { StoreAdapter } from "../../lib/storage/adapter.ts";
import { DocumentTable, type Table } from "../../lib/storage/table.ts";
import type { Collection } from "./collection.ts";
import type { Disk, Way } from "./disk.ts";

/** Disks by URL. Moleculer clones an adapter with its schema, so an adapter knows its disk by name only. */
const disks = new Map<string, { disk: Disk; way: Way }>();

export const mountDisk = (url: string, disk: Disk, way: Way): void => void disks.set(url, { disk, way });

export const unmountDisk = (url: string): void => void disks.delete(url);

/** Connects a service to a simulated disk. */
export class SimulatedAdapter implements StoreAdapter {
	private readonly url: string;
	private isConnected = false;

	constructor(url: string) {
		this.url = url;
	}

	init(): void {}

	async connect(): Promise<void> {
		const { disk, way } = this.mounted();
		await way.read(disk, () => undefined);
		this.isConnected = true;
	}

	async disconnect(): Promise<void> {
		this.isConnected = false;
	}

	async ping(): Promise<void> {
		this.check();
		const { disk, way } = this.mounted();
		await way.read(disk, () => undefined);
	}

	async actorStore<State>(spec: CollectionSpec): Promise<ActorStore<State>> {
		this.check();
		const { disk, way } = this.mounted();
		await way.read(disk, () => disk.collection(spec.name).declare(spec));
		return new SimulatedStore(disk, way, spec, () => this.check()) as unknown as ActorStore<State>;
	}

	async table<Value>(spec: CollectionSpec): Promise<Table<Value>> {
		return new DocumentTable(spec.name, await this.actorStore<Value>(spec));
	}

	private check(): void {
		if (!this.isConnected) throw new StoreUnavailable(`The storage ${this.url} is not connected.`);
	}

	private mounted(): { disk: Disk; way: Way } {
		return disks.get(this.url)!;
	}
}

class SimulatedStore implements ActorStore {
	#disk: Disk;
	#way: Way;
	#spec: CollectionSpec;
	#collection: Collection;
	#check: () => void;

	constructor(disk: Disk, way: Way, spec: CollectionSpec, check: () => void) {
		this.#disk = disk;
		this.#way = way;
		this.#spec = spec;
		this.#collection = disk.collection(spec.name);
		this.#check = check;
	}

	load(id: string): Promise<ActorDocument | null> {
		return this.#read(() => this.#collection.load(id));
	}

	version(id: string): Promise<number | undefined> {
		return this.#read(() => this.#collection.versionOf(id));
	}

	create(document: ActorDocument): Promise<boolean> {
		const copy = copyOf(document);
		return this.#write(`creates ${describe(document)}`, () => this.#recorded(copy, this.#collection.create(copy)), document._id);
	}

	replace(document: ActorDocument, expected: number): Promise<boolean> {
		const copy = copyOf(document);
		return this.#write(`writes ${describe(document)}`, () => this.#recorded(copy, this.#collection.replace(copy, expected)), document._id);
	}

	remove(id: string, expected: number): Promise<boolean> {
		return this.#write(`removes ${id} v${expected}`, () => this.#collection.remove(id, expected));
	}

	clearOutbox(published: Map<string, number>): Promise<void> {
		const copy = new Map(published);
		const text = `clears the outboxes of ${Array.from(copy, ([id, version]) => `${id} v${version}`).join(", ")}`;
		return this.#write(text, () => this.#collection.clearOutbox(copy));
	}

	overdue(until: number, limit: number): Promise<ActorDocument[]> {
		return this.#scan(() => this.#collection.overdue(until, limit));
	}

	pending(limit: number, after?: string): Promise<ActorDocument[]> {
		return this.#scan(() => this.#collection.pending(limit, after));
	}

	list(query: Query): Promise<ActorDocument[]> {
		return this.#scan(() => this.#collection.list(this.#spec, query));
	}

	async #scan<Result>(run: () => Result): Promise<Result> {
		this.#check();
		return this.#way.scan(this.#disk, run);
	}

	#recorded({ outbox }: ActorDocument, isStored: boolean): boolean {
		if (isStored) for (const { id } of outbox) this.#disk.outgoing.add(id);
		return isStored;
	}

	async #read<Result>(run: () => Result): Promise<Result> {
		this.#check();
		return this.#way.read(this.#disk, run);
	}

	async #write<Result>(text: string, run: () => Result, id?: string): Promise<Result> {
		this.#check();
		const { name } = this.#spec;
		return this.#way.write(this.#disk, `${text} in ${name}`, run, id === undefined ? undefined : `${name}/${id}`);
	}
}

/** Later changes to the caller's object are not stored. Actors never change a document, so its parts are shared until it is written. */
const copyOf = (document: ActorDocument): ActorDocument => ({ ...document });

const describe = ({ _id, outbox, state, version }: ActorDocument): string => {
	const { status } = (state ?? {}) as { status?: unknown };
	const unsent = outbox.length === 0 ? "" : `, to publish ${outbox.map(({ type }) => type).join(", ")}`;
	return `${_id} v${version}${typeof status === "string" ? ` ${status}` : ""}${unsent}`;
};
