import { anOrder } from "../../test/support/builders/order.ts";
import { eventually } from "../../test/support/eventually.ts";
import { CUSTOMER, GANGNAM, HONGDAE, OPERATOR, refused, ServiceNode } from "../../test/support/nodes/service-node.ts";

const services = await Promise.all([import("./store.service.ts"), import("./store-order.service.ts"), import("./catalogue.service.ts")]);

let node: ServiceNode;
let count = 0;

beforeAll(async () => {
	node = await new ServiceNode().start(...services.map(({ default: schema }) => schema));
});

afterAll(() => node.stop());

const storeId = "gangnam";
const newId = () => `ord_${String(++count).padStart(26, "0")}`;
const submitted = async (change: object = {}): Promise<string> => {
	const id = newId();
	await node.publish("order.submitted", `order/${id}`, anOrder({ id, ...change }));
	return id;
};
const act = (orderId: string, command: string, caller = GANGNAM, body: object = {}) =>
	node.call(`store-order.${command}`, { storeId: caller.storeId ?? storeId, orderId, ...body }, caller);

describe("a store", () => {
	const names = { ko: "테스트점", en: "Test" };
	const location = { address: "서울", lat: 37.5, lng: 127 };

	it("can be created once, by an operator only", async () => {
		expect(await node.call("store.create", { id: "test", name: names, location }, OPERATOR)).toMatchObject({
			id: "test",
			open: true,
			version: 1,
		});
		await expect(node.call("store.create", { id: "test", name: names, location }, OPERATOR)).rejects.toEqual(refused("store_exists"));
		await expect(node.call("store.create", { id: "mine", name: names, location }, GANGNAM)).rejects.toEqual(refused("forbidden"));
	});

	it("can be changed by its own staff only, and publishes the change", async () => {
		const before = node.received.length;

		expect(await node.call("store.change", { storeId, extraMinutes: 7 }, GANGNAM)).toMatchObject({ extraMinutes: 7, waitMinutes: 7 });

		await eventually(() =>
			expect(node.received.slice(before)).toContainEqual(expect.objectContaining({ type: "store.changed", sender: "store/gangnam" })),
		);
		await expect(node.call("store.change", { storeId, open: false }, HONGDAE)).rejects.toEqual(refused("forbidden"));
		await expect(node.call("store.change", { storeId, waitMinutes: 0 }, GANGNAM)).rejects.toMatchObject({ code: 422 });
		await node.call("store.change", { storeId, extraMinutes: 0 }, GANGNAM);
	});

	describe("with opening hours", () => {
		const now = Date.now();
		const iso = (at: number) => new Date(at).toISOString();
		const get = () => node.call("store.get", { storeId });
		const change = (settings: object) => node.call("store.change", { storeId, ...settings }, GANGNAM);

		afterAll(() => change({ hours: null, closedUntil: null }));

		it("shows whether it is open, and until when, in single answers and lists", async () => {
			expect(await change({ hours: null })).toMatchObject({ hours: null, closedUntil: null, openNow: true, opensAt: null, closesAt: null });

			const closed = { openNow: false, opensAt: iso(now + 3_600_000), closesAt: null };
			expect(await change({ closedUntil: { at: iso(now + 3_600_000), reason: "공사" } })).toMatchObject({
				...closed,
				closedUntil: { at: iso(now + 3_600_000), reason: "공사" },
			});
			expect(await get()).toMatchObject(closed);
			expect((await node.call("store.list", {})).items).toContainEqual(expect.objectContaining({ id: storeId, ...closed }));

			expect(await change({ closedUntil: null, hours: { weekly: {} } })).toMatchObject({ openNow: false, opensAt: null });
		});

		it.each<[string, object, string]>([
			[
				"overlapping spans",
				{
					hours: {
						weekly: {
							monday: [
								{ from: "07:00", until: "12:00" },
								{ from: "11:00", until: "13:00" },
							],
						},
					},
				},
				"hours.weekly.monday[1]",
			],
			["a day that does not exist", { hours: { weekly: {}, special: [{ date: "2026-02-30", spans: [] }] } }, "hours.special[0].date"],
			[
				"a day listed twice",
				{
					hours: {
						weekly: {},
						special: [
							{ date: "2026-02-03", spans: [] },
							{ date: "2026-02-03", spans: [] },
						],
					},
				},
				"hours.special[1].date",
			],
			["a time without a zone", { closedUntil: { at: "2026-02-03T10:00:00" } }, "closedUntil.at"],
		])("refuses %s with the field", async (_, settings, field) => {
			await expect(change(settings)).rejects.toMatchObject({ type: "invalid", data: { field } });
		});

		it.each([
			{ hours: { weekly: { monday: [{ from: "25:00", until: "26:00" }] } } },
			{ hours: { weekly: { funday: [] } } },
			{ hours: { weekly: { monday: Array(9).fill({ from: "07:00", until: "08:00" }) } } },
			{ hours: [] },
			{ closedUntil: "tomorrow" },
		])("refuses input that does not fit, %j", async (settings) => {
			await expect(change(settings)).rejects.toMatchObject({ code: 422 });
		});
	});

	it("shows which products are sold out", async () => {
		await node.publish("stock.changed", "stock/gangnam", { storeId, orderId: null, missing: [], available: { latte: false, mocha: true } });

		const { items } = await node.call("store.menu", { storeId });
		expect(items).toContainEqual(expect.objectContaining({ productId: "latte", available: false }));
		expect(items).toContainEqual(expect.objectContaining({ productId: "mocha", available: true }));
	});

	it("has the products that its staff put on the menu, and no object properties", async () => {
		const tea = { storeId, productId: "tea", name: { ko: "차", en: "Tea" }, price: 3_000, prepSeconds: 60 };

		expect(await node.call("store.putProduct", tea, GANGNAM)).toMatchObject({ productId: "tea", price: 3_000, available: true });
		expect(await node.call("store.product", { storeId, productId: "tea" })).toMatchObject({ price: 3_000 });
		await expect(node.call("store.product", { storeId, productId: "constructor" })).rejects.toEqual(refused("not_found"));
	});
});

describe("the catalogue", () => {
	const name = { ko: "귀리 라떼", en: "Oat latte" };
	const product = { productId: "oat-latte", name, price: 6_000, prepSeconds: 60, categoryId: "coffee", optionGroupIds: ["size"] };
	const menu = (id = storeId) => node.call("store.menu", { storeId: id });
	const item = async (productId: string, id = storeId) =>
		(await menu(id)).items.find((found: { productId: string }) => found.productId === productId);
	const offer = (itemId: string, change: object, caller = GANGNAM) =>
		node.call("store.changeOffer", { storeId, itemId, ...change }, caller);

	it("is sold by every store at once, also by a new one", async () => {
		await node.call("store.create", { id: "mapo", name, location: { address: "서울", lat: 37.5, lng: 127 } }, OPERATOR);

		expect(await node.call("catalogue.putProduct", product, OPERATOR)).toMatchObject({ ...product, archived: false, position: 0 });

		for (const id of ["mapo", storeId]) expect(await item("oat-latte", id)).toMatchObject({ price: 6_000, available: true });
		expect((await menu("mapo")).categories.map(({ id }: { id: string }) => id)).toEqual([
			"coffee",
			"cold-brew",
			"non-coffee",
			"tea",
			"bakery",
		]);
	});

	it("is changed by operators only, and published", async () => {
		const before = node.received.length;
		await node.call("catalogue.archiveProduct", { productId: "oat-latte" }, OPERATOR);

		await eventually(() =>
			expect(node.received.slice(before)).toContainEqual(
				expect.objectContaining({
					type: "catalogue.changed",
					data: expect.objectContaining({
						products: expect.objectContaining({ "oat-latte": expect.objectContaining({ archived: true }) }),
					}),
				}),
			),
		);
		expect(await item("oat-latte")).toBeUndefined();
		await expect(node.call("catalogue.putProduct", product, GANGNAM)).rejects.toEqual(refused("forbidden"));
		await expect(node.call("catalogue.get", {}, CUSTOMER)).rejects.toEqual(refused("forbidden"));
		expect((await node.call("catalogue.get", {}, GANGNAM)).products).toContainEqual(
			expect.objectContaining({ productId: "oat-latte", archived: true }),
		);
	});

	it("is offered by a store in its own way, until it returns to the catalogue", async () => {
		expect(await offer("milk:oat", { soldOut: true })).toMatchObject({ itemId: "milk:oat", soldOut: true, hidden: false, price: null });
		await offer("milk:oat", { price: 900 });
		await offer("mocha", { hidden: true });

		const oat = (await menu()).optionGroups.find(({ id }: { id: string }) => id === "milk").options.at(-1);
		expect(oat).toMatchObject({ id: "oat", price: 900, available: false });
		expect(await item("mocha")).toBeUndefined();
		expect(await item("mocha", "hongdae")).toMatchObject({ available: true });
		expect((await node.call("store.offers", { storeId }, GANGNAM)).items.map(({ itemId }: { itemId: string }) => itemId)).toEqual([
			"milk:oat",
			"mocha",
		]);

		await offer("milk:oat", { soldOut: false, price: null });
		await offer("mocha", { hidden: false });
		expect((await node.call("store.offers", { storeId }, GANGNAM)).items).toEqual([]);
	});

	it("is offered by the store's own staff, for what it has", async () => {
		await expect(offer("milk:oat", { soldOut: true }, HONGDAE)).rejects.toEqual(refused("forbidden"));
		for (const itemId of ["soup", "constructor", "milk:camel", "straw:oat"])
			await expect(offer(itemId, { soldOut: true })).rejects.toEqual(refused("not_found"));
		await expect(offer("milk:oat", { prepSeconds: 5 })).rejects.toMatchObject({ type: "invalid", data: { field: "prepSeconds" } });
	});

	it("sells its product again when a store removes its own", async () => {
		const own = { storeId, productId: "americano", name, price: 1, prepSeconds: 1 };
		await node.call("store.putProduct", own, GANGNAM);
		expect(await item("americano")).toMatchObject({ price: 1, optionGroupIds: [] });

		await node.call("store.removeProduct", { storeId, productId: "americano" }, GANGNAM);

		expect(await item("americano")).toMatchObject({ price: 4_500, categoryId: "coffee" });
		await expect(node.call("store.removeProduct", { storeId, productId: "americano" }, GANGNAM)).rejects.toEqual(refused("not_found"));
	});
});

describe("an order on the store's board", () => {
	it("is listed, accepted and collected", async () => {
		const id = await submitted();
		expect((await node.call("store-order.list", { storeId, status: "submitted" }, GANGNAM)).items).toContainEqual(
			expect.objectContaining({ id, number: "A-12", answerBy: expect.any(String) }),
		);

		expect(await act(id, "accept")).toMatchObject({ status: "accepted", promise: { readyAt: expect.any(String) } });
		await node.publish("order.ready", `order/${id}`, anOrder({ id, status: "ready" }));
		expect(await act(id, "collect")).toMatchObject({ status: "completed" });

		await eventually(() =>
			expect(node.publishedBy(id).filter((type) => type.startsWith("store."))).toEqual([
				"store.received",
				"store.accepted",
				"store.collected",
			]),
		);
	});

	it("holds an early collection until the order is ready", async () => {
		const id = await submitted();
		await act(id, "accept");

		const collected = act(id, "collect");
		await node.publish("order.ready", `order/${id}`, anOrder({ id, status: "ready" }));

		expect(await collected).toMatchObject({ status: "completed" });
	});

	it("is accepted at once by a store that accepts automatically", async () => {
		const id = await submitted({ storeId: "hongdae" });

		await eventually(() => expect(node.publishedBy(id)).toContain("store.accepted"));
		expect(node.publishedBy(id)).not.toContain("store.received");
	});

	it("can be answered once", async () => {
		const id = await submitted();
		await act(id, "reject", GANGNAM, { reason: "no beans" });

		await expect(act(id, "accept")).rejects.toEqual(refused("order_rejected"));
		await expect(act(id, "reject", GANGNAM, { reason: "no milk" })).rejects.toEqual(refused("order_rejected"));
	});

	it("cannot be accepted by another store's staff or a customer", async () => {
		const id = await submitted();

		await expect(node.call("store-order.accept", { storeId, orderId: id }, HONGDAE)).rejects.toEqual(refused("forbidden"));
		await expect(act(id, "accept", HONGDAE)).rejects.toEqual(refused("not_found"));
		await expect(node.call("store-order.accept", { storeId, orderId: id }, CUSTOMER)).rejects.toEqual(refused("forbidden"));
	});

	it("does not appear if it was cancelled before it was paid", async () => {
		const id = newId();
		await node.publish("order.cancelled", `order/${id}`, anOrder({ id, status: "cancelled", submittedAt: null }));

		expect((await node.call("store-order.list", { storeId, limit: 100 }, GANGNAM)).items).not.toContainEqual(
			expect.objectContaining({ id }),
		);
	});

	it("adds to the store's waiting time", async () => {
		const id = await submitted({ lines: [{ ...anOrder().lines[0], prepSeconds: 600, quantity: 1 }] });
		await act(id, "accept");

		await eventually(async () => expect((await node.call("store.get", { storeId })).waitMinutes).toBeGreaterThanOrEqual(10));
	});
});
