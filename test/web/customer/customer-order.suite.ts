import type { Locator, Page, Route } from "playwright-core";
import { type Api, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { inBrowser, type Person, person } from "../support/browser.ts";
import { putInCart } from "../support/customer-page.ts";
import { oneSystem } from "../support/one-system.ts";

const CUSTOMER = "01000000001";
const PAY = /결제하기/;

/** Counts every pay button that appears, however briefly. */
const WATCH = `
	window.offers = 0;
	new MutationObserver(() => {
		for (const button of document.querySelectorAll("main button"))
			if (/결제하기/.test(button.textContent)) window.offers++;
	}).observe(document, { subtree: true, childList: true, characterData: true });`;

/** Records the texts of a button while it counts down. */
const COUNTDOWN = `
	window.countdown = [];
	new MutationObserver(() => {
		for (const { textContent } of document.querySelectorAll("main button")) {
			const [text] = /\\d+초 후 다시 시도/.exec(textContent) ?? [];
			if (text && text !== countdown.at(-1)) countdown.push(text);
		}
	}).observe(document, { subtree: true, childList: true, characterData: true });`;

inBrowser("an order and its payment are made once", () => {
	let system: System;
	let customer: Api;
	let visitor: Person;
	let page: Page;
	let before: string[];

	beforeAll(async () => {
		system = await oneSystem();
		({ customer } = await people(system.base));
	});
	beforeEach(async () => {
		before = await orders();
		visitor = await person(system.base, CUSTOMER);
		page = await visitor.open("/");
		await page.getByRole("button", { name: /^강남점/ }).click();
	});
	afterEach(async () => {
		visitor.expectQuiet();
		await visitor.leave();
	});

	const orders = async (): Promise<string[]> => (await customer.get("/v1/orders?limit=100")).body.items.map(({ id }: { id: string }) => id);

	/** The only new order, and its payment. */
	const theOrder = async () => {
		const added = (await orders()).filter((id) => !before.includes(id));
		expect(added).toHaveLength(1);
		const [order, payment] = await Promise.all(["", "/payment"].map((part) => customer.get(`/v1/orders/${added[0]}${part}`)));
		return { order: order!.body, payment: payment!.body };
	};
	const fillCart = async (): Promise<Locator> => {
		await putInCart(page, "라떼");
		await putInCart(page, "라떼");
		await page.getByRole("link", { name: "2 장바구니 보기 10,000원" }).click();
		return page.getByRole("button", { name: "강남점에서 10,000원 결제하기" });
	};
	const chooseOutcome = async (name: string) => {
		const trial = page.getByText("테스트 결제");
		if (!(await page.getByRole("group", { name: "결제 결과" }).isVisible())) await trial.click();
		await page.getByRole("radio", { name, exact: true }).check();
	};
	/** Holds all requests. The returned function releases them and returns their number. */
	const holdBack = async (path: string): Promise<() => Promise<number>> => {
		const held: Route[] = [];
		await page.route(path, (route) => void held.push(route));
		return async () => {
			await page.unroute(path);
			for (const route of held) await route.continue().catch(() => undefined); // its page may be gone
			return held.length;
		};
	};
	const isPaid = () => page.getByText("수락 대기").first().waitFor();

	it("when the button is pressed twice", async () => {
		const button = await fillCart();
		await button.dblclick();

		await page.waitForURL(/#\/orders\/ord_/);
		await isPaid();
		const { order, payment } = await theOrder();
		expect([order.amounts.total, order.status]).toEqual([10_000, "submitted"]);
		expect(payment).toMatchObject({ status: "approved", attempts: 1, amount: 10_000 });
		await page.getByRole("link", { name: "메뉴" }).click();
		await page.getByRole("heading", { name: "커피", exact: true }).waitFor();
		expect(await page.getByRole("link", { name: /장바구니 보기/ }).count()).toBe(0);
	});

	it.each([
		["order", /\/v1\/orders$/],
		["payment", /\/v1\/orders\/ord_\w+\/payment$/],
	])("when the page is reloaded before the response to the %s", async (_, path) => {
		const button = await fillCart();
		let isLost = false;
		const done = new Promise<void>((resolve) => {
			void page.route(path, async (route) => {
				if (isLost || route.request().method() !== "POST") return route.fallback();
				isLost = true;
				await route.fetch();
				resolve(); // the response never arrives
			});
		});
		await button.click();
		await done;
		await page.reload();

		await page.waitForURL(/#\/orders\/ord_/);
		await isPaid();
		expect((await theOrder()).payment).toMatchObject({ status: "approved", attempts: 1 });
	});

	it("when the response is lost: only the same order can be sent again", async () => {
		const button = await fillCart();
		const lose = async (route: Route) => {
			await route.fetch();
			await route.abort();
		};
		visitor.tolerate(/ERR_FAILED/);
		await page.route("**/v1/orders", lose);
		await button.click();
		await page.getByText("다시 보내도 한 번만 주문됩니다").waitFor();
		await page.unroute("**/v1/orders", lose);
		expect(await page.getByRole("button", { name: PAY }).count()).toBe(0);
		await page.getByRole("button", { name: "주문 확인하기" }).click();

		await page.waitForURL(/#\/orders\/ord_/);
		await isPaid();
		expect((await theOrder()).payment.attempts).toBe(1);
	});

	it("when the gateway is slow: heading and skeleton at once, and nothing sent twice", async () => {
		const answerAll = await holdBack("**/v1/**");
		await page.reload({ waitUntil: "commit" });
		await page.getByRole("heading", { name: "Cortado" }).waitFor();
		await page.locator("[aria-busy]").first().waitFor();
		await answerAll();
		const button = await fillCart();
		const answerOrder = await holdBack("**/v1/orders");
		await button.dblclick();
		await page.getByRole("button", { name: "처리 중 …" }).waitFor();
		expect(await answerOrder()).toBe(1);

		await page.waitForURL(/#\/orders\/ord_/);
		await isPaid();
		expect((await theOrder()).payment.attempts).toBe(1);
	});

	it("when the system is overloaded: the button counts down, then works", async () => {
		await visitor.withClock();
		await page.addInitScript({ content: COUNTDOWN });
		await page.reload();
		const button = await fillCart();
		await page.route(
			"**/v1/orders",
			(route) =>
				route.fulfill({
					status: 503,
					headers: { "Retry-After": "2", "Content-Type": "application/problem+json" },
					body: JSON.stringify({ code: "overloaded", title: "주문이 몰려 잠시 받을 수 없습니다." }),
				}),
			{ times: 1 },
		);
		await button.click();
		await page.getByRole("alert").filter({ hasText: "주문이 몰려" }).waitFor();
		await button.click();

		await page.waitForURL(/#\/orders\/ord_/);
		expect(await page.evaluate("window.countdown")).toEqual(["2초 후 다시 시도", "1초 후 다시 시도"]);
		expect((await theOrder()).order.amounts.total).toBe(10_000);
	});

	it("when a payment is declined: a second attempt pays once, even if pressed twice", async () => {
		const button = await fillCart();
		await chooseOutcome("거절");
		await button.click();
		await page.getByRole("alert").filter({ hasText: "결제가 거절되었습니다. 청구된 금액은 없습니다." }).waitFor();
		await page
			.getByRole("timer")
			.filter({ hasText: /^\d\d:\d\d$/ })
			.waitFor();
		await chooseOutcome("승인");
		await page.getByRole("button", { name: "강남점에서 10,000원 결제하기" }).dblclick();

		await isPaid();
		expect((await theOrder()).payment).toMatchObject({ status: "approved", attempts: 2 });
	});

	it("while a payment is unknown: the button is locked, also after a reload", async () => {
		const button = await fillCart();
		await chooseOutcome("지연 승인");
		await button.click();
		await page.getByText("결제를 확인하고 있습니다. 다시 결제하지 마세요.").waitFor();
		expect(await page.getByRole("button", { name: "결제 확인 중" }).getAttribute("aria-disabled")).toBe("true");
		await page.addInitScript({ content: WATCH });
		await page.reload();
		await page.getByText("결제를 확인하고 있습니다. 다시 결제하지 마세요.").or(page.getByText("수락 대기")).first().waitFor();

		await isPaid();
		expect(await page.evaluate("window.offers")).toBe(0);
		expect((await theOrder()).payment).toMatchObject({ status: "approved", attempts: 1, refunded: 0 });
	});

	it("when the provider is down: nothing is charged, and a retry pays", async () => {
		const button = await fillCart();
		await chooseOutcome("결제사 장애");
		await button.click();
		await page.getByRole("alert").filter({ hasText: "결제 대행사가 응답하지 않습니다. 결제된 금액은 없습니다." }).waitFor();
		await chooseOutcome("승인");
		await page.getByRole("button", { name: "강남점에서 10,000원 결제하기" }).click();

		await isPaid();
		expect((await theOrder()).payment.status).toBe("approved");
	});
});
