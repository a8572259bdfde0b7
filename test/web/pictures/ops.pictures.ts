/** @jest-environment ./test/web/support/environment.ts */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Page } from "playwright-core";
import { type People, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { inBrowser, type Person, person } from "../support/browser.ts";
import { oneSystem } from "../support/one-system.ts";
import { acceptOrder, headline, placeOrder, placeStockedOrder, region } from "../support/operators.ts";
import { Pictures } from "../support/pictures.ts";

inBrowser("pictures of the operators' page", () => {
	let system: System;
	let who: People;
	let operator: Person;
	let page: Page;
	const pictures = new Pictures("ops");

	beforeAll(async () => {
		await pictures.begin();
		system = await oneSystem();
		who = await people(system.base);
	});
	afterAll(async () => {
		await pictures.list();
		await operator?.leave();
	});

	const go = async (view: string) => {
		await page.goto(`${system.base}/ops/#/${view}`);
		await page.locator("[aria-busy]").first().waitFor({ state: "detached" });
	};

	it("are taken", async () => {
		for (let count = 0; count < 3; count++) await placeStockedOrder(who);
		await who.operator.post("/v1/webhooks", { url: "http://127.0.0.1:9/orders", events: ["*"] });
		operator = await person(system.base, "01000000004");
		page = await operator.open("/ops/");
		await headline(page).getByText("이상 없음").waitFor();
		await region(page, "분당 주문").getByRole("img").waitFor();
		await pictures.take(page, "status", "Status: nothing wrong", { inEnglish: true });

		const store = new DatabaseSync(join(system.dataDir, "cortado.db"), { timeout: 5_000 });
		store.exec(`CREATE TRIGGER "full" BEFORE INSERT ON "brew" BEGIN SELECT RAISE(ABORT, 'The disk is full.'); END`);
		const { id } = await placeOrder(who);
		await acceptOrder(who, id);
		await headline(page).getByText("데드 레터 1").waitFor();
		await region(page, "데드 레터").scrollIntoViewIfNeeded();
		await pictures.take(page, "dead-letter", "A dead letter");
		await go(`orders/${id}`);
		await page.getByRole("region", { name: /^데드 레터 1건/ }).waitFor();
		await pictures.take(page, "order-stuck", "An order that waits because of a dead letter", { inEnglish: true });
		store.exec(`DROP TRIGGER "full"`);
		store.close();
		await page.getByRole("button", { name: /^재시도/ }).click();
		await page.getByRole("region", { name: /^데드 레터 1건/ }).waitFor({ state: "detached" });
		await region(page, "이력").scrollIntoViewIfNeeded();
		await pictures.take(page, "order-history", "The history of an order, and its state at any time");

		await go("orders");
		await region(page, "최근 주문").getByRole("link").first().waitFor();
		await pictures.take(page, "orders", "Orders of all stores, and the search", { inEnglish: true });
		await go("webhooks");
		await page.getByText("http://127.0.0.1:9/orders").first().waitFor();
		await pictures.take(page, "webhooks", "Webhooks");
		await go("menu");
		await region(page, "상품").getByRole("row").nth(1).waitFor();
		await pictures.take(page, "menu", "The catalogue");
		const dialog = page.getByRole("dialog");
		const take = async (button: string | RegExp, name: string, caption: string) => {
			await page.getByRole("button", { name: button }).first().click();
			await dialog.getByRole("heading").first().waitFor();
			await pictures.take(page, name, caption);
			await page.keyboard.press("Escape");
			await dialog.waitFor({ state: "detached" });
		};
		await take("라떼 수정", "product", "Editing a product");
		await go("stores");
		await page.getByRole("button", { name: /^강남점 영업시간/ }).waitFor();
		await pictures.take(page, "stores", "Stores", { inEnglish: true });
		await take(/^강남점 영업시간/, "hours", "Opening hours and capacity of a store");
		await take("강남점 영업: 영업 중", "closing", "Closing a store");
		await go("people");
		await page.getByRole("button", { name: "이강남 관리" }).waitFor();
		await pictures.take(page, "people", "Accounts");
		await take("이강남 관리", "account", "Managing an account");
	});
});
