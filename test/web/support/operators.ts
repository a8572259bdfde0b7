import type { Locator, Page } from "playwright-core";
import type { People } from "../../e2e/api.ts";
import { type Person, type PersonOptions, person } from "./browser.ts";

const OPERATOR = "01000000004";
const ORDER = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 2 }],
	payment: { timing: "on_receipt" },
};

/** Time on their page is real until a test turns it forward. */
export const anOperator = async (base: string, options: PersonOptions = {}): Promise<Person> => {
	const operator = await person(base, OPERATOR, options);
	return operator.withClock();
};

export const headline = (page: Page): Locator => page.getByRole("status").first();
export const region = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
export const row = (within: Locator, name: string): Locator =>
	within.getByRole("row").filter({ has: within.page().getByRole("rowheader", { name, exact: true }) });

/** An order that the store has on its board. */
export const placed = async ({ customer, gangnam }: People): Promise<{ id: string; number: string }> => {
	const { body } = await customer.post("/v1/orders", ORDER);
	const mine = expect.objectContaining({ id: body.id });
	await gangnam.until("/v1/stores/gangnam/orders?status=submitted", { items: expect.arrayContaining([mine]) });
	return body;
};

export const accept = async ({ gangnam }: People, id: string): Promise<void> => {
	expect((await gangnam.post(`/v1/stores/gangnam/orders/${id}/accept`)).status).toBe(200);
};

/** One that could be brewed. */
export const stocked = async (who: People): Promise<{ id: string; number: string }> => {
	const order = await placed(who);
	await accept(who, order.id);
	await who.gangnam.until(`/v1/brews/${order.id}`, { stocked: true });
	return order;
};
