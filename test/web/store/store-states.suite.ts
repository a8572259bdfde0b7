import type { People } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { expectGoodLooksEverywhere, inBrowser, person } from "../support/browser.ts";
import { leaveStore, openStore, STAFF, StoreBoard } from "../support/store-board.ts";
import type { StoreFixture } from "../support/store-fixture.ts";

const CUSTOMER = "01000000001";
const OPERATOR = "01000000004";

inBrowser("the store board in special states", () => {
	let system: System;
	let orders: StoreFixture;
	let who: People;
	let board: StoreBoard;

	beforeAll(async () => {
		({ orders, system, who } = await openStore());
	});
	afterEach(() => leaveStore(board, orders));

	it("assigns a rider, follows the delivery, and unlocks the PIN", async () => {
		const id = await orders.deliveries.goods();
		await orders.deliveries.finishBrewing(id);
		const number = await orders.number(id);
		await who.rider.patch("/v1/riders/me", { onShift: true });
		board = await StoreBoard.open(system.base);

		await board.tile(number).getByRole("button", { name: "라이더 배정" }).click();
		await board.page
			.getByRole("dialog")
			.getByRole("button", { name: /대기 중/ })
			.click();
		await board.shows("라이더 응답 대기");
		await who.rider.post(`/v1/deliveries/${id}/accept`);
		await board.shows("라이더 오는 중");
		await board.expectGoodLooks("rider");
		await who.rider.post(`/v1/deliveries/${id}/depart`);
		await board.shows(/\d\d:\d\d 도착 예정/);
		const pin = await orders.deliveries.wrongPin(id);
		for (let tries = 0; tries < 5; tries++) await who.rider.post(`/v1/deliveries/${id}/confirm`, { pin });
		await board.shows("PIN 잠김");
		await board.button(`${number} PIN 잠금 해제`).click();
		await board.hides("PIN 잠김");
		await who.rider.post(`/v1/deliveries/${id}/confirm`, { pin: await orders.deliveries.pin(id) });

		await board.tile(number).waitFor({ state: "hidden" });
		expect(await board.page.getByRole("region", { name: "최근 전달" }).textContent()).toContain(number);
	});

	it("fails the delivery of a parcel without a rider", async () => {
		const id = await orders.deliveries.parcel();
		const number = await orders.number(id);
		board = await StoreBoard.open(system.base);

		await board.tile(number).getByText("서류").waitFor();
		await board.tile(number).getByRole("button", { name: "배달 불가" }).click();
		await board.expectGoodLooks("give-up");
		await board.press("Enter");

		await board.tile(number).getByText("배정 가능한 라이더 없음").waitFor();
		await orders.becomes(id, "cancelled");
		await board.button(`${number} 확인`).click();
		await board.shows("픽업대가 비어 있습니다");
	});

	it("blocks the customer of an order, and lets them order again", async () => {
		const number = await orders.number(await orders.order());
		board = await StoreBoard.open(system.base);
		const dialog = board.page.getByRole("dialog");

		await board.tile(number).getByRole("button", { name: "거절" }).click();
		await dialog.getByRole("button", { name: `${number} 고객 차단` }).click();
		await dialog.getByRole("button", { name: "고객 차단", exact: true }).click();
		await dialog
			.getByLabel(/^차단 사유/)
			.and(board.page.locator(":focus[aria-invalid]"))
			.waitFor();
		await expectGoodLooksEverywhere(board.page, "store-block");
		await dialog.getByLabel(/^차단 사유/).fill("세 번 찾아가지 않음");
		await dialog.getByRole("button", { name: "고객 차단", exact: true }).click();
		await dialog.getByText("차단된 고객입니다.").waitFor();
		await board.press("Escape");
		const refused = await who.customer.post("/v1/orders", {
			storeId: "gangnam",
			kind: "goods",
			fulfilment: "pickup",
			lines: [{ productId: "latte", quantity: 1 }],
			payment: { timing: "on_receipt" },
		});
		expect(refused.body.code).toBe("customer_blocked");

		await board.button(/^매장 설정/).click();
		await dialog.getByRole("button", { name: "차단한 고객" }).click();
		await dialog.getByText(`${number} 주문 고객`).waitFor();
		await expectGoodLooksEverywhere(board.page, "store-blocks");
		await dialog.getByRole("button", { name: /차단 해제$/ }).click();
		await dialog.getByText("차단한 고객이 없습니다.").waitFor();
		expect((await who.gangnam.get("/v1/stores/gangnam/blocked-customers")).body.items).toEqual([]);
	});

	it("stays usable while the connection is lost, and resends a failed command", async () => {
		const id = await orders.order();
		const number = await orders.number(id);
		board = await StoreBoard.open(system.base);
		board.staff.tolerate(/ERR_INTERNET_DISCONNECTED/);

		await board.staff.context.setOffline(true);
		await board.shows(/연결 끊김, \d\d:\d\d 기준/);
		await board.button(`${number} 수락`).click();
		await board.button(`${number} 전송 실패 · 다시 시도`).waitFor();
		await board.expectGoodLooks("lost");
		await board.staff.context.setOffline(false);
		await board.button(`${number} 전송 실패 · 다시 시도`).click();

		await orders.becomes(id, "accepted");
		await board.button(`${number} 제조 시작`).waitFor();
	});

	it("marks an order with a held cancellation", async () => {
		const id = await orders.accepted();
		const held = { status: "held", reason: null, requestedAt: "2026-11-21T01:00:00.000Z", decidedAt: null, attempts: 2, code: null };
		board = new StoreBoard(await person(system.base, STAFF));
		const { body: order } = await who.gangnam.get(`/v1/orders/${id}`);
		await board.page.route(`**/v1/orders/${id}`, (route) => route.fulfill({ json: { ...order, cancellation: held } }));
		await board.load();

		await board.shows("취소 요청 확인 중");
		await board.button(`${await orders.number(id)} 제조 시작`).waitFor();
		await board.page.unrouteAll({ behavior: "wait" });
	});

	it("finds an order by its number, and lists the shortcuts", async () => {
		const number = await orders.number(await orders.ready());
		board = await StoreBoard.open(system.base);
		await board.tile(number).waitFor();

		await board.press("/");
		await board.page.keyboard.type(`${number.replace("-", "").toLowerCase()}\n`);
		await board.shows(`${number}: 현장결제 대기`);
		expect(await board.tile(number).evaluate((element) => element === document.activeElement)).toBe(true);
		await board.press("/");
		await board.page.keyboard.type("ZZ-1\n");
		await board.shows("ZZ-1: 찾을 수 없음");
		await board.press("Escape");
		await board.press("?");
		await board.page.getByRole("dialog", { name: "단축키" }).waitFor();
		await board.expectGoodLooks("keys");
	});

	it("shows any store to an operator, in English and in dark mode", async () => {
		await orders.order("prepaid", { note: "얼음 적게" });
		await orders.brewing();
		board = await StoreBoard.open(system.base, OPERATOR, { viewport: { width: 1366, height: 900 }, colorScheme: "dark" });

		await board.page.getByRole("link", { name: /강남점/ }).waitFor();
		await board.expectGoodLooks("chooser");
		await board.button("English").click();
		await board.page.getByRole("link", { name: /Gangnam/ }).click();
		await board.shows("Being prepared");
		expect(await board.page.evaluate(() => document.documentElement.lang)).toBe("en");
		await board.expectGoodLooks("en-dark");
		expect(await board.page.getByText(/undefined|NaN/).count()).toBe(0);
	});

	it("has tabs on a narrow screen, and does not overflow", async () => {
		await orders.order();
		await orders.ready();
		board = await StoreBoard.open(system.base, STAFF, { viewport: { width: 512, height: 384 } });

		await board.page.getByRole("tab", { name: "새 주문 1" }).waitFor();
		expect(await board.column("픽업대").count()).toBe(0);
		await board.page.getByRole("tab", { name: "픽업대 1" }).click();
		await board.button(/결제 후 전달$/).waitFor();
		await board.expectGoodLooks("narrow");
		await board.page.setViewportSize({ width: 320, height: 640 });

		expect(await board.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
	});

	it("is closed to customers, and sends no requests for them", async () => {
		const requested: string[] = [];
		board = new StoreBoard(await person(system.base, CUSTOMER));
		board.page.on("request", (request) => void requested.push(new URL(request.url()).pathname));
		await board.staff.open("/store/");

		await board.shows("이 계정으로는 볼 수 없는 화면입니다");
		expect(requested.filter((path) => path.startsWith("/v1/") && path !== "/v1/stream")).toEqual([]);
	});
});
