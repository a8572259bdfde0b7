import { Contended } from "../../../lib/storage/contended.ts";
import { openAdapter as openConfigured, type StoreAdapter } from "../../../lib/storage/open.ts";
import { DocumentTable, type Row, type Table } from "../../../lib/storage/table.ts";
import { HOSTILE_IDS } from "../../support/builders/stored.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

interface Cup {
	shelf: string;
	size: string | null;
	count: number;
}

const CUPS = { name: "cup", indexes: { shelf: ["shelf", "size"] } };
const cup = (change: Partial<Cup> = {}): Cup => ({ shelf: "top", size: "small", count: 0, ...change });
const ids = (rows: Row<unknown>[]): string[] => rows.map(({ id }) => id);
const increment = (stored: Cup | undefined): Cup => cup({ count: (stored?.count ?? 0) + 1 });

/** The behaviour of a Table on any storage. `freshUrl` returns the URL of an empty storage that several adapters may open. */
export function tableSuite(name: string, freshUrl: () => string, openAdapter: (url: string) => StoreAdapter = openConfigured): void {
	describe(`a table on ${name}`, () => {
		let url: string;
		let adapter: StoreAdapter;
		let cups: Table<Cup>;
		const open: StoreAdapter[] = [];

		const connected = async (): Promise<StoreAdapter> => {
			const one = openAdapter(url);
			await one.connect();
			open.push(one);
			return one;
		};

		/** A table whose first loads are each followed by a concurrent write of another connection. */
		const overtaken = async (times: number): Promise<Table<Cup>> => {
			const rows = await adapter.actorStore<Cup>(CUPS);
			const faster = await (await connected()).table<Cup>(CUPS);
			let left = times;
			return new DocumentTable("cup", {
				async load(id) {
					const found = await rows.load(id);
					if (left-- > 0) await faster.update(id, increment);
					return found;
				},
				create: (document) => rows.create(document),
				replace: (document, expected) => rows.replace(document, expected),
				remove: (id, expected) => rows.remove(id, expected),
				list: (query) => rows.list(query),
			});
		};

		beforeEach(async () => {
			url = freshUrl();
			adapter = await connected();
			cups = await adapter.table(CUPS);
		});
		afterEach(async () => {
			await Promise.all(open.splice(0).map((one) => one.disconnect()));
		});

		it("rejects before and after the connection", async () => {
			const unavailable = { name: "StoreUnavailable", retryable: true };
			await expect(openAdapter(freshUrl()).table(CUPS)).rejects.toMatchObject(unavailable);

			await adapter.disconnect();

			await expect(adapter.table(CUPS)).rejects.toMatchObject(unavailable);
			await expect(cups.get("a")).rejects.toMatchObject(unavailable);
			await expect(cups.insert("a", cup())).rejects.toMatchObject(unavailable);
		});

		it("shares nothing with other tables", async () => {
			const others = await adapter.table<Cup>({ name: "other cup" });
			await cups.insert("a", cup());

			expect(await others.get("a")).toBeUndefined();
			expect(await others.scan({ limit: 10 })).toEqual([]);
		});

		it("persists its rows across connections", async () => {
			await cups.insert("a", cup({ count: 3 }));
			await adapter.disconnect();

			const again = await (await connected()).table<Cup>(CUPS);

			expect(await again.get("a")).toStrictEqual(cup({ count: 3 }));
		});

		describe("insert", () => {
			it("accepts an id once, even concurrently", async () => {
				const others = await (await connected()).table<Cup>(CUPS);

				const taken = await Promise.all(Array.from({ length: 50 }, (_, count) => (count % 2 ? cups : others).insert("a", cup({ count }))));

				expect(taken.filter(Boolean)).toHaveLength(1);
				expect(await cups.get("a")).toStrictEqual(cup({ count: taken.indexOf(true) }));
			});

			it("does not change an existing row", async () => {
				await cups.insert("a", cup({ count: 1 }));

				expect(await cups.insert("a", cup({ count: 2 }))).toBe(false);
				expect(await cups.get("a")).toStrictEqual(cup({ count: 1 }));
			});
		});

		describe("get", () => {
			it("finds nothing under an unknown id", async () => {
				expect(await cups.get("a")).toBeUndefined();
			});

			it.each<[string, Json]>([
				["null", null],
				["false", false],
				["zero", 0],
				["a fraction", 0.1],
				["a large number", 2 ** 53 - 1],
				["an empty text", ""],
				["a text", `'"\\ ☕ \u0000 한`],
				["a list", [1, [null], {}]],
				["an empty object", {}],
				["an object", { "a.b": { $set: 1, "$c.d": [{ $gt: "" }] }, 'q"uote': "`", nothing: null, deep: { list: [] } }],
			])("returns %s unchanged after insert and update", async (_, value) => {
				const values = await adapter.table<Json>({ name: "value" });
				await values.insert("inserted", value);
				await values.update("updated", () => value);

				expect(await values.get("inserted")).toStrictEqual(value);
				expect(await values.get("updated")).toStrictEqual(value);
				expect(await values.scan({ limit: 10 })).toStrictEqual([
					{ id: "inserted", value },
					{ id: "updated", value },
				]);
			});
		});

		it.each(HOSTILE_IDS)("accepts the id %j", async (id) => {
			expect(await cups.insert(id, cup({ shelf: id }))).toBe(true);
			expect(await cups.update(id, increment)).toStrictEqual(cup({ count: 1 }));
			await cups.update(id, () => cup({ shelf: id }));

			expect(await cups.get(id)).toStrictEqual(cup({ shelf: id }));
			expect(ids(await cups.scan({ where: { shelf: id }, limit: 10 }))).toEqual([id]);
			expect(await cups.remove(id)).toBe(true);
			expect(await cups.get(id)).toBeUndefined();
		});

		describe("update", () => {
			it("creates a row, changes it, and returns what it stored", async () => {
				expect(await cups.update("a", increment)).toStrictEqual(cup({ count: 1 }));
				expect(await cups.update("a", increment)).toStrictEqual(cup({ count: 2 }));
				expect(await cups.get("a")).toStrictEqual(cup({ count: 2 }));
			});

			it("writes nothing when the change returns undefined", async () => {
				await cups.insert("a", cup());

				expect(await cups.update("a", () => undefined)).toBeUndefined();
				expect(await cups.update("b", () => undefined)).toBeUndefined();
				expect(await cups.get("a")).toStrictEqual(cup());
				expect(await cups.get("b")).toBeUndefined();
			});

			it("rethrows an error of the change, and writes nothing", async () => {
				await cups.insert("a", cup());
				const refuse = () => {
					throw new RangeError("too many");
				};

				await expect(cups.update("a", refuse)).rejects.toThrow("too many");
				expect(await cups.get("a")).toStrictEqual(cup());
			});

			it("loses no change of two concurrent connections", async () => {
				const others = await (await connected()).table<Cup>(CUPS);
				/** Retries after contention, as callers do. */
				const updateReliably = (table: Table<Cup>): Promise<unknown> =>
					table.update("a", increment).catch((error) => {
						if (error.type !== "contended") throw error;
						return updateReliably(table);
					});
				const run = async (table: Table<Cup>) => {
					for (let left = 50; left > 0; left--) await updateReliably(table);
				};

				await Promise.all([run(cups), run(others)]);

				expect((await cups.get("a"))?.count).toBe(100);
			});

			it("sees the value of a concurrent write", async () => {
				const seen: unknown[] = [];
				const slow = await overtaken(1);

				const stored = await slow.update("a", (value) => {
					seen.push(value?.count);
					return increment(value);
				});

				expect(seen).toEqual([undefined, 1]);
				expect(stored?.count).toBe(2);
			});

			it("rejects with a retryable error after repeated contention", async () => {
				const slow = await overtaken(Number.POSITIVE_INFINITY);

				const failing = slow.update("a", increment);

				await expect(failing).rejects.toThrow(Contended);
				await expect(failing).rejects.toMatchObject({ retryable: true, code: 503, data: { actor: "cup/a" } });
			});
		});

		describe("remove", () => {
			it("succeeds once", async () => {
				await cups.insert("a", cup());

				expect(await cups.remove("a")).toBe(true);
				expect(await cups.remove("a")).toBe(false);
				expect(await cups.get("a")).toBeUndefined();
				expect(await cups.insert("a", cup())).toBe(true);
			});

			it("leaves a value that does not meet the condition", async () => {
				await cups.insert("a", cup({ count: 1 }));

				expect(await cups.remove("a", ({ count }) => count === 0)).toBe(false);
				expect(await cups.get("a")).toStrictEqual(cup({ count: 1 }));
				expect(await cups.remove("a", ({ count }) => count === 1)).toBe(true);
			});

			it("retries after a concurrent write", async () => {
				await cups.insert("a", cup());
				const seen: number[] = [];
				const slow = await overtaken(1);

				expect(await slow.remove("a", ({ count }) => seen.push(count) > 0)).toBe(true);
				expect(seen).toEqual([0, 1]);
				expect(await cups.get("a")).toBeUndefined();
			});

			it("checks the condition again after a concurrent write", async () => {
				const others = await (await connected()).table<Cup>(CUPS);
				for (let round = 0; round < 20; round++) {
					await cups.insert(`a${round}`, cup());

					const [isRemoved, changed] = await Promise.all([
						cups.remove(`a${round}`, ({ count }) => count === 0),
						others.update(`a${round}`, (stored) => stored && increment(stored)),
					]);

					expect(isRemoved).toBe(changed === undefined);
					expect(await cups.get(`a${round}`)).toEqual(changed);
				}
			});
		});

		describe("scan", () => {
			beforeEach(async () => {
				await cups.insert("c1", cup({ shelf: "top", size: "small" }));
				await cups.insert("c2", cup({ shelf: "top", size: "large" }));
				await cups.insert("c3", cup({ shelf: "low", size: "small" }));
				await cups.insert("c4", cup({ shelf: "top", size: null }));
			});

			it.each<[Omit<Parameters<Table<Cup>["scan"]>[0], "limit">, string[]]>([
				[{}, ["c1", "c2", "c3", "c4"]],
				[{ order: "descending" }, ["c4", "c3", "c2", "c1"]],
				[{ after: "c2" }, ["c3", "c4"]],
				[{ after: "c3", order: "descending" }, ["c2", "c1"]],
				[{ after: "c" }, ["c1", "c2", "c3", "c4"]],
				[{ where: { shelf: "top" } }, ["c1", "c2", "c4"]],
				[{ where: { shelf: ["top", "low"], size: "small" }, order: "descending" }, ["c3", "c1"]],
				[{ where: { shelf: "top" }, after: "c1" }, ["c2", "c4"]],
				[{ where: { shelf: "none" } }, []],
			])("of %j", async (query, expected) => {
				expect(ids(await cups.scan({ ...query, limit: 10 }))).toEqual(expected);
			});

			it("returns up to the limit, with values", async () => {
				expect(await cups.scan({ where: { shelf: "top" }, limit: 1 })).toStrictEqual([{ id: "c1", value: cup() }]);
				expect(ids(await cups.scan({ limit: 3 }))).toEqual(["c1", "c2", "c3"]);
			});

			it("reflects updates and removals", async () => {
				await cups.update("c1", (stored) => stored && { ...stored, shelf: "low" });
				await cups.remove("c2");

				expect(ids(await cups.scan({ where: { shelf: "top" }, limit: 10 }))).toEqual(["c4"]);
				expect(ids(await cups.scan({ where: { shelf: "low" }, limit: 10 }))).toEqual(["c1", "c3"]);
			});

			it("rejects a field without an index, and a limit below one", async () => {
				await expect(cups.scan({ where: { count: 0 }, limit: 10 })).rejects.toThrow(/declares no index/);
				await expect(cups.scan({ limit: 0 })).rejects.toThrow(RangeError);
			});
		});
	});
}
