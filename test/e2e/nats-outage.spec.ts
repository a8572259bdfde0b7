import { Fleet } from "../../scripts/drill/fleet.ts";
import { available } from "../../scripts/servers/nats.ts";
import { needs } from "../support/needs.ts";
import { type Api, people } from "./support/api.ts";

const ORDER = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing: "on_receipt" },
};

needs(await available(), "nats-server")("a cluster without NATS", () => {
	let fleet: Fleet;
	let customer: Api;
	let known: string;
	let meanwhile: string;

	beforeAll(async () => {
		fleet = await Fleet.start({
			members: [
				{ name: "front", services: ["gateway", "idempotency", "order"] },
				{
					name: "rest",
					services: ["account", "brew", "customer-level", "delivery", "mypage", "notification", "ops", "payment", "stock", "store"],
				},
			],
		});
		({ customer } = await people(fleet.addresses[0]!));
		known = (await customer.postWithRetry("/v1/orders", ORDER)).body.id;
		await customer.until(`/v1/mypage/orders/${known}`, { status: "submitted", store: { status: "submitted" } });
		await fleet.backings.get("nats")!.takeDown();
	});

	afterAll(() => fleet?.stop());

	it("takes orders", async () => {
		const { body, status } = await customer.post("/v1/orders", ORDER);
		meanwhile = body.id;

		expect([status, body.status]).toEqual([201, "submitted"]);
		expect((await customer.get(`/v1/orders/${meanwhile}`)).body.status).toBe("submitted");
		expect((await customer.get("/v1/orders")).body.items.map(({ id }: { id: string }) => id)).toEqual([meanwhile, known]);
	});

	it("shows stores and menus", async () => {
		const paths = ["/v1/stores", "/v1/stores/gangnam", "/v1/stores/gangnam/menu", "/v1/stores/gangnam/products/latte"];

		for (const path of paths) expect([path, (await customer.get(path)).status]).toEqual([path, 200]);
		expect((await customer.get("/v1/stores/gangnam")).body).toMatchObject({ id: "gangnam", open: true });
	});

	it("shows My page as of its last message, and an order that has not reached it as the order service has it", async () => {
		const page = await customer.get("/v1/mypage");
		const unseen = await customer.get(`/v1/mypage/orders/${meanwhile}`);

		expect(page).toMatchObject({ status: 200, body: { items: [{ id: known, store: { status: "submitted" } }] } });
		expect(unseen).toMatchObject({ status: 200, body: { id: meanwhile, status: "submitted", store: null, brew: null, version: 0 } });
	});

	it("refuses what another service decides", async () => {
		expect((await customer.post(`/v1/orders/${known}/payment`, { method: "card", token: "sim_ok" })).status).toBe(503);
	});

	it("catches up when NATS is back", async () => {
		await fleet.backings.get("nats")!.bringBack();

		const page = await customer.until(`/v1/mypage/orders/${meanwhile}`, { store: { status: "submitted" } });
		expect(page.version).toBeGreaterThan(0);
	});
});
