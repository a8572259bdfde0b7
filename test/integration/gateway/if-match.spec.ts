import { ACTIONS } from "../../../contracts/catalogue/actions.ts";
import { eventually } from "../../support/eventually.ts";
import { Shop } from "../../support/shop.ts";

let shop: Shop;
beforeAll(async () => {
	shop = await Shop.open();
});
afterAll(() => shop?.close());

const TEA = { name: { ko: "유자차", en: "Yuja tea" }, price: 4_500, prepSeconds: 60 };
const CREAM = {
	name: { ko: "크림", en: "Cream" },
	min: 0,
	max: 1,
	options: [{ id: "whip", name: { ko: "크림", en: "Cream" }, price: 500 }],
};
const EXISTING = [
	["PATCH", "/v1/stores/gangnam", { extraMinutes: 0 }],
	["PUT", "/v1/stores/gangnam/products/latte", { name: { ko: "라떼", en: "Latte" }, price: 5_000, prepSeconds: 90 }],
	["PUT", "/v1/stores/gangnam/stock/latte", { onHand: 50 }],
	["PATCH", "/v1/stores/gangnam/offers/milk:oat", { soldOut: false }],
	["PUT", "/v1/catalogue/categories/tea", { name: { ko: "티", en: "Tea" }, position: 4 }],
	[
		"PUT",
		"/v1/catalogue/products/earl-grey",
		{ name: { ko: "얼그레이", en: "Earl Grey" }, price: 4_800, prepSeconds: 60, categoryId: "tea" },
	],
	["PUT", "/v1/catalogue/option-groups/whip", CREAM],
	["PATCH", "/v1/me", { language: "ko" }],
] as const;
const MISSING = [
	["PATCH", "/v1/stores/nowhere", { extraMinutes: 0 }],
	["PUT", "/v1/stores/gangnam/products/yuja-tea", TEA],
	["PUT", "/v1/stores/nowhere/products/yuja-tea", TEA],
	["PUT", "/v1/stores/gangnam/stock/yuja-tea", { onHand: 5 }],
	["PUT", "/v1/stores/nowhere/stock/latte", { onHand: 5 }],
	["PATCH", "/v1/stores/gangnam/offers/milk:camel", { soldOut: true }],
	["PUT", "/v1/catalogue/categories/soup", { name: TEA.name }],
	["PUT", "/v1/catalogue/products/yuja-tea", TEA],
	["PUT", "/v1/catalogue/option-groups/straw", CREAM],
] as const;

/** Their resources are the caller's own. */
const OWN = ["/v1/me", "/v1/riders/me"];

/** They replace a part of a resource that is read as a whole only. Without the resource, the answer is 404. */
const PARTS = [
	["PUT", "/v1/accounts/acc_0mx3k9z7q00002c41d0b7e5f6/roles", { roles: ["rider"] }],
	["PUT", "/v1/accounts/acc_0mx3k9z7q00002c41d0b7e5f6/suspension", { reason: "fraud" }],
] as const;
/** Takes a picture instead of JSON. */
const PICTURE = "PUT /v1/catalogue/products/:productId/image";

/** A note of the store's staff, which has no version. */
const BLOCK = "PUT /v1/stores/:storeId/blocked-customers/:customerId";

const ANY = { "if-match": "*" };

describe("If-Match: *", () => {
	it.each(EXISTING)("allows %s %s, which exists", async (method, path, body) => {
		expect((await shop.send("operator", method, path, { body, headers: ANY })).status).toBe(200);
	});

	it.each(MISSING)("refuses %s %s, which does not exist", async (method, path, body) => {
		const { body: problem, status } = await shop.send("operator", method, path, { body, headers: ANY });

		expect([status, problem.code]).toEqual([412, "stale"]);
		expect((await shop.send("operator", "GET", path)).status).toBe(404);
	});

	it.each(PARTS)("does not find %s %s, of a resource that does not exist", async (method, path, body) => {
		expect((await shop.send("operator", method, path, { body, headers: ANY })).status).toBe(404);
	});

	it("is tested for every PUT and PATCH", () => {
		const routes = ACTIONS.flatMap(({ route = "" }) => (/^(PUT|PATCH) /.test(route) ? [route] : []));
		const tested = (route: string) => {
			const [method, path] = route.split(" ") as [string, string];
			const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`);
			return OWN.includes(path) || [...MISSING, ...PARTS].some((missing) => missing[0] === method && pattern.test(missing[1]));
		};

		expect(routes.length).toBeGreaterThan(OWN.length);
		expect(routes.filter((route) => ![PICTURE, BLOCK].includes(route) && !tested(route))).toEqual([]);
	});

	it("is checked before the fields of the body, and a version after them", async () => {
		const path = "/v1/stores/gangnam/stock/yuja-tea";
		const answers = [
			await shop.send("operator", "PUT", path, { body: { onHand: "many" }, headers: ANY }),
			await shop.send("operator", "PUT", path, { body: { onHand: "many" }, headers: { "if-match": '"1"' } }),
		];

		expect(answers.map(({ status }) => status)).toEqual([412, 422]);
	});

	it("refuses the first change of a rider's shift", async () => {
		const { body, status } = await shop.send("anotherRider", "PATCH", "/v1/riders/me", { body: { onShift: false }, headers: ANY });

		expect([status, body.code]).toEqual([412, "stale"]);
	});

	it("does not reveal to staff what exists in another store", async () => {
		const change = { body: { onHand: 5 }, headers: ANY };
		const existing = await shop.send("anotherStaff", "PUT", "/v1/stores/gangnam/stock/latte", change);
		const missing = await shop.send("anotherStaff", "PUT", "/v1/stores/gangnam/stock/yuja-tea", change);

		expect([existing.status, missing.status]).toEqual([403, 403]);
	});
});

describe("If-Match with a version", () => {
	it("refuses a creation", async () => {
		const change = { body: { onHand: 5 }, headers: { "if-match": '"1"' } };

		expect((await shop.send("operator", "PUT", "/v1/stores/nowhere/stock/latte", change)).status).toBe(412);
	});
});

describe("the ETag of a store", () => {
	const order = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines: [{ productId: "latte", quantity: 9 }] };
	const get = (etag = "none") => shop.send("customer", "GET", "/v1/stores/gangnam", { headers: { "if-none-match": etag } });
	const change = (tag: string) =>
		shop.send("operator", "PATCH", "/v1/stores/gangnam", { body: { open: true }, headers: { "if-match": tag } });

	it("changes with the waiting time, which has no version", async () => {
		const before = await get();

		const { id } = await shop.made("customer", "POST", "/v1/orders", { ...order, payment: { timing: "on_receipt" } });
		await eventually(() => shop.made("staff", "POST", `/v1/stores/gangnam/orders/${id}/accept`, {}));
		const after = await eventually(async () => {
			const answer = await get(before.headers.get("etag")!);
			expect(answer.status).toBe(200);
			return answer;
		});

		expect(after.body.waitMinutes).toBeGreaterThan(before.body.waitMinutes);
		expect(after.body.version).toBe(before.body.version);
		expect((await get(after.headers.get("etag")!)).status).toBe(304);
	});

	it("is accepted by If-Match, and so is the version alone", async () => {
		const { headers } = await get();

		const changed = await change(headers.get("etag")!);

		expect(changed.status).toBe(200);
		expect((await change(headers.get("etag")!)).status).toBe(412);
		expect((await change(`"${changed.body.version}"`)).status).toBe(200);
	});
});

describe("the ETag of a menu", () => {
	const menu = (headers: Record<string, string> = {}) => shop.send("nobody", "GET", "/v1/stores/gangnam/menu", { headers });
	const tagOf = async (encoding = "gzip") => (await menu({ "accept-encoding": encoding })).headers.get("etag")!;

	it("is a weak one if the menu is compressed, which it is for those who accept it", async () => {
		const compressed = await menu({ "accept-encoding": "gzip" });
		const plain = await menu({ "accept-encoding": "identity" });

		expect(compressed.headers.get("content-encoding")).toBe("gzip");
		expect(plain.headers.get("content-encoding")).toBeNull();
		expect(plain.body).toEqual(compressed.body);
		for (const { headers } of [compressed, plain]) expect(headers.get("vary")).toBe("Origin, Accept-Language, Accept-Encoding");
		expect(compressed.headers.get("etag")).toBe(`W/${plain.headers.get("etag")}`);
		for (const { headers } of [compressed, plain]) expect((await menu({ "if-none-match": headers.get("etag")! })).status).toBe(304);
	});

	it("changes with the catalogue, the store's offers and its stock", async () => {
		const category = { name: { ko: "티", en: "Tea" }, position: 4 };
		for (const [path, body] of [
			["/v1/catalogue/categories/tea", category],
			["/v1/stores/gangnam/stock/milk:oat", { onHand: 0 }],
			["/v1/stores/gangnam/stock/milk:oat", { onHand: 100 }],
		] as const) {
			const before = await tagOf();
			await shop.made("operator", "PUT", path, body);
			await eventually(async () => expect((await menu({ "if-none-match": before })).status).toBe(200));
		}
		const before = await tagOf();
		await shop.made("staff", "PATCH", "/v1/stores/gangnam/offers/milk:oat", { soldOut: true });
		const { body, status } = await menu({ "if-none-match": before });

		expect(status).toBe(200);
		expect(body.optionGroups.find(({ id }: { id: string }) => id === "milk").options.at(-1)).toMatchObject({ available: false });
	});
});

describe("wrong options of an order", () => {
	const line = (...options: object[]) => ({ productId: "mocha", quantity: 1, options });
	const milk = (optionId: string) => ({ groupId: "milk", optionId });
	const order = (...lines: object[]) => ({ storeId: "gangnam", kind: "goods", lines, payment: { timing: "prepaid" } });

	it("are refused with their field, and nothing is stored", async () => {
		const stored = async () => (await shop.made("customer", "GET", "/v1/orders?limit=100")).items.length;
		const before = await stored();
		const attempts = [
			[order(line(), line(), line(milk("whole"), milk("soy"))), "too_many_options", "lines[2].options[1].optionId", "milk"],
			[order(line(milk("camel"))), "unknown_option", "lines[0].options[0].optionId", undefined],
			[order(line(milk("oat"))), "sold_out", "lines[0].options[0].optionId", undefined],
			[order({ productId: "mocha", quantity: 1, price: 1 }), "invalid", "lines[0].price", undefined],
		] as const;

		for (const [body, code, field, groupId] of attempts) {
			const { body: problem, status } = await shop.send("customer", "POST", "/v1/orders", { body });
			expect([status, problem.code, problem.errors[0].field, problem.groupId]).toEqual([422, code, field, groupId]);
		}
		expect(await stored()).toBe(before);
	});
});
