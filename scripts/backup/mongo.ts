import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { BSON, type Db, MongoClient } from "mongodb";
import { redacted } from "../../lib/observability/redact.ts";
import { CannotStart } from "../node/starting.ts";

/** The format of mongodump with --gzip. */
const SUFFIX = ".bson.gz";
const BATCH = 500;
const TIMEOUT_MS = 5_000;
const LENGTH_BYTES = 4;

async function withMongo(url: string, work: (db: Db, client: MongoClient) => Promise<void>): Promise<void> {
	const client = new MongoClient(url, { serverSelectionTimeoutMS: TIMEOUT_MS, writeConcern: { w: "majority", journal: true } });
	try {
		await client.connect();
		await work(client.db(), client);
	} catch (error) {
		if (error instanceof CannotStart) throw error;
		throw new CannotStart(`${redacted(url)}: ${redacted((error as Error).message)}`);
	} finally {
		await client.close();
	}
}

/** Copies all collections of a database that is in use, as of one moment if it is a replica set. */
export const dumpMongo = (url: string, folder: string): Promise<void> =>
	withMongo(url, async (db, client) => {
		await mkdir(folder);
		const { setName } = await db.admin().command({ isMaster: 1 });
		const session = setName === undefined ? undefined : client.startSession({ snapshot: true });
		const collections = await db.listCollections({ type: "collection" }, { nameOnly: true }).toArray();
		for (const { name } of collections.filter(({ name }) => !name.startsWith("system."))) {
			const documents = db.collection(name).find({}, { raw: true, ...(session ? { session } : undefined) });
			await pipeline(documents.stream(), createGzip(), createWriteStream(join(folder, name + SUFFIX), { flush: true }));
		}
		await session?.endSession();
	});

/** Replaces all collections. Nodes create the indexes when they start. */
export const restoreMongo = (folder: string, url: string): Promise<void> =>
	withMongo(url, async (db) => {
		await db.dropDatabase();
		for (const file of (await readdir(folder)).filter((name) => name.endsWith(SUFFIX))) {
			const collection = db.collection(file.slice(0, -SUFFIX.length));
			const batch: BSON.Document[] = [];
			for await (const document of documentsIn(join(folder, file))) {
				batch.push(document);
				if (batch.length === BATCH) await collection.insertMany(batch.splice(0));
			}
			if (batch.length > 0) await collection.insertMany(batch);
		}
	});

/** The documents of a file; each begins with its length. */
async function* documentsIn(file: string): AsyncGenerator<BSON.Document> {
	let rest = Buffer.alloc(0);
	for await (const chunk of createReadStream(file).pipe(createGunzip())) {
		rest = Buffer.concat([rest, chunk as Buffer]);
		while (rest.length >= LENGTH_BYTES && rest.length >= rest.readInt32LE(0)) {
			const length = rest.readInt32LE(0);
			yield BSON.deserialize(rest.subarray(0, length), { promoteValues: false });
			rest = rest.subarray(length);
		}
	}
	if (rest.length > 0) throw new CannotStart(`${file} is incomplete.`);
}
