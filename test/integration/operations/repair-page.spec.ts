import type { Repair } from "../../../contracts/ops.ts";
import { eventually } from "../../support/eventually.ts";
import { Shop } from "../../support/shop.ts";

describe("POST /v1/ops/repair", () => {
	let shop: Shop;
	const repair = (body: object = {}): Promise<Repair> => shop.made("operator", "POST", "/v1/ops/repair", body);
	const pages = async (since: string): Promise<Repair[]> => {
		const found: Repair[] = [];
		for (let cursor: string | null | undefined; cursor !== null; cursor = found.at(-1)!.nextCursor)
			found.push(await repair({ since, ...(cursor ? { cursor } : undefined) }));
		return found;
	};
	const stateOf = async () => {
		const orders = await Promise.all(shop.orderIds.map((id) => shop.made("operator", "GET", `/v1/orders/${id}`)));
		const { items } = await shop.made("customer", "GET", "/v1/notifications?limit=100");
		return {
			orders: orders.map(({ version: _, ...order }) => order),
			notifications: items.map(({ id }: { id: string }) => id),
			level: (await shop.made("customer", "GET", "/v1/customers/me")).score,
		};
	};

	beforeAll(async () => {
		shop = await Shop.open();
	});
	afterAll(() => shop?.close());

	it("is for operators only", async () => {
		for (const name of ["customer", "staff", "rider"] as const) expect((await shop.send(name, "POST", "/v1/ops/repair")).status).toBe(403);
		expect((await shop.send("nobody", "POST", "/v1/ops/repair")).status).toBe(401);
	});

	it("changes nothing where nothing is stuck", async () => {
		expect(await repair()).toMatchObject({ checked: 3, republished: {}, remaining: [], nextCursor: null });
	});

	it("republishes everything since a time, page by page, without an effect on what is up to date", async () => {
		const before = await stateOf();
		const { last } = await shop.server.broker.call<{ last: number }, object>("event-log.read", { after: 0, limit: 1 });

		const found = await pages("2020-01-01T00:00:00Z");

		const sum = (kind: string) => found.reduce((count, { republished }) => count + (republished[kind] ?? 0), 0);
		expect(["order", "payment", "store", "stock"].map(sum)).toEqual([3, 3, 2, 2]);
		for (const kind of ["account", "store-order", "brew", "delivery"]) expect(sum(kind)).toBeGreaterThan(0);
		expect(found.flatMap(({ remaining }) => remaining)).toEqual([]);
		await eventually(async () =>
			expect((await shop.server.broker.call<{ last: number }, object>("event-log.read", { after: 0, limit: 1 })).last).toBeGreaterThan(
				last,
			),
		);
		expect(await stateOf()).toEqual(before);
		expect((await shop.made("operator", "GET", "/v1/ops/audit")).violations).toEqual([]);
	});

	it.each([
		[{ since: "yesterday" }, "since"],
		[{ cursor: "none" }, "cursor"],
		[{ cursor: Buffer.from("after:rider x").toString("base64url") }, "cursor"],
		[{ everything: true }, "everything"],
	])("refuses %j", async (body, field) => {
		const { body: problem, status } = await shop.send("operator", "POST", "/v1/ops/repair", { body });

		expect(status).toBe(422);
		expect(JSON.stringify(problem)).toContain(field);
	});
});
