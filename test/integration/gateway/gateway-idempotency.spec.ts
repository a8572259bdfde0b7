import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Api } from "../../e2e/support/api.ts";
import { System } from "../../e2e/support/system.ts";
import { idempotencySuite } from "./idempotency.suite.ts";

idempotencySuite("keys in SQLite");

describe("keys of a node that was killed with SIGKILL", () => {
	const goods = {
		storeId: "gangnam",
		kind: "goods",
		fulfilment: "pickup",
		lines: [{ productId: "latte", quantity: 1 }],
		payment: { timing: "prepaid" },
	};
	let system: System;
	beforeAll(async () => {
		system = await (await System.prepare("one", { STORE_URL: "" })).start();
	});
	afterAll(() => system.remove());

	it("keep an order from being placed twice, and replay its response", async () => {
		const before = await new Api(system.base).signIn("01000000001");
		const first = await before.post("/v1/orders", goods, { "idempotency-key": "order-1" });
		const session = await before.post("/v1/sessions", { phone: "01000000001", password: "demo-1234" }, { "idempotency-key": "s" });
		await system.kill();
		await system.start();

		const again = await before.post("/v1/orders", goods, { "idempotency-key": "order-1" });
		const sameSession = await before.post("/v1/sessions", { phone: "01000000001", password: "demo-1234" }, { "idempotency-key": "s" });
		const { items } = (await before.get("/v1/orders")).body;

		expect([again.status, again.body.id, again.headers.get("idempotency-replayed")]).toEqual([201, first.body.id, "true"]);
		expect(sameSession.body.token).toBe(session.body.token);
		expect(items.length).toBe(1);
	});

	it("let a retry find the order if the node died before storing the response", async () => {
		const customer = await new Api(system.base).signIn("01000000001");
		const placed = await customer.post("/v1/orders", goods, { "idempotency-key": "order-2" });
		await system.kill();
		const file = new DatabaseSync(join(system.dataDir, "cortado.db"));
		file.exec("UPDATE idempotency SET json = json_set(json, '$.state.leaseUntil', 0, '$.state.answer', null)");
		file.close();
		await system.start();

		const again = await customer.post("/v1/orders", goods, { "idempotency-key": "order-2" });
		const { items } = (await customer.get("/v1/orders")).body;

		expect([again.status, again.body.id, again.headers.get("idempotency-replayed")]).toEqual([201, placed.body.id, null]);
		expect(again.headers.get("location")).toBe(`/v1/orders/${placed.body.id}`);
		expect(items.filter(({ id }: { id: string }) => id === placed.body.id).length).toBe(1);
		expect(items.length).toBe(2);
	});
});
