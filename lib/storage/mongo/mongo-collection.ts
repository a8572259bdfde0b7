import {
	type Collection,
	type CollectionOptions,
	type Db,
	type FindOneOptions,
	type IndexDescription,
	MongoBulkWriteError,
	MongoClientClosedError,
	MongoError,
	MongoNetworkError,
	MongoNotConnectedError,
	MongoServerError,
	MongoServerSelectionError,
	MongoTopologyClosedError,
} from "mongodb";
import { withTimeout } from "../../clients/timeout.ts";
import { type ActorDocument, type ActorStore, type CollectionSpec, type Query, StoreUnavailable } from "../actor-store.ts";
import { checkQuery, indexFor } from "../query-validation.ts";
import { commitSeconds, failures } from "../storage.metrics.ts";

/** Sender names may contain dots, so `seen` is stored as pairs. `pending` is set only while the outbox is not empty. */
interface Stored<State = unknown> extends Omit<ActorDocument<State>, "seen"> {
	seen: [sender: string, version: number][];
	pending?: true;
}

const DUPLICATE_KEY = 11_000;
/** Codes of temporary failures: nothing is wrong with the command. */
const UNAVAILABLE = new Set<unknown>([
	6, // HostUnreachable
	7, // HostNotFound
	50, // MaxTimeMSExpired
	89, // NetworkTimeout
	91, // ShutdownInProgress
	134, // ReadConcernMajorityNotAvailableYet
	189, // PrimarySteppedDown
	262, // ExceededTimeLimit
	9_001, // SocketException
	10_107, // NotWritablePrimary
	11_600, // InterruptedAtShutdown
	11_602, // InterruptedDueToReplStateChange
	13_435, // NotPrimaryNoSecondaryOk
	13_436, // NotPrimaryOrSecondary
	14_031, // OutOfDiskSpace
]);
const UNREACHABLE = [
	MongoNetworkError,
	MongoServerSelectionError,
	MongoTopologyClosedError,
	MongoNotConnectedError,
	MongoClientClosedError,
	MongoBulkWriteError, // hides its cause; clearing outboxes has no other
];

/** Codes of Node's own errors for a lost connection. The driver (7.8) throws them as they are if it writes to a closed socket. */
const DISCONNECTED = new Set<unknown>(["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED"]);

const isUnavailable = (error: unknown): boolean =>
	DISCONNECTED.has((error as { code?: unknown } | undefined)?.code) ||
	UNREACHABLE.some((kind) => error instanceof kind) ||
	(error instanceof MongoError && (UNAVAILABLE.has(error.code) || error.hasErrorLabel("RetryableWriteError")));

/** Converts connection errors to StoreUnavailable. */
async function translated<T>(response: Promise<T>): Promise<T> {
	try {
		return await response;
	} catch (error) {
		if (!isUnavailable(error)) throw error;
		failures.inc({ store: "mongodb" });
		throw new StoreUnavailable(`MongoDB is unavailable: ${(error as Error).message}.`, { cause: error });
	}
}

/** The driver (7.8) waits forever if it writes to a connection that is being closed. This exceeds all of its own timeouts together. */
const RESPONSE_TIMEOUT = 30_000;
const timeoutError = () => new MongoNetworkError(`no response within ${RESPONSE_TIMEOUT / 1000} s`);
export const withDeadline = <T>(response: Promise<T>): Promise<T> => translated(withTimeout(response, RESPONSE_TIMEOUT, timeoutError));

const timedWrite = <T>(response: Promise<T>): Promise<T> => withDeadline(response).finally(commitSeconds.startTimer({ store: "mongodb" }));

const stored = <State>({ seen, outbox, ...rest }: ActorDocument<State>): Stored<State> => ({
	...rest,
	outbox,
	seen: Object.entries(seen),
	...(outbox.length > 0 && { pending: true }),
});

const documentOf = <State>({ pending, seen, ...rest }: Stored<State>): ActorDocument<State> => ({
	...rest,
	seen: Object.fromEntries(seen),
});

/**
 * Acknowledged writes are on the disks of a majority, and only such writes are read: a failover can roll back all others.
 * Set on each collection, because the client's concerns yield to those of the URL.
 */
const SURVIVES_FAILOVER: CollectionOptions = {
	readConcern: { level: "majority" },
	writeConcern: { w: "majority", journal: true },
};

/** Waits until a majority has confirmed the primary. The server sets no limit itself. */
const LINEARIZABLE: FindOneOptions = { readConcern: { level: "linearizable" }, maxTimeMS: 10_000 };

const indexesOf = ({ indexes = {} }: CollectionSpec): IndexDescription[] => [
	{ key: { pending: 1, _id: 1 }, partialFilterExpression: { pending: true } },
	{ key: { "due.at": 1, _id: 1 }, partialFilterExpression: { "due.at": { $exists: true } } },
	...Object.values(indexes).map((fields) => ({
		key: { ...Object.fromEntries(fields.map((field) => [`state.${field}`, 1 as const])), _id: 1 as const },
	})),
];

export class MongoCollection<State = unknown> implements ActorStore<State> {
	#collection: Collection<Stored>;
	#spec: CollectionSpec;
	#hasReplicas: () => boolean;

	static async open<State>(database: Db, spec: CollectionSpec, hasReplicas: () => boolean): Promise<MongoCollection<State>> {
		const collection = database.collection<Stored>(spec.name, SURVIVES_FAILOVER);
		await translated(collection.createIndexes(indexesOf(spec)));
		return new MongoCollection<State>(collection, spec, hasReplicas);
	}

	private constructor(collection: Collection<Stored>, spec: CollectionSpec, hasReplicas: () => boolean) {
		this.#collection = collection;
		this.#spec = spec;
		this.#hasReplicas = hasReplicas;
	}

	async load(_id: string): Promise<ActorDocument<State> | null> {
		const found = (await withDeadline(this.#collection.findOne({ _id }))) ?? (await this.#loadFromReplicas(_id));
		return found && documentOf(found as Stored<State>);
	}

	async version(_id: string): Promise<number | undefined> {
		const projection = { version: 1 };
		const found = (await withDeadline(this.#collection.findOne({ _id }, { projection }))) ?? (await this.#loadFromReplicas(_id));
		return found?.version;
	}

	async create(document: ActorDocument<State>): Promise<boolean> {
		try {
			await timedWrite(this.#collection.insertOne(stored(document)));
			return true;
		} catch (error) {
			if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
			throw error;
		}
	}

	async replace(document: ActorDocument<State>, expected: number): Promise<boolean> {
		const { _id, ...replacement } = stored(document);
		const { matchedCount } = await timedWrite(this.#collection.replaceOne({ _id, version: expected }, replacement));
		return matchedCount === 1;
	}

	async remove(_id: string, expected: number): Promise<boolean> {
		const { deletedCount } = await withDeadline(this.#collection.deleteOne({ _id, version: expected }));
		return deletedCount === 1;
	}

	async clearOutbox(published: Map<string, number>): Promise<void> {
		if (published.size === 0) return;
		const updates = Array.from(published, ([_id, version]) => ({
			updateOne: { filter: { _id, version }, update: { $set: { outbox: [] }, $unset: { pending: true as const } } },
		}));
		await withDeadline(this.#collection.bulkWrite(updates, { ordered: false }));
	}

	overdue(until: number, limit: number): Promise<ActorDocument<State>[]> {
		return this.#find({ "due.at": { $lte: until } }, { "due.at": 1, _id: 1 }, limit);
	}

	pending(limit: number, after?: string): Promise<ActorDocument<State>[]> {
		return this.#find({ pending: true, ...(after !== undefined && { _id: { $gt: after } }) }, { _id: 1 }, limit);
	}

	async list(query: Query): Promise<ActorDocument<State>[]> {
		checkQuery(query);
		const { where = {}, after, limit, order = "ascending" } = query;
		if (Object.keys(where).length > 0) indexFor(this.#spec, where);
		const [beyond, direction] = order === "ascending" ? (["$gt", 1] as const) : (["$lt", -1] as const);
		const wanted = Object.entries(where).map(([field, value]) => [
			`state.${field}`,
			Array.isArray(value) ? { $in: value } : { $eq: value },
		]);
		const filter = { ...Object.fromEntries(wanted), ...(after !== undefined && { _id: { [beyond]: after } }) };
		return this.#find(filter, { _id: direction }, limit);
	}

	/** Just after a failover, the new primary may not show the latest documents yet, and a message to one would be dropped. */
	async #loadFromReplicas(_id: string): Promise<Stored | null> {
		return this.#hasReplicas() ? withDeadline(this.#collection.findOne({ _id }, LINEARIZABLE)) : null;
	}

	async #find(filter: object, sort: Record<string, 1 | -1>, limit: number): Promise<ActorDocument<State>[]> {
		const found = await withDeadline(this.#collection.find(filter).sort(sort).limit(limit).toArray());
		return found.map((document) => documentOf(document as Stored<State>));
	}
}
