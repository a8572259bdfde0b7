import type { Locator, Page } from "playwright-core";
import { type People, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { expectGoodLooksEverywhere, inBrowser, type Person } from "../support/browser.ts";
import { DeliveryFixture } from "../support/delivery-fixture.ts";
import { oneSystem } from "../support/one-system.ts";
import { placeOrder, placeStockedOrder, region, row, signInOperator } from "../support/operators.ts";

const CUSTOMER_PHONE = "010-0000-0001";
const UNPAID = {
	storeId: "hongdae",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing: "prepaid" },
};

inBrowser("the operators' search for orders", () => {
	let system: System;
	let who: People;
	let operator: Person;
	let page: Page;
	let results: Locator;

	beforeAll(async () => {
		system = await oneSystem();
		who = await people(system.base);
	});
	beforeEach(async () => {
		operator = await signInOperator(system.base);
		page = await operator.open("/ops/#/orders");
		results = region(page, "검색 결과");
	});
	afterEach(async () => {
		operator.expectQuiet();
		await operator.leave();
	});

	const search = () => page.getByRole("button", { name: "검색" }).click();
	const text = () => page.getByLabel(/^주문 번호, 고객 전화번호/);

	it("finds unpaid orders by status and store, and keeps the search while one is looked at", async () => {
		const paid = await placeOrder(who);
		const { number } = (await who.customer.post("/v1/orders", UNPAID)).body;
		await region(page, "최근 주문").getByRole("link", { name: number }).waitFor();

		await page.getByLabel("상태").selectOption({ label: "결제 대기" });
		await page.getByLabel("매장").selectOption({ label: "홍대점" });
		await search();
		await row(results, number).getByText("결제 전").waitFor();
		expect(await results.getByRole("link", { name: paid.number, exact: true }).count()).toBe(0);
		await expectGoodLooksEverywhere(page, "ops-orders");
		await results.getByRole("link", { name: number }).click();
		await page.getByRole("link", { name: /주문 목록/ }).click();
		await row(results, number).waitFor();
		await page.getByRole("button", { name: "조건 지우기" }).click();
		await region(page, "최근 주문").getByRole("link", { name: paid.number }).first().waitFor();
	});

	it("finds the orders of a phone number and of a day, and says what it cannot read", async () => {
		const { number } = await placeOrder(who);
		await text().fill(CUSTOMER_PHONE);
		const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
		await page.getByLabel("시작일").fill(today);
		await search();
		await row(results, number).waitFor();
		await page.getByLabel("시작일").fill("2020-01-01");
		await page.getByLabel("종료일").fill("2020-01-02");
		await search();
		await results.getByText("조건에 맞는 주문이 없습니다.").waitFor();

		await text().fill("010-9999-9999");
		await search();
		await page.getByText("이 전화번호로 가입한 고객이 없습니다.").waitFor();
		await text().fill("라떼");
		await search();
		await text().and(page.locator(":focus[aria-invalid]")).waitFor();
	});

	it("loads further orders on request", async () => {
		const placed = await Promise.all(Array.from({ length: 31 }, () => who.customer.post("/v1/orders", UNPAID)));
		const oldest = placed.map(({ body }) => body.id).sort()[0]!;
		await page.getByLabel("상태").selectOption({ label: "결제 대기" });
		await search();
		await results.getByRole("link").nth(29).waitFor();
		expect(await results.locator(`a[href$="${oldest}"]`).count()).toBe(0);
		await results.getByRole("button", { name: "더 보기" }).click();
		await results.locator(`a[href$="${oldest}"]`).waitFor();
	});

	it("shows the customer and the rider of an order", async () => {
		const deliveries = new DeliveryFixture(who);
		const id = await deliveries.goods();
		await deliveries.finishBrewing(id);
		await page.goto(`${system.base}/ops/#/orders/${id}`);
		const facts = region(page, "현재 상태");
		await facts.getByRole("link", { name: "01000000001" }).waitFor();

		await who.rider.patch("/v1/riders/me", { onShift: true });
		await deliveries.assign(id);
		await who.rider.post(`/v1/deliveries/${id}/accept`);
		await facts.getByRole("link", { name: "01000000003" }).waitFor();
		await expectGoodLooksEverywhere(page, "ops-order-people");
		await deliveries.endAll();
	});

	it("blocks a customer at a store, and lifts the block", async () => {
		const { id } = await placeOrder(who);
		await page.goto(`${system.base}/ops/#/orders/${id}`);
		const dialog = page.getByRole("dialog");
		await page.getByRole("button", { name: "매장에서 차단" }).click();
		await dialog.getByLabel(/^차단 사유/).fill("장난 주문");
		await dialog.getByRole("button", { name: "고객 차단" }).click();
		await dialog.getByText("차단된 고객입니다.").waitFor();
		await dialog.getByRole("button", { name: "닫기" }).click();

		await page.getByRole("tab", { name: "매장" }).click();
		await page.getByRole("button", { name: "강남점 차단한 고객" }).click();
		await dialog.getByText("김하늘").waitFor();
		await dialog.getByText("장난 주문").waitFor();
		await expectGoodLooksEverywhere(page, "ops-blocks");
		await dialog.getByRole("button", { name: /차단 해제$/ }).click();
		await dialog.getByText("차단한 고객이 없습니다.").waitFor();
		expect((await who.operator.get("/v1/stores/gangnam/blocked-customers")).body.items).toEqual([]);
	});

	it("refunds a completed order, and offers that once", async () => {
		const { id } = await placeStockedOrder(who);
		for (const step of ["start", "complete"]) await who.gangnam.post(`/v1/brews/${id}/${step}`);
		await who.customer.until(`/v1/orders/${id}`, { status: "ready" });
		await who.gangnam.post(`/v1/stores/gangnam/orders/${id}/collect`);
		await who.customer.until(`/v1/orders/${id}`, { status: "completed", payment: { status: "collected" } });
		await page.goto(`${system.base}/ops/#/orders/${id}`);
		const summary = page.locator("summary").filter({ hasText: "환불" });
		await summary.click();
		await page.getByLabel("환불 사유").fill("잘못 만들었음");
		await page.getByRole("button", { name: "환불", exact: true }).click();

		await summary.waitFor({ state: "detached" });
		await region(page, "현재 상태")
			.getByText(/환불 완료/)
			.waitFor();
		await page.reload();
		await region(page, "현재 상태")
			.getByText(/환불 완료/)
			.waitFor();
		expect(await summary.count()).toBe(0);
	});
});
