import type { ActorDocument, ActorStore, CollectionSpec, Query } from "../../../lib/storage/actor-store.ts";
import { openAdapter as openConfigured, type StoreAdapter } from "../../../lib/storage/open.ts";
import { document, envelope, HOSTILE_IDS, ORDERS, type Order } from "../../support/builders/stored.ts";
import { type OpenStore, openStore } from "../../support/open-store.ts";

const OPERATORS = [{ $gt: "" }, { $ne: null }, ["acc_1", { $gt: "" }], null, undefined] as unknown as NonNullable<Query["where"]>[string][];

const ids = (documents: { _id: string }[]): string[] => documents.map(({ _id }) => _id);
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `ord_${String(index).padStart(4, "0")}`);

/** The behaviour of an ActorStore on any storage. `freshUrl` returns the URL of an empty storage that several adapters may open. */
export function actorStoreSuite(name: string, freshUrl: () => string, openAdapter: (url: string) => StoreAdapter = openConfigured): void {
	describe(name, () => {
		let url: string;
		let adapter: StoreAdapter;
		let store: ActorStore<Order>;
		const open: StoreAdapter[] = [];

		/** Opens the collection through a separate connection. */
		const connected = async (spec: CollectionSpec = ORDERS): Promise<OpenStore> => {
			const opened = await openStore(url, spec, openAdapter);
			open.push(opened.adapter);
			return opened;
		};
		const fill = async (documents: ActorDocument<Order>[]): Promise<void> => {
			const created = await Promise.all(documents.map((one) => store.create(one)));
			expect(created).not.toContain(false);
		};

		beforeEach(async () => {
			url = freshUrl();
			({ adapter, store } = await connected());
		});
		afterEach(async () => {
			await Promise.all(open.splice(0).map((one) => one.disconnect()));
		});

		describe("a conditional write", () => {
			it("has one winner among 200", async () => {
				const { store: other } = await connected();
				await store.create(document("a"));

				for (let version = 1; version <= 5; version++) {
					const writers = Array.from({ length: 200 }, (_, writer) => ({ writer, through: writer % 2 ? store : other }));
					const wins = await Promise.all(
						writers.map(({ writer, through }) => through.replace(document("a", { version: version + 1, state: { writer } }), version)),
					);

					expect(wins.filter(Boolean)).toHaveLength(1);
					expect((await store.load("a"))?.state).toEqual({ writer: wins.indexOf(true) });
				}
			});

			it("is refused on a stale version", async () => {
				await store.create(document("a", { version: 3 }));

				expect(await store.replace(document("a", { version: 5, state: {} }), 4)).toBe(false);
				expect(await store.replace(document("a", { version: 3, state: {} }), 2)).toBe(false);
				expect(await store.load("a")).toStrictEqual(document("a", { version: 3 }));
			});

			it("does not create a document", async () => {
				expect(await store.replace(document("a", { version: 2 }), 1)).toBe(false);
				expect(await store.load("a")).toBeNull();
			});
		});

		describe("the version of a document", () => {
			it("is that of the last write", async () => {
				const { store: other } = await connected();
				await store.create(document("a", { version: 3 }));

				expect(await other.version("a")).toBe(3);
				await store.replace(document("a", { version: 4 }), 3);
				expect(await other.version("a")).toBe(4);
				await store.remove("a", 4);
				expect([await other.version("a"), await other.version("b")]).toEqual([undefined, undefined]);
			});
		});

		describe("a removal", () => {
			it("is refused on a stale version", async () => {
				await store.create(document("a", { version: 3 }));

				expect(await store.remove("a", 2)).toBe(false);
				expect(await store.remove("a", 4)).toBe(false);
				expect(await store.load("a")).toStrictEqual(document("a", { version: 3 }));
			});

			it("and a write at the same version have one winner", async () => {
				const { store: other } = await connected();
				for (let round = 0; round < 50; round++) {
					await store.create(document(`a${round}`));

					const [removed, written] = await Promise.all([
						(round % 2 ? store : other).remove(`a${round}`, 1),
						(round % 2 ? other : store).replace(document(`a${round}`, { version: 2 }), 1),
					]);

					expect([removed, written].filter(Boolean)).toHaveLength(1);
					expect(await store.load(`a${round}`)).toStrictEqual(written ? document(`a${round}`, { version: 2 }) : null);
				}
			});
		});

		describe("create", () => {
			it("accepts an id once, even concurrently", async () => {
				const created = await Promise.all(Array.from({ length: 50 }, (_, writer) => store.create(document("a", { state: { writer } }))));

				expect(created.filter(Boolean)).toHaveLength(1);
				expect((await store.load("a"))?.state).toEqual({ writer: created.indexOf(true) });
			});

			it("accepts the id again after remove", async () => {
				await store.create(document("a"));

				expect(await store.remove("a", 1)).toBe(true);
				expect(await store.remove("a", 1)).toBe(false);
				expect(await store.load("a")).toBeNull();
				expect(await store.create(document("a", { version: 7 }))).toBe(true);
			});
		});

		describe("a stored document", () => {
			it("is loaded unchanged", async () => {
				const whole = document("a", {
					version: 2 ** 53 - 1,
					state: {
						text: `'"\\ ☕ \u0000 한`,
						numbers: [0, -1, 0.1, 1e300, 2 ** 53 - 1, 2 ** 31],
						nothing: null,
						empty: [{}, [], ""],
						yes: true,
						"a.b": { $set: 1, "$c.d": [{ $gt: "" }] },
						'q"uote': "`",
					},
					seen: { "payment/ord_1": 4, "odd.name/$x.y": 2, 'q"': 1 },
					outbox: [envelope("a", 1), envelope("a", 2)],
					due: { at: Date.UTC(2100, 0), command: { type: "expire" } },
				});
				await store.create(whole);

				expect(await store.load("a")).toStrictEqual(whole);
			});

			it("omits undefined values", async () => {
				await store.create(document("a", { state: { gone: undefined, kept: { gone: undefined } } }));

				expect(await store.load("a")).toStrictEqual(document("a", { state: { kept: {} } }));
			});

			it("may be a megabyte", async () => {
				const big = document("a", {
					state: { text: "한".repeat(350_000), list: Array.from({ length: 5_000 }, (_, index) => ({ index })) },
				});
				await store.create(document("a"));

				expect(await store.replace({ ...big, version: 2 }, 1)).toBe(true);
				expect(await store.load("a")).toStrictEqual({ ...big, version: 2 });
			});

			it.each(HOSTILE_IDS)("can have the id %j", async (id) => {
				const named = document(id, { state: { customerId: id }, seen: { [`x/${id}`]: 1 }, outbox: [envelope(id, 1)] });

				expect(await store.create(named)).toBe(true);
				expect(await store.load(id)).toStrictEqual(named);
				expect(ids(await store.list({ where: { customerId: id }, limit: 10 }))).toEqual([id]);
				expect(ids(await store.list({ where: { customerId: [id, "other"] }, limit: 10 }))).toEqual([id]);
				await store.clearOutbox(new Map([[id, 1]]));
				expect((await store.load(id))?.outbox).toEqual([]);
				expect(await store.remove(id, 1)).toBe(true);
			});
		});

		describe("the outbox", () => {
			it("is found page by page while it is not empty", async () => {
				const names = numbered(25);
				await fill(names.map((id, index) => document(id, { outbox: index % 2 ? [envelope(id, 1)] : [] })));
				const odd = names.filter((_, index) => index % 2);

				const first = await store.pending(5);
				const second = await store.pending(100, first.at(-1)!._id);

				expect(ids(first)).toEqual(odd.slice(0, 5));
				expect(ids(second)).toEqual(odd.slice(5));
				expect(first[0]!.outbox).toEqual([envelope(odd[0]!, 1)]);
			});

			it("is cleared at the given version only, without changing the version", async () => {
				await fill(["a", "b", "c"].map((id) => document(id, { version: 2, outbox: [envelope(id, 2)] })));

				await store.clearOutbox(
					new Map([
						["a", 2],
						["b", 1],
						["nobody", 1],
					]),
				);

				expect(await store.load("a")).toStrictEqual(document("a", { version: 2 }));
				expect(ids(await store.pending(10))).toEqual(["b", "c"]);
				await store.clearOutbox(new Map());
			});

			it("is no longer pending once a write has emptied it", async () => {
				await store.create(document("a", { outbox: [envelope("a", 1)] }));
				await store.replace(document("a", { version: 2 }), 1);

				expect(await store.pending(10)).toEqual([]);
			});
		});

		describe("a due document", () => {
			const dueAt = (id: string, at: number) => document(id, { due: { at, command: { type: "expire" } } });

			it("is found earliest first, up to the given time", async () => {
				await fill([dueAt("a", 300), dueAt("b", 100), dueAt("c", 200), dueAt("d", 301), document("e")]);

				expect(ids(await store.overdue(300, 10))).toEqual(["b", "c", "a"]);
				expect(ids(await store.overdue(300, 2))).toEqual(["b", "c"]);
				expect((await store.overdue(100, 1))[0]).toStrictEqual(dueAt("b", 100));
			});

			it("is not found after a write has moved its time", async () => {
				await fill([dueAt("a", 100), dueAt("b", 100)]);
				await store.replace(document("a", { version: 2 }), 1);
				await store.replace({ ...dueAt("b", 900), version: 2 }, 1);

				expect(await store.overdue(500, 10)).toEqual([]);
			});
		});

		describe("a list", () => {
			beforeEach(() =>
				fill([
					document("o1", { state: { customerId: "x", storeId: "s", status: "placed", paid: true } }),
					document("o2", { state: { customerId: "y", storeId: "s", status: "ready", paid: false, note: "ring", rush: true } }),
					document("o3", { state: { customerId: "x", storeId: "t", status: "placed", rush: false } }),
					document("o4", { state: { customerId: "x", storeId: "s", status: "ready", paid: true } }),
					document("o5", { state: { storeId: { $gt: "" }, status: null } }),
				]),
			);

			it.each<[Omit<Query, "limit">, string[]]>([
				[{}, ["o1", "o2", "o3", "o4", "o5"]],
				[{ order: "descending" }, ["o5", "o4", "o3", "o2", "o1"]],
				[{ where: { storeId: "s" } }, ["o1", "o2", "o4"]],
				[{ where: { status: "ready", storeId: "s" } }, ["o2", "o4"]],
				[{ where: { storeId: ["s", "t"], status: "placed" }, order: "descending" }, ["o3", "o1"]],
				[{ where: { storeId: "s", status: ["ready", "placed"] } }, ["o1", "o2", "o4"]],
				[{ where: { storeId: [] } }, []],
				[{ where: { customerId: ["x", "x", "nobody"] }, after: "o1" }, ["o3", "o4"]],
				[{ where: { storeId: "s" }, after: "o4", order: "descending" }, ["o2", "o1"]],
				[{ where: { paid: true } }, ["o1", "o4"]],
				[{ where: { paid: [false] } }, ["o2"]],
			])("of %j", async (query, expected) => {
				expect(ids(await store.list({ ...query, limit: 10 }))).toEqual(expected);
			});

			it("continues after its cursor despite concurrent inserts", async () => {
				const first = await store.list({ where: { storeId: "s" }, order: "descending", limit: 2 });
				await fill([document("o9", { state: { storeId: "s" } }), document("o0", { state: { storeId: "s" } })]);
				const second = await store.list({ where: { storeId: "s" }, order: "descending", after: "o2", limit: 2 });

				expect(ids(first)).toEqual(["o4", "o2"]);
				expect(ids(second)).toEqual(["o1", "o0"]);
			});

			it("reflects the latest write", async () => {
				await store.replace(document("o1", { version: 2, state: { customerId: "x", storeId: "u", status: "placed" } }), 1);

				expect(ids(await store.list({ where: { storeId: "s" }, limit: 10 }))).toEqual(["o2", "o4"]);
				expect(ids(await store.list({ where: { storeId: "u" }, limit: 10 }))).toEqual(["o1"]);
			});

			it.each(OPERATORS)("rejects an operator as a value: %j", async (value) => {
				await expect(store.list({ where: { customerId: value }, limit: 10 })).rejects.toThrow(TypeError);
			});

			it.each([{ note: "x" }, { status: "ready" }, { customerId: "x", storeId: "s" }, { $where: "true" }])(
				"is rejected without a declared index: %j",
				async (where) => {
					await expect(store.list({ where: where as unknown as Record<string, string>, limit: 10 })).rejects.toThrow(/declares no index/);
				},
			);

			it.each([0, -1, 1.5, Number.NaN])("with a limit of %d is rejected", async (limit) => {
				await expect(store.list({ limit })).rejects.toThrow(RangeError);
			});

			it("uses an index that was declared later", async () => {
				const { store: later } = await connected({ name: "order", indexes: { note: ["note"], rush: ["rush", "status"] } });

				expect(ids(await later.list({ where: { note: "ring" }, limit: 10 }))).toEqual(["o2"]);
				expect(ids(await later.list({ where: { rush: true }, limit: 10 }))).toEqual(["o2"]);
				expect(ids(await later.list({ where: { rush: false, status: "placed" }, limit: 10 }))).toEqual(["o3"]);
			});
		});

		describe("the adapter", () => {
			it("opens several independent collections", async () => {
				const others = await adapter.actorStore<Order>({ name: "order-dead letters" });
				await others.create(document("a"));

				expect(await store.load("a")).toBeNull();
				expect(await others.load("a")).toStrictEqual(document("a"));
			});

			it("works while connected, and rejects before and after", async () => {
				const unavailable = { name: "StoreUnavailable", retryable: true };
				const own = openAdapter(freshUrl());
				await expect(own.actorStore(ORDERS)).rejects.toMatchObject(unavailable);
				await expect(own.ping()).rejects.toMatchObject(unavailable);

				await own.connect();
				const opened = await own.actorStore<Order>(ORDERS);
				await own.ping();
				expect(await opened.create(document("a"))).toBe(true);
				await own.disconnect();

				await expect(opened.create(document("b"))).rejects.toMatchObject(unavailable);
				await expect(opened.load("a")).rejects.toMatchObject(unavailable);
				await expect(own.actorStore(ORDERS)).rejects.toMatchObject(unavailable);
				await expect(own.ping()).rejects.toMatchObject(unavailable);
			});

			it("finds documents of an earlier connection", async () => {
				await store.create(document("a"));
				await adapter.disconnect();
				await adapter.connect();

				expect(await (await adapter.actorStore(ORDERS)).load("a")).toStrictEqual(document("a"));
			});
		});
	});
}
