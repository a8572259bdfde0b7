import type { Locator, Page } from "playwright-core";
import type { People } from "../../e2e/support/api.ts";
import { type Person, type PersonOptions, person } from "./browser.ts";

const OPERATOR = "01000000004";
const ORDER = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 2 }],
	payment: { timing: "on_receipt" },
};

/** Opens a browser for the operator, with a clock that a test can move forward. */
export const signInOperator = async (base: string, options: PersonOptions = {}): Promise<Person> => {
	const operator = await person(base, OPERATOR, options);
	return operator.withClock();
};

export const headline = (page: Page): Locator => page.getByRole("status").first();
export const region = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
export const row = (within: Locator, name: string): Locator =>
	within.getByRole("row").filter({ has: within.page().getByRole("rowheader", { name, exact: true }) });

/** Places an order and waits until it is on the store's board. */
export const placeOrder = async ({ customer, gangnam }: People): Promise<{ id: string; number: string }> => {
	const { body } = await customer.post("/v1/orders", ORDER);
	const mine = expect.objectContaining({ id: body.id });
	await gangnam.until("/v1/stores/gangnam/orders?status=submitted", { items: expect.arrayContaining([mine]) });
	return body;
};

export const acceptOrder = async ({ gangnam }: People, id: string): Promise<void> => {
	expect((await gangnam.post(`/v1/stores/gangnam/orders/${id}/accept`)).status).toBe(200);
};

/** Places and accepts an order, and waits until its stock is reserved and it can be brewed. */
export const placeStockedOrder = async (who: People): Promise<{ id: string; number: string }> => {
	const order = await placeOrder(who);
	await acceptOrder(who, order.id);
	await who.gangnam.until(`/v1/brews/${order.id}`, { stocked: true });
	return order;
};
