import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Page } from "playwright-core";
import { type People, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { expectAccessible, inBrowser, type Person, type PersonOptions, person, screenshot } from "../support/browser.ts";
import { oneSystem } from "../support/one-system.ts";
import { acceptOrder, headline, placeOrder, region, signInOperator } from "../support/operators.ts";

const CUSTOMER = "01000000001";
/** The age at which the page marks its overview as stale. */
const STALE_AFTER_MS = 10_000;

inBrowser("the operators' status page", () => {
	let system: System;
	let who: People;
	let operator: Person;

	beforeAll(async () => {
		system = await oneSystem();
		who = await people(system.base);
	});
	afterEach(() => operator?.leave());

	const board = async (options?: PersonOptions): Promise<Page> => {
		operator = await signInOperator(system.base, options);
		const page = await operator.open("/ops/");
		await headline(page).getByText("이상 없음").waitFor();
		return page;
	};

	it("lists a dead letter, and removes it when a retry succeeds after the fault is repaired", async () => {
		const page = await board();
		const store = new DatabaseSync(join(system.dataDir, "cortado.db"), { timeout: 5_000 });
		store.exec(`CREATE TRIGGER "full" BEFORE INSERT ON "brew" BEGIN SELECT RAISE(ABORT, 'The disk is full.'); END`);
		const { id, number } = await placeOrder(who);
		await acceptOrder(who, id);

		const dead = region(page, "데드 레터");
		await headline(page).getByText("데드 레터 1").waitFor();
		await dead.getByText("The disk is full.").first().waitFor();
		await dead.getByRole("link", { name: number }).waitFor();
		const order = await operator.context.newPage();
		await order.goto(`${system.base}/ops/#/orders/${id}`);
		await region(order, "데드 레터 1건 때문에 더 진행되지 않을 수 있습니다").getByText("The disk is full.").waitFor();
		await expectAccessible(order);
		await screenshot(order, "ops-order-dead-letter");
		await order.close();
		await dead.getByRole("button", { name: /^재시도/ }).click();
		await dead.getByText("재처리 실패").waitFor();
		await expectAccessible(page);
		await screenshot(page, "ops-dead-letter");

		store.exec(`DROP TRIGGER "full"`);
		store.close();
		await dead.getByLabel("모두 선택").check();
		await dead.getByRole("button", { name: "선택한 1건 재시도" }).click();
		await dead.getByText("재처리 완료").waitFor();
		await dead.getByText("데드 레터가 없습니다.").waitFor();
		await headline(page).getByText("이상 없음").waitFor();
		await who.gangnam.until(`/v1/brews/${id}`, { status: "received" });
		operator.expectQuiet();
	});

	it("turns gray when its overview is stale, keeps the content, and recovers", async () => {
		const page = await board();
		operator.tolerate(/ERR_FAILED/);

		await page.route("**/v1/ops/overview", (route) => route.abort());
		await page.clock.fastForward(STALE_AFTER_MS);
		const alert = page.getByRole("alert").filter({ hasText: "최신 상태를 받지 못하고 있습니다" });
		await alert.waitFor();
		expect(await alert.textContent()).toMatch(/\d+초 전 기준/);
		expect(await page.locator(".stale").evaluate((element) => getComputedStyle(element).filter)).toBe("grayscale(1)");
		await region(page, "메시지 큐").getByRole("rowheader", { name: "brew", exact: true }).waitFor();
		await expectAccessible(page);

		await page.unroute("**/v1/ops/overview");
		await alert.waitFor({ state: "hidden" });
		operator.expectQuiet();
	});

	it("audits all orders, and rebuilds My page only after the word is typed", async () => {
		const page = await board({ colorScheme: "dark" });
		await page.getByRole("button", { name: "검사 실행" }).click();
		await region(page, "정합성 검사").getByText("위반 0").waitFor();

		await page.getByRole("button", { name: "재구성하기" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "시작", disabled: true }).waitFor();
		await expectAccessible(page);
		await dialog.getByLabel(/재구성/).fill("재구성");
		await dialog.getByRole("button", { name: "시작" }).click();
		await dialog.waitFor({ state: "hidden" });
		await region(page, "고객 ‘내 정보’ 재구성")
			.getByText(/에 완료되었습니다$/)
			.waitFor();
		operator.expectQuiet();
	});

	it("plots the last hour, with a table under each plot, in both languages", async () => {
		await placeOrder(who);
		const page = await board();
		const orders = region(page, "분당 주문");
		await orders.getByRole("img", { name: /매장 전송 [1-9]\d*건/ }).waitFor();
		await orders.getByText("표로 보기").click();
		await orders.getByRole("columnheader", { name: "매장 전송" }).waitFor();

		await page.getByRole("button", { name: "English" }).click();
		await region(page, "Ready time error (actual − estimated)").getByRole("img").waitFor();
		await headline(page).getByText("No issues").waitFor();
		await expectAccessible(page);
		await screenshot(page, "ops-status-en");
		operator.expectQuiet();
	});

	it("tells a customer that the page is not for them, and sends no operators' requests", async () => {
		operator = await person(system.base, CUSTOMER, { reportsRejections: true });
		const requested: string[] = [];
		operator.context.on("request", (request) => requested.push(request.url()));
		const page = await operator.open("/ops/");

		await page.getByText("이 계정으로는 볼 수 없는 화면입니다.").waitFor();
		expect(requested.filter((url) => url.includes("/v1/ops/"))).toEqual([]);
		operator.expectQuiet();
	});
});
