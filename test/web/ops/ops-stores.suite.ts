import { type People, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { expectGoodLooksEverywhere, inBrowser, type Person } from "../support/browser.ts";
import { oneSystem } from "../support/one-system.ts";
import { placeOrder, row, signInOperator } from "../support/operators.ts";

const HONGDAE = "/v1/stores/hongdae";

inBrowser("the operators' stores", () => {
	let system: System;
	let who: People;
	let operator: Person;

	beforeAll(async () => {
		system = await oneSystem();
		who = await people(system.base);
	});
	beforeEach(async () => {
		operator = await signInOperator(system.base);
	});
	afterEach(async () => {
		operator.expectQuiet();
		await operator.leave();
	});

	it("get hours, and close for a while", async () => {
		const page = await operator.open("/ops/#/stores");
		const dialog = page.getByRole("dialog");
		const hours = page.getByRole("button", { name: /^홍대점 영업시간/ });
		await hours.filter({ hasText: "24시간" }).click();
		await dialog.getByRole("radio", { name: "요일별로 설정" }).check();
		await dialog.getByLabel("월요일 시작", { exact: true }).fill("00:00");
		await dialog.getByLabel("월요일 종료", { exact: true }).fill("00:00");
		await dialog.getByText("하루 종일").waitFor();
		await dialog.getByRole("button", { name: "월요일 시간을 모든 요일에 적용" }).click();
		await dialog.getByRole("button", { name: "저장" }).click();
		await dialog.waitFor({ state: "detached" });
		expect(Object.keys((await who.anonymous.get(HONGDAE)).body.hours.weekly)).toHaveLength(7);

		await page.getByRole("button", { name: "홍대점 영업: 영업 중" }).click();
		await dialog.getByRole("radio", { name: "1시간" }).check();
		await dialog.getByText("새 주문을 받지 않습니다.").waitFor();
		await dialog.getByRole("button", { name: "영업 종료" }).click();
		const reopen = page.getByRole("button", { name: /^홍대점 영업: .*까지 종료$/ });
		await reopen.waitFor();
		await hours.filter({ hasText: /시작$/ }).waitFor();
		await expectGoodLooksEverywhere(page, "ops-stores");
		await reopen.click();
		await page.getByRole("button", { name: "홍대점 영업: 영업 중" }).waitFor();
		expect((await who.operator.patch(HONGDAE, { hours: null })).body).toMatchObject({ openNow: true, closedUntil: null });
	});

	it("say what closing does to their orders", async () => {
		await placeOrder(who);
		const page = await operator.open("/ops/#/stores");
		await row(page.locator("body"), "강남점 gangnam")
			.getByRole("button", { name: /영업: 영업 중$/ })
			.click();
		await page
			.getByRole("dialog")
			.getByText(/^수락 대기 주문 \d+건은/)
			.waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "닫기" }).click();
		expect((await who.anonymous.get("/v1/stores/gangnam")).body.open).toBe(true);
	});
});
