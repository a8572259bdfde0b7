import { readFileSync } from "node:fs";
import { join } from "node:path";
import { architecturePage, ORDER_PATH } from "../../scripts/docs/diagrams.ts";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/services.ts";
import { Shop } from "../support/shop.ts";

describe("the diagrams in docs/architecture.md", () => {
	it("are those of the contracts; `npm run docs` draws them", async () => {
		expect(readFileSync(join(ROOT, "docs/architecture.md"), "utf8")).toBe(await architecturePage());
	});
});

describe("the path of an order", () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await Shop.open();
	});
	afterAll(() => shop.close());

	it("names the calls and the messages of a real order", async () => {
		const id = await shop.place({ fulfilment: "pickup", payment: { timing: "prepaid" } });
		const bodies: Record<string, object> = { "payment.pay": { method: "card", token: "sim_ok" } };
		const names = { Customer: "customer", Staff: "staff" } as const;
		for (const step of ORDER_PATH.slice(1)) {
			if (typeof step === "string") continue;
			const [caller, action] = step;
			const [method = "", route = ""] = action.route!.split(" ");
			const path = route.replace(":storeId", "gangnam").replace(":orderId", id);
			await eventually(() => shop.made(names[caller], method, path, bodies[action.name]));
		}

		const messages = ORDER_PATH.filter((step) => typeof step === "string");
		await eventually(async () => {
			const { items } = await shop.made("operator", "GET", `/v1/orders/${id}/history`);
			expect(items.map(({ type }: { type: string }) => type).sort()).toEqual(messages.filter((type) => type !== "level.changed").sort());
		});
	});
});
