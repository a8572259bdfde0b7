import { available } from "../../../scripts/servers/nats.ts";
import { Api, type People, people } from "../../e2e/support/api.ts";
import { System } from "../../e2e/support/system.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { signUp } from "../../support/sign-up.ts";

/** Ready at once. */
const WATER = { name: { ko: "물", en: "Water" }, price: 500, prepSeconds: 0 };
const waters = (quantity: number) => ({
	storeId: "hongdae",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "water", quantity }],
	payment: { timing: "on_receipt" },
});

/** Levels and ledgers through the REST API. */
const levelSuite = (mode: "one" | "cluster"): void => {
	let system: System;
	let who: People;

	beforeAll(async () => {
		system = await (await System.prepare(mode)).start();
		who = await people(system.base);
		expect(await who.hongdae.put("/v1/stores/hongdae/products/water", WATER)).toMatchObject({ status: 201 });
		await eventually(() => place(who.customer, 1));
	});

	afterAll(() => system?.remove());

	const register = async (): Promise<Api> => {
		const account = { phone: "01055550001", password: "a good password", name: "Mina" };
		expect(await signUp(who.anonymous.post, account)).toMatchObject({ status: 201 });
		return new Api(system.base).signIn(account.phone, account.password);
	};
	const place = async (customer: Api, quantity: number): Promise<{ id: string; level: string }> => {
		const { body, status } = await customer.post("/v1/orders", waters(quantity));
		expect({ status, body }).toMatchObject({ status: 201 });
		return body;
	};
	const collected = async (customer: Api, id: string): Promise<void> => {
		await customer.until(`/v1/orders/${id}`, { status: "ready" });
		expect(await who.hongdae.post(`/v1/stores/hongdae/orders/${id}/collect`)).toMatchObject({ status: 200 });
	};

	it("rises with purchases, falls with refunds, and applies from the next order", async () => {
		const mina = await register();
		const first = await place(mina, 5);
		expect(first.level).toBe("Bronze");
		expect((await mina.get("/v1/customers/me")).body).toMatchObject({ name: "Mina", level: "Bronze", nextLevel: "Bronze", score: 0 });

		await collected(mina, first.id);
		await mina.until("/v1/customers/me", { level: "Bronze", nextLevel: "Silver", score: 5, quantityToNextLevel: 5 });
		expect((await place(mina, 1)).level).toBe("Silver");
		expect((await mina.get("/v1/customers/me")).body).toMatchObject({ level: "Silver" });

		expect(await who.operator.post(`/v1/orders/${first.id}/refund`, { reason: "cold" })).toMatchObject({ status: 200 });
		await mina.until("/v1/customers/me", { level: "Silver", nextLevel: "Bronze", score: 0, quantityToNextLevel: 5 });
		expect((await mina.get("/v1/customers/me/ledger")).body).toEqual({
			items: [
				{ orderId: first.id, delta: -5, reason: "refunded", at: expect.stringMatching(/Z$/) },
				{ orderId: first.id, delta: 5, reason: "completed", at: expect.stringMatching(/Z$/) },
			],
			nextCursor: null,
		});
		expect((await place(mina, 1)).level).toBe("Bronze");
	});

	it.each(["/v1/customers/me", "/v1/customers/me/ledger"])("%s requires a customer", async (path) => {
		expect(await who.anonymous.get(path)).toMatchObject({ status: 401 });
		expect(await who.rider.get(path)).toMatchObject({ status: 403 });
		expect(await who.customer.get(`${path}?accountId=acc_1`)).toMatchObject({ status: 422 });
	});
};

describe("in one process", () => levelSuite("one"));
needs(await available(), "nats-server")("in a cluster", () => levelSuite("cluster"));
