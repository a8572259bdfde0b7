import { boundOf } from "../../../lib/domain/ids.ts";
import { type ActorDocument, bareDocument, type Query } from "../../../lib/storage/actor-store.ts";
import { anOrder } from "../../../test/support/builders/order.ts";
import type { Order } from "../order.ts";
import { type OrderSearch, search } from "./search.ts";

const NOON = Date.parse("2026-12-01T03:00:00.000Z");
const MINUTE = 60_000;

const idAt = (minute: number): string => `${boundOf("ord", NOON + minute * MINUTE)}0000abcdefabcdef`;

/** One order a minute, the first at noon. */
const placed = (...orders: Partial<Order>[]): ActorDocument<Order>[] =>
	orders.map((order, minute) => bareDocument(idAt(minute), 1, { ...anOrder({}), id: idAt(minute), ...order } as Order));

const storage = (documents: ActorDocument<Order>[]) => {
	const queries: Query[] = [];
	return {
		queries,
		async list(query: Query) {
			queries.push(query);
			const { after = "~", limit, where = {} } = query;
			return documents
				.toReversed()
				.filter(({ _id }) => _id < after)
				.filter(({ state }) =>
					Object.entries(where).every(([field, wanted]) => [wanted].flat().includes(state[field as keyof Order] as string)),
				)
				.slice(0, limit);
		},
	};
};

const found = async (documents: ActorDocument<Order>[], params: Partial<OrderSearch>) => {
	const { items, nextCursor } = await search(storage(documents), { limit: 20, ...params });
	return { minutes: items.map(({ _id }) => documents.findIndex((document) => document._id === _id)), nextCursor };
};

const ORDERS = placed(
	{ number: "A-1", storeId: "gangnam", status: "placed", customerId: "acc_1" },
	{ number: "A-2", storeId: "hongdae", status: "completed", customerId: "acc_1" },
	{ number: "A-1", storeId: "hongdae", status: "placed", customerId: "acc_2" },
	{ number: "B-7", storeId: "gangnam", status: "ready", customerId: "acc_2" },
);

describe("the search for orders", () => {
	it.each<[Partial<OrderSearch>, number[]]>([
		[{}, [3, 2, 1, 0]],
		[{ status: "placed" }, [2, 0]],
		[{ number: "A-1" }, [2, 0]],
		[{ number: "A-1", storeId: "gangnam" }, [0]],
		[{ customerId: "acc_2", status: "ready,completed" }, [3]],
		[{ customerId: "acc_1", storeId: "hongdae" }, [1]],
		[{ storeId: "gangnam", status: "ready" }, [3]],
		[{ from: "2026-12-01T03:02:00.000Z" }, [3, 2]],
		[{ until: "2026-12-01T03:02:00.000Z" }, [1, 0]],
		[{ from: "2026-12-01T12:01:00.000+09:00", until: "2026-12-01T12:03:00.000+09:00" }, [2, 1]],
		[{ number: "Z-9" }, []],
	])("%j", async (params, minutes) => {
		expect(await found(ORDERS, params)).toEqual({ minutes, nextCursor: null });
	});

	it("goes on after the last item of a page", async () => {
		const first = await found(ORDERS, { limit: 2, status: "placed,ready" });
		const second = await found(ORDERS, { limit: 2, status: "placed,ready", cursor: first.nextCursor! });

		expect([first.minutes, second.minutes]).toEqual([[3, 2], [0]]);
		expect(second.nextCursor).toBeNull();
	});

	it("stops after a thousand orders without a match, and goes on from there", async () => {
		const many = placed({ status: "placed" }, ...Array.from({ length: 1_200 }, () => ({ status: "completed" as const })));
		const first = await found(many, { status: "placed" });
		const second = await found(many, { status: "placed", cursor: first.nextCursor! });

		expect(first.minutes).toEqual([]);
		expect(second).toEqual({ minutes: [0], nextCursor: null });
	});

	it("refuses a time without a zone", async () => {
		await expect(found(ORDERS, { from: "2026-12-01T03:02:00" })).rejects.toMatchObject({ data: { field: "from" } });
	});
});
