/** @jest-environment ./test/web/support/environment.ts */
import type { Page } from "playwright-core";
import { inBrowser, type Person, person } from "../support/browser.ts";
import { putInCart } from "../support/customer-page.ts";
import { Pictures } from "../support/pictures.ts";
import { openStore } from "../support/store-board.ts";

const CUSTOMER = "01000000001";

inBrowser("pictures of the customer's page", () => {
	let customer: Person | undefined;
	let page: Page;
	const pictures = new Pictures("customer");

	beforeAll(() => pictures.begin());
	afterAll(async () => {
		await pictures.list();
		await customer?.leave();
	});

	it("are taken", async () => {
		const { orders, system, who } = await openStore();
		const take = (name: string, caption: string, options?: { inEnglish: boolean }) => pictures.take(page, name, caption, options);
		const go = async (view: string) => {
			await page.goto(`${system.base}/#/${view}`);
			await page.locator("[aria-busy]").first().waitFor({ state: "detached" });
		};
		const picturesLoaded = () =>
			page.waitForFunction("[...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight)");

		const visitor = await person(system.base);
		page = await visitor.open("/");
		await page.getByRole("button", { name: /^강남점/ }).waitFor();
		await take("stores", "Stores");
		await go("mypage");
		await page.getByRole("heading", { name: "로그인" }).waitFor();
		await take("sign-in", "Sign-in");
		await page.getByRole("button", { name: /회원가입$/ }).click();
		await page.getByLabel("이름").waitFor();
		await take("sign-up", "Creating an account with a code and consent");
		await visitor.leave();

		const unpaid = await orders.accepted("prepaid");
		customer = await person(system.base, CUSTOMER);
		page = await customer.open("/");
		await page.getByRole("button", { name: /^강남점/ }).click();
		await page.getByRole("heading", { name: "커피", exact: true }).waitFor();
		await picturesLoaded();
		await take("menu", "The menu of a store", { inEnglish: true });
		await page.getByRole("button", { name: "라떼 담기", exact: true }).click();
		await page.getByRole("dialog").waitFor();
		await take("options", "Options of a drink", { inEnglish: true });
		await page.keyboard.press("Escape");
		for (const name of ["라떼", "모카"]) await putInCart(page, name);
		await go("cart");
		await page.getByRole("button", { name: /결제하기/ }).waitFor();
		await take("cart", "The cart", { inEnglish: true });
		await page.getByRole("radio", { name: "배달", exact: true }).check();
		await page.getByRole("combobox", { name: "주소" }).fill("역삼");
		await page.getByRole("option").first().waitFor();
		await take("address", "An address that is searched while it is typed");
		await go("parcel");
		await page.getByLabel("보낼 물건").waitFor();
		await take("parcel", "A parcel from door to door");

		await go(`orders/${unpaid}`);
		await page.getByText("매장 수락").first().waitFor();
		await take("order", "An order that the store has accepted", { inEnglish: true });
		await page.getByRole("button", { name: "주문 취소" }).click();
		await page.getByRole("dialog").waitFor();
		await take("cancel", "Cancelling, while that is possible");
		await page.keyboard.press("Escape");
		await who.gangnam.post(`/v1/brews/${unpaid}/start`);
		await who.gangnam.post(`/v1/brews/${unpaid}/complete`);
		await page.getByText("준비 완료").first().waitFor();
		await take("ready", "Ready for pick-up");
		await go(`orders/${unpaid}/history`);
		await page.getByRole("listitem").first().waitFor();
		await take("history", "The history of an order");

		const delivery = await orders.deliveries.goods();
		await orders.deliveries.finishBrewing(delivery);
		await who.rider.patch("/v1/riders/me", { onShift: true });
		await orders.deliveries.ride(delivery);
		await go(`orders/${delivery}`);
		await page.getByText("배달 중").first().waitFor();
		await take("delivery", "A delivery on its way, with the PIN", { inEnglish: true });
		const rejected = await orders.order("prepaid");
		await who.gangnam.post(`/v1/stores/gangnam/orders/${rejected}/reject`, { reason: "out_of_ingredients" });
		await go(`orders/${rejected}`);
		await page.getByText("거절됨").first().waitFor();
		await take("rejected", "An order that the store has rejected");
		await go("mypage");
		await page.getByRole("heading", { level: 2 }).first().waitFor();
		await take("mypage", "My page", { inEnglish: true });
		await go("inbox");
		await page.getByRole("link", { name: /주문/ }).first().waitFor();
		await take("inbox", "Messages");
	});
});
