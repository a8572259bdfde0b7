import type { Level } from "../../../contracts/notation/common.ts";
import { endingOf } from "../../../lib/domain/ids.ts";
import type { bareDocument } from "../../../lib/storage/actor-store.ts";
import { DocumentTable } from "../../../lib/storage/table.ts";
import { OpenOrders, openOrdersOf, type Unpaid } from "./open-orders.ts";

const NOW = 1_800_000_000_000;
let count = 0;
const newOrder = (at = NOW) => `ord_${endingOf(at, String(++count).padStart(16, "0"))}`;

/** Rows in memory with the same conditional writes. */
const newTable = () => {
	const rows = new Map<string, ReturnType<typeof bareDocument<Unpaid>>>();
	return new DocumentTable<Unpaid>("open_orders", {
		load: async (id) => rows.get(id) ?? null,
		create: async (row) => !rows.has(row._id) && !!rows.set(row._id, row),
		replace: async (row, version) => rows.get(row._id)?.version === version && !!rows.set(row._id, row),
		remove: async (id) => rows.delete(id),
		list: async () => [...rows.values()],
	});
};

describe("the unpaid orders of a customer", () => {
	let stored: Map<string, boolean>;
	let orders: OpenOrders;
	let level: Level;
	const add = async (id: string) => {
		await orders.add("acc_1", id, 3, NOW);
		stored.set(id, true);
		return id;
	};
	beforeEach(() => {
		stored = new Map();
		level = "Iron";
		orders = new OpenOrders(newTable(), async (id) => {
			const isOpen = stored.get(id);
			return isOpen === undefined ? undefined : { isOpen, level };
		});
	});

	it("are limited, also when they are placed at once", async () => {
		const placed = await Promise.allSettled(Array.from({ length: 8 }, () => add(newOrder())));

		expect(placed.filter(({ status }) => status === "fulfilled").length).toBe(3);
		for (const { reason } of placed.filter((result) => result.status === "rejected")) expect(reason.type).toBe("too_many_open_orders");
	});

	it("may be more at a higher level", async () => {
		level = "Bronze";
		for (let index = 0; index < 6; index++) await add(newOrder());

		await expect(add(newOrder())).rejects.toMatchObject({ type: "too_many_open_orders" });
	});

	it("no longer count once they have ended", async () => {
		const [first] = [await add(newOrder()), await add(newOrder()), await add(newOrder())];
		await expect(add(newOrder())).rejects.toMatchObject({ type: "too_many_open_orders" });

		stored.set(first, false);

		await add(newOrder());
		await expect(add(newOrder())).rejects.toMatchObject({ type: "too_many_open_orders" });
	});

	it("count once each, however often a request is repeated", async () => {
		const id = newOrder();
		await add(id);
		await add(id);
		await add(newOrder());
		await add(newOrder());

		await add(id);
	});

	it("do not count if their node died before storing them, but do while it may still store them", async () => {
		const lost = newOrder(NOW - 61_000);
		await orders.add("acc_1", lost, 3, NOW);
		await orders.add("acc_1", newOrder(), 3, NOW);
		await orders.add("acc_1", newOrder(), 3, NOW);

		await add(newOrder());

		await expect(add(newOrder())).rejects.toMatchObject({ type: "too_many_open_orders" });
	});
});

it.each([
	["Iron", 5],
	["Bronze", 10],
	["Diamond", 30],
] as const)("a customer of level %s may have %i", (level, expected) => expect(openOrdersOf(level, 5)).toBe(expected));
