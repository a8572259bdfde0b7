import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { registry } from "../../../lib/observability/metrics.ts";
import { type ActorStore, StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import { openAdapter, type StoreAdapter } from "../../../lib/storage/open.ts";
import { SqliteFile } from "../../../lib/storage/sqlite/sqlite-file.ts";
import { document, ORDERS, type Order } from "../../support/builders/stored.ts";
import { openStore } from "../../support/open-store.ts";
import { actorStoreSuite } from "./actor-store.suite.ts";
import { actorsSuite } from "./actors.suite.ts";
import { tableSuite } from "./table.suite.ts";

const folder = mkdtempSync(join(tmpdir(), "store-"));
let files = 0;
const freshPath = (): string => join(folder, `${++files}`, "cortado.db");
const freshUrl = (): string => `sqlite:${freshPath()}`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

actorStoreSuite("SQLite", freshUrl);
tableSuite("SQLite", freshUrl);
actorsSuite("SQLite", freshUrl);

let path: string;
let adapter: StoreAdapter;
let store: ActorStore<Order>;
/** The connection of the store under test. */
let file: SqliteFile;

beforeEach(async () => {
	path = freshPath();
	({ adapter, store } = await openStore(`sqlite:${path}`));
	file = SqliteFile.open(path);
});
afterEach(async () => {
	file.close();
	await adapter.disconnect();
});

const outcome = (work: Promise<unknown>[]): Promise<string[]> =>
	Promise.all(
		work.map((one) =>
			one.then(
				(value) => `${value}`,
				(error: Error) => error.name,
			),
		),
	);

describe("a file whose documents were removed", () => {
	const fill = async (count: number) => {
		const ids = Array.from({ length: count }, (_, index) => `ord_${String(index).padStart(6, "0")}`);
		await Promise.all(ids.map((id) => store.create(document(id, { state: { note: "x".repeat(1_000) } }))));
		return ids;
	};
	const sizeOnDisk = (): number => {
		file.database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
		return statSync(path).size;
	};
	const reclaimAll = async () => {
		while (await adapter.reclaim?.());
	};

	it("shrinks, a little at a time", async () => {
		const ids = await fill(2_000);
		const full = sizeOnDisk();
		await Promise.all(ids.slice(1).map((id) => store.remove(id, 1)));

		expect(sizeOnDisk()).toBe(full);
		expect(await adapter.reclaim?.()).toBe(true);
		const step = sizeOnDisk();
		await reclaimAll();

		expect(full - step).toBeLessThan(2_000_000);
		expect(sizeOnDisk()).toBeLessThan(full / 10);
		expect(await store.load(ids[0]!)).not.toBeNull();
		expect(file.database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
	});

	it("is shown with its size and the free space of its disk", async () => {
		await fill(500);

		const { values } = await registry.getSingleMetric("cortado_store_bytes")!.get();
		const bytes = Object.fromEntries(values.flatMap(({ labels, value }) => (labels.storage === path ? [[labels.state, value]] : [])));

		expect(bytes.used).toBeGreaterThan(500_000);
		expect(bytes.free).toBeGreaterThan(bytes.used);
	});

	it("keeps its size if it was created by an earlier version, until it is vacuumed once", async () => {
		const ids = await fill(2_000);
		file.database.exec("PRAGMA auto_vacuum = NONE; VACUUM");
		await Promise.all(ids.slice(1).map((id) => store.remove(id, 1)));
		const full = sizeOnDisk();

		await reclaimAll();
		expect(sizeOnDisk()).toBe(full);
		file.database.exec("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");

		expect(sizeOnDisk()).toBeLessThan(full / 10);
		expect(file.database.prepare("PRAGMA auto_vacuum").get()).toEqual({ auto_vacuum: 2 });
	});
});

describe("the writes of one event loop turn", () => {
	it("are not visible before they are on disk, and share one commit", async () => {
		const other = new DatabaseSync(path);
		const commits = () => other.prepare("PRAGMA data_version").get()?.data_version;
		const before = commits();
		const writes = ["a", "b", "c"].map((id) => store.create(document(id)));

		expect(await store.load("a")).toBeNull();
		expect(commits()).toBe(before);
		expect(await Promise.all(writes)).toEqual([true, true, true]);
		expect(other.prepare('SELECT count(*) AS written FROM "order"').get()).toEqual({ written: 3 });
		other.close();
	});

	it("store the document as it was when passed", async () => {
		const passed = document("a", { state: { status: "placed" } });
		const written = store.create(passed);
		passed.state.status = "changed";
		await written;

		expect((await store.load("a"))?.state).toEqual({ status: "placed" });
	});

	it("isolate one failed statement", async () => {
		const bad = document("bad", { version: 1.5 });

		expect(await outcome([store.create(document("a")), store.create(bad), store.create(document("b"))])).toEqual(["true", "Error", "true"]);
		expect(await store.load("bad")).toBeNull();
		expect(await store.load("b")).not.toBeNull();
	});

	it("are all discarded if their commit fails", async () => {
		await store.create(document("before"));
		file.database.exec(`CREATE TABLE parent (id TEXT PRIMARY KEY);
			CREATE TABLE child (id TEXT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
			CREATE TRIGGER breaks_the_commit AFTER INSERT ON "order" WHEN new.id = 'poison' BEGIN INSERT INTO child VALUES ('orphan'); END`);

		const writes = [store.replace(document("before", { version: 2 }), 1), store.create(document("poison")), store.create(document("a"))];

		expect(await outcome(writes)).toEqual(["StoreUnavailable", "StoreUnavailable", "StoreUnavailable"]);
		expect(await store.list({ limit: 10 })).toEqual([document("before")]);
		expect(await store.create(document("a"))).toBe(true);
	});

	it("are rejected while another process holds the lock, and accepted afterwards", async () => {
		file.database.exec("PRAGMA busy_timeout = 0");
		const other = new DatabaseSync(path);
		other.exec("BEGIN IMMEDIATE");

		await expect(store.create(document("a"))).rejects.toThrow(StoreUnavailable);
		expect(await store.load("a")).toBeNull();
		other.exec("ROLLBACK");

		expect(await store.create(document("a"))).toBe(true);
		other.close();
	});

	it("are rejected while the disk is full, leaving data intact, and accepted once there is space", async () => {
		const large = { state: { text: "x".repeat(100_000) } };
		await store.create(document("before", large));
		const pages = file.database.prepare("PRAGMA page_count").get()?.page_count;
		file.database.exec(`PRAGMA max_page_count = ${pages}`);

		const writes = ["a", "b", "c"].map((id) => store.create(document(id, id === "b" ? large : {})));
		expect(await outcome(writes)).toEqual(["StoreUnavailable", "StoreUnavailable", "StoreUnavailable"]);
		expect(await store.list({ limit: 10 })).toEqual([document("before", large)]);
		file.database.exec("PRAGMA max_page_count = 1000000");

		expect(await outcome([store.create(document("a")), store.create(document("b", large))])).toEqual(["true", "true"]);
		expect(file.database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
	});

	it("can be thousands", async () => {
		const created = await Promise.all(Array.from({ length: 2_500 }, (_, index) => store.create(document(`o${index}`))));

		expect(created).not.toContain(false);
		expect(await store.list({ limit: 10_000 })).toHaveLength(2_500);
	});
});

describe("an index", () => {
	/** SQLite's query plan for the last prepared statement. */
	let plan: () => string;
	beforeEach(() => {
		let last = "";
		const prepare = file.database.prepare.bind(file.database);
		file.database.prepare = (sql) => {
			last = sql;
			return prepare(sql);
		};
		plan = () => {
			const steps = prepare(`EXPLAIN QUERY PLAN ${last}`).all();
			return steps.map(({ detail }) => detail).join("\n");
		};
	});

	it.each([
		["customerId", { customerId: "x" }, "COVERING INDEX order by customerId (state.customerId=? AND id<?)"],
		[
			"storeId, status",
			{ status: "y", storeId: "x" },
			"COVERING INDEX order by storeId, status (state.storeId=? AND state.status=? AND id<?)",
		],
	])("on %s returns a page in order without sorting", async (_, where, expected) => {
		await store.list({ where: where as Record<string, string>, order: "descending", after: "z", limit: 10 });

		expect(plan()).toContain(expected);
		expect(plan()).not.toMatch(/SCAN "?order|TEMP B-TREE/);
	});

	it("finds several values without scanning all documents", async () => {
		await store.list({ where: { storeId: "x", status: ["a", "b"] }, limit: 10 });

		expect(plan()).toContain("COVERING INDEX order by storeId, status (state.storeId=? AND state.status=?");
		expect(plan()).not.toMatch(/SCAN "?order/);
	});

	it("finds due and pending documents", async () => {
		await store.overdue(1, 10);
		expect(plan()).toBe("SEARCH order USING INDEX order due (due<?)");

		await store.pending(10, "a");
		expect(plan()).toBe("SEARCH order USING INDEX order outbox (id>?)");
	});
});

describe("a file", () => {
	it.each([
		["below another file", (place: string) => join(place, "below", "cortado.db")],
		["that is not a database", (place: string) => place],
	])("%s is reported by name, and opened once possible", async (_, pathIn) => {
		const place = join(folder, `place-${++files}`);
		writeFileSync(place, "plain text, long enough not to count as an empty database".repeat(20));
		const misplaced = openAdapter(`sqlite:${pathIn(place)}`);

		await expect(misplaced.connect()).rejects.toThrow(`Cannot open the SQLite file ${pathIn(place)}: `);
		rmSync(place);
		await misplaced.connect();

		expect(await (await misplaced.actorStore(ORDERS)).create(document("a"))).toBe(true);
		await misplaced.disconnect();
	});

	it("cannot be connected while another process holds its lock", async () => {
		file.database.exec("PRAGMA busy_timeout = 0");
		const other = new DatabaseSync(path);
		other.exec("BEGIN IMMEDIATE");
		const late = openAdapter(`sqlite:${path}`);

		await expect(late.connect()).rejects.toThrow(StoreUnavailable);
		other.exec("ROLLBACK");
		await late.connect();

		await late.ping();
		other.close();
		await late.disconnect();
	});

	it("is closed with its last adapter", async () => {
		const again = await openStore(`sqlite:${path}`, { name: "more" });
		await again.adapter.disconnect();
		expect(await store.create(document("a"))).toBe(true);

		const last = await openStore(freshUrl());
		const written = last.store.create(document("a"));
		await last.adapter.disconnect();

		expect(await written).toBe(true);
	});
});

describe("memory", () => {
	it("is private without a name, and shared with one", async () => {
		const [mine, yours, ours, oursToo] = await Promise.all(
			["sqlite::memory:", "sqlite::memory:", "sqlite::memory:both", "sqlite::memory:both"].map((url) => openStore(url)),
		);
		await mine!.store.create(document("a"));
		await ours!.store.create(document("b"));

		expect(await yours!.store.load("a")).toBeNull();
		expect(await oursToo!.store.load("b")).not.toBeNull();
		await Promise.all([mine, yours, ours, oursToo].map((one) => one!.adapter.disconnect()));
	});
});

describe("another process", () => {
	const children = new Set<ChildProcess>();
	const run = (task: string) => {
		const child = spawn(process.execPath, [join(import.meta.dirname, "storage-process.ts"), task, `sqlite:${path}`], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		children.add(child);
		return child;
	};
	afterEach(() => {
		for (const child of children) child.kill("SIGKILL");
		children.clear();
	});

	it("loses no acknowledged write when killed", async () => {
		for (let round = 0; round < 3; round++) {
			const child = run("write");
			let output = "";
			child.stdout.on("data", (chunk) => {
				output += chunk;
				if (output.length > 20_000) child.kill("SIGKILL");
			});
			await once(child, "close");

			const acknowledged = output.split("\n").slice(0, -1);
			const found = await Promise.all(acknowledged.map((id) => store.load(id)));
			expect(acknowledged.length).toBeGreaterThan(100);
			expect(found).not.toContain(null);
			await Promise.all((await store.list({ limit: 100_000 })).map(({ _id, version }) => store.remove(_id, version)));
		}
		expect(file.database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
	});

	it("continues from what this one has written", async () => {
		await store.create(document("counter", { state: { count: 0 } }));

		const ends = ["increment", "increment"].map((task) => once(run(task), "close"));

		expect(await Promise.all(ends)).toEqual([
			[0, null],
			[0, null],
		]);
		expect(await store.load("counter")).toMatchObject({ version: 1_001, state: { count: 1_000 } });
	});

	it("opens 100,000 documents with hardly more CPU time and memory than one", async () => {
		const measure = async (): Promise<{ cpu: number; megabytes: number; oldest: string }> => {
			const child = run("measure");
			let printed = "";
			child.stdout.on("data", (chunk) => {
				printed += chunk;
			});
			await once(child, "close");
			return JSON.parse(printed);
		};
		const cheapest = async () => {
			let cpu = Number.POSITIVE_INFINITY;
			for (let round = 0; round < 5; round++) cpu = Math.min(cpu, (await measure()).cpu);
			return cpu;
		};
		await store.create(document("ord_000000", { state: { customerId: "acc_1", note: "x".repeat(700) } }));
		const withOne = await cheapest();
		file.database.exec(`WITH RECURSIVE numbers (value) AS (VALUES (1) UNION ALL SELECT value + 1 FROM numbers WHERE value < 100000)
			INSERT INTO "order" (id, version, "state.customerId", json)
			SELECT printf('ord_%06d', value), version, "state.customerId", json FROM "order", numbers`);

		const { megabytes, oldest } = await measure();
		expect(oldest).toBe("ord_000000");
		expect(await cheapest()).toBeLessThan(3 * withOne);
		expect(megabytes).toBeLessThan(300);
	});
});
