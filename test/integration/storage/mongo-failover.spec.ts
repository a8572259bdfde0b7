import { rm } from "node:fs/promises";
import { jest } from "@jest/globals";
import { MongoClient } from "mongodb";
import { StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import { steadyPort } from "../../../scripts/drill/ports.ts";
import { findMongod } from "../../../scripts/servers/mongo/mongod.ts";
import { type Member, ReplicaSet } from "../../../scripts/servers/mongo/replica-set.ts";
import { scratchDir } from "../../../scripts/servers/server.ts";
import { document, ORDERS } from "../../support/builders/stored.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { type OpenStore, openStore } from "../../support/open-store.ts";

/** Long, so that only these tests decide when a primary is replaced. */
const ELECTION_TIMEOUT_MS = 600_000;

/** The write is stored, but the primary steps down before a majority has it. */
const UNACKNOWLEDGED = { writeConcernError: { code: 189, errmsg: "stepped down", errorLabels: ["RetryableWriteError"] } };

const portsOf = (count: number) => Promise.all(Array.from({ length: count }, steadyPort));

needs(await findMongod(), "mongod")("a replica set of three", () => {
	let dir: string;
	let set: ReplicaSet;
	let opened: OpenStore[];

	beforeAll(async () => {
		dir = await scratchDir("replica-set");
		set = await ReplicaSet.start(await portsOf(3), dir, { chainingAllowed: false, electionTimeoutMillis: ELECTION_TIMEOUT_MS });
	});
	beforeEach(() => {
		opened = [];
	});
	afterEach(async () => {
		await replicate(set.members, "off");
		await Promise.all(opened.map(({ adapter }) => adapter.disconnect()));
	});
	afterAll(async () => {
		await set?.stop();
		await rm(dir, { recursive: true, force: true });
	});

	const open = async (database: string, parameters = ""): Promise<OpenStore["store"]> => {
		const one = await openStore(set.url(database) + parameters);
		opened.push(one);
		return one.store;
	};
	const primary = () =>
		eventually(async () => {
			const found = await set.primary();
			expect(found).toBeDefined();
			return found!;
		});
	const others = (one: Member) => set.members.filter((member) => member !== one);
	/** Writes acknowledged by a majority are not possible meanwhile. */
	const replicate = async (members: Member[], mode: "alwaysOn" | "off") => {
		for (const member of members) await member.command({ configureFailPoint: "stopReplProducer", mode });
	};

	/** How many writes the member has fetched from another one. */
	const fetched = async (member: Member): Promise<number> => (await member.command({ serverStatus: 1 })).metrics.repl.network.ops;

	it("does not show a write that a failover can still roll back, whatever the URL says", async () => {
		const store = await open("rollback", "&w=1&journal=false&readConcernLevel=local");
		await store.create(document("a", { version: 1 }));
		const old = await primary();
		const secondaries = others(old);
		await replicate(secondaries, "alwaysOn");

		const acknowledged = jest.fn();
		const writing = store.replace(document("a", { version: 2 }), 1).then(acknowledged, () => undefined);
		const client = await new MongoClient(`mongodb://127.0.0.1:${old.port}/rollback`, { directConnection: true }).connect();
		await eventually(async () => expect(await client.db().collection(ORDERS.name).findOne()).toMatchObject({ version: 2 }));

		expect(await store.load("a")).toMatchObject({ version: 1 });
		expect(await store.list({ limit: 1 })).toMatchObject([{ version: 1 }]);
		expect(acknowledged).not.toHaveBeenCalled();

		await client.close();
		await old.kill();
		await replicate(secondaries, "off");
		await secondaries[0]!.command({ replSetStepUp: 1 });
		await primary();
		await writing;
		const isRepeated = acknowledged.mock.calls.length > 0; // by the driver, on the new primary
		expect(await store.load("a")).toMatchObject({ version: isRepeated ? 2 : 1 });
		await old.start();
	});

	it("shows what it has written, even if the URL prefers secondaries and one of them lags", async () => {
		const store = await open("lag", "&readPreference=secondary");
		await store.create(document("a", { version: 1 }));
		const lagging = others(await primary()).slice(0, 1);
		await replicate(lagging, "alwaysOn");

		expect(await store.replace(document("a", { version: 2 }), 1)).toBe(true);
		for (let round = 0; round < 20; round++) expect(await store.load("a")).toMatchObject({ version: 2 });
	});

	describe("while commands fail as they do during a failover", () => {
		let store: OpenStore["store"];
		const fail = async (mode: object | "off", data: object = {}) => {
			const failCommands = ["find", "insert", "update", "delete"];
			await (await primary()).command({ configureFailPoint: "failCommand", mode, data: { failCommands, ...data } });
		};

		beforeEach(async () => {
			store = await open("failing");
		});
		afterEach(() => fail("off"));

		it.each([
			["NotWritablePrimary", 10_107],
			["NotPrimaryNoSecondaryOk", 13_435],
			["NotPrimaryOrSecondary", 13_436],
			["InterruptedAtShutdown", 11_600],
			["InterruptedDueToReplStateChange", 11_602],
			["PrimarySteppedDown", 189],
			["ShutdownInProgress", 91],
			["ReadConcernMajorityNotAvailableYet", 134],
			["MaxTimeMSExpired", 50],
		])("rejects with StoreUnavailable on %s", async (_, errorCode) => {
			await fail({ times: 100 }, { errorCode });

			const answers = await Promise.allSettled([
				store.load("a"),
				store.list({ limit: 1 }),
				store.create(document("a")),
				store.replace(document("a", { version: 2 }), 1),
				store.remove("a", 1),
				store.clearOutbox(new Map([["a", 1]])),
			]);

			expect(answers.map((answer) => answer.status === "rejected" && answer.reason)).toEqual(
				answers.map(() => expect.any(StoreUnavailable)),
			);
		});

		it("writes once if the acknowledgement is lost once, and the driver repeats the write", async () => {
			await store.create(document("lost-once", { version: 1 }));

			await fail({ times: 1 }, UNACKNOWLEDGED);
			expect(await store.replace(document("lost-once", { version: 2 }), 1)).toBe(true);
			await fail({ times: 1 }, UNACKNOWLEDGED);
			expect(await store.create(document("created"))).toBe(true);
			await fail({ times: 1 }, UNACKNOWLEDGED);
			expect(await store.remove("lost-once", 2)).toBe(true);

			expect(await store.load("lost-once")).toBeNull();
			expect(await store.load("created")).toStrictEqual(document("created"));
		});

		it("rejects with StoreUnavailable if the acknowledgement is lost again, although the write was stored", async () => {
			await store.create(document("lost-twice", { version: 1 }));
			await fail({ times: 2 }, UNACKNOWLEDGED);

			await expect(store.replace(document("lost-twice", { version: 2 }), 1)).rejects.toThrow(StoreUnavailable);

			await eventually(async () => expect(await store.load("lost-twice")).toMatchObject({ version: 2 }));
			expect(await store.replace(document("lost-twice", { version: 2 }), 1)).toBe(false);
		});
	});

	/** Leaves the set without heartbeats, so it is the last test. */
	it("finds an acknowledged document, even if the new primary does not know yet that a majority has it", async () => {
		const store = await open("behind");
		await store.create(document("a"));
		const old = await primary();
		const [next, behind] = others(old) as [Member, Member];
		const { config } = await old.command({ replSetGetConfig: 1 });
		const withoutHeartbeats = { ...config.settings, heartbeatIntervalMillis: ELECTION_TIMEOUT_MS };
		await old.command({ replSetReconfig: { ...config, version: config.version + 1, settings: withoutHeartbeats }, force: true });
		for (const member of [next, behind])
			await eventually(async () =>
				expect((await member.command({ replSetGetConfig: 1 })).config.settings.heartbeatIntervalMillis).toBe(ELECTION_TIMEOUT_MS),
			);

		// The next primary stores the document, but does not learn that a majority has it.
		await behind.command({ configureFailPoint: "stopReplProducer", mode: "alwaysOn" });
		await next.command({ configureFailPoint: "rsSyncApplyStop", mode: "alwaysOn" });
		const before = await fetched(next);
		const creating = store.create(document("b"));
		await eventually(async () => expect(await fetched(next)).toBeGreaterThan(before));
		await next.command({ configureFailPoint: "stopReplProducer", mode: "alwaysOn" });
		await next.command({ configureFailPoint: "rsSyncApplyStop", mode: "off" });
		expect(await creating).toBe(true);
		await old.kill();
		await next.command({ replSetStepUp: 1 });
		await primary();
		await old.start();

		const loading = store.load("b");
		await replicate([next, behind], "off");
		expect(await loading).toStrictEqual(document("b"));
		expect(await store.load("c")).toBeNull();
	});
});
