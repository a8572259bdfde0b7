import type { Page } from "playwright-core";

/** Chooses a product with its default options. */
export async function putInCart(page: Page, name: string): Promise<void> {
	await page.getByRole("button", { name: `${name} 담기`, exact: true }).click();
	await page.getByRole("dialog").getByRole("button", { name: /담기$/ }).click();
}
