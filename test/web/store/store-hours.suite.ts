import type { Locator } from "playwright-core";
import type { People } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { expectGoodLooksEverywhere, inBrowser } from "../support/browser.ts";
import { leaveStore, openStore, StoreBoard } from "../support/store-board.ts";
import type { StoreFixture } from "../support/store-fixture.ts";

const STORE = "/v1/stores/gangnam";
const SLOT = 15 * 60_000;
const HOUR = 3_600_000;

inBrowser("the hours of a store", () => {
	let system: System;
	let orders: StoreFixture;
	let who: People;
	let board: StoreBoard;
	let dialog: Locator;

	beforeAll(async () => {
		({ orders, system, who } = await openStore());
	});
	beforeEach(async () => {
		await who.gangnam.patch(STORE, { hours: null });
		board = await StoreBoard.open(system.base);
		dialog = board.page.getByRole("dialog");
	});
	afterEach(async () => {
		await who.gangnam.patch(STORE, { open: true, closedUntil: null, hours: null, capacity: null });
		await leaveStore(board, orders);
	});

	const openDialog = async (choose: () => Promise<unknown>) => {
		await board.button(/^매장 설정/).click();
		await choose();
	};
	const openHours = () => openDialog(() => dialog.getByRole("button", { name: "영업시간·처리량" }).click());
	const openClosing = () => openDialog(() => board.page.getByRole("radio", { name: "영업 종료" }).click());
	const save = () => dialog.getByRole("button", { name: "저장" }).click();
	const isWrong = (label: string, message: string) =>
		Promise.all([
			dialog.getByLabel(label, { exact: true }).and(board.page.locator("[aria-invalid]")).waitFor(),
			dialog.getByText(message).first().waitFor(),
		]);

	it("are set by weekday, across midnight, for special days, and with a capacity, with errors at their fields", async () => {
		await openHours();
		await dialog.getByRole("radio", { name: "요일별로 설정" }).check();
		await dialog.getByLabel("월요일 종료", { exact: true }).fill("02:00");
		await dialog.getByText("다음 날 종료").waitFor();
		await dialog.getByRole("button", { name: "월요일 시간을 모든 요일에 적용" }).click();
		await dialog.getByRole("button", { name: "일요일 삭제", exact: true }).click();
		await dialog.getByRole("button", { name: "화요일 시간 추가" }).click();
		await dialog.getByLabel("화요일 2 시작").fill("12:00");
		await dialog.getByLabel("화요일 2 종료").fill("13:00");
		await dialog.getByRole("button", { name: "날짜 추가" }).click();
		await dialog.getByRole("radio", { name: "수량 제한" }).check();
		await dialog.getByLabel("15분당 상품 수", { exact: true }).fill("0");
		await dialog.getByRole("button", { name: "시간대별 수량 추가" }).click();
		await save();

		await isWrong("화요일 2 시작", "같은 날의 다른 시간과 겹칩니다.");
		await isWrong("날짜 1", "날짜를 입력해 주세요.");
		await isWrong("15분당 상품 수", "1에서 1,000 사이의 정수를 입력해 주세요.");
		await expectGoodLooksEverywhere(board.page, "store-hours");
		await dialog.getByRole("button", { name: "화요일 2 삭제" }).click();
		await dialog.getByLabel("날짜 1", { exact: true }).fill("2026-12-25");
		await dialog.getByLabel("15분당 상품 수", { exact: true }).fill("20");
		await dialog.getByLabel("시간대 시작").fill("07:00");
		await dialog.getByLabel("시간대 종료").fill("10:00");
		await dialog.getByLabel("시간대 15분당 상품 수").fill("40");
		await save();

		await dialog.waitFor({ state: "detached" });
		const { capacity, hours } = (await who.anonymous.get(STORE)).body;
		const late = [{ from: "08:00", until: "02:00" }];
		expect(hours).toEqual({
			weekly: { monday: late, tuesday: late, wednesday: late, thursday: late, friday: late, saturday: late },
			special: [{ date: "2026-12-25", spans: [] }],
		});
		expect(capacity).toEqual({ itemsPer15Minutes: 20, dayparts: [{ from: "07:00", until: "10:00", itemsPer15Minutes: 40 }] });
	});

	it("are not overwritten when another device has changed the store meanwhile", async () => {
		await openHours();
		await who.gangnam.patch(STORE, { extraMinutes: 5 });
		await dialog.getByRole("radio", { name: "수량 제한" }).check();
		await save();

		await dialog.getByText(/^다른 기기에서 매장 설정이 변경되었습니다/).waitFor();
		expect((await who.anonymous.get(STORE)).body.capacity).toBeNull();
	});

	it("end early for a while, after saying what that does to open orders", async () => {
		const tomorrow = Math.ceil(Date.now() / SLOT) * SLOT + 24 * HOUR;
		await orders.order();
		await orders.brewing();
		const later = await orders.order("on_receipt", { for: new Date(tomorrow).toISOString() });
		await openClosing();
		await dialog.getByText("수락 대기 주문 1건은").waitFor();
		await dialog.getByText("진행 중인 주문 1건은 그대로 진행됩니다.").waitFor();
		await dialog.getByText("예약 주문 1건은 유지됩니다.").waitFor();
		await dialog.getByRole("radio", { name: "시각 지정" }).check();
		const seoul = new Date(tomorrow + 10 * HOUR).toISOString().slice(0, 16);
		await dialog.getByLabel(/^다시 여는 시각/).fill(seoul);
		await dialog.getByLabel(/^사유/).fill("내부 공사");
		await dialog.getByText("예약 주문 1건은 취소되고 결제 금액이 환불됩니다.").waitFor();
		await expectGoodLooksEverywhere(board.page, "store-closing");
		await dialog.getByRole("button", { name: "영업 종료" }).click();

		await board.shows("내부 공사");
		await board.shows(/까지 영업 종료/);
		await orders.becomes(later, "cancelled");
		await board.button("영업 재개").click();
		await board.hides(/까지 영업 종료/);
		expect((await who.anonymous.get(STORE)).body).toMatchObject({ open: true, openNow: true, closedUntil: null });
	});

	it("open the store by themselves", async () => {
		const { body: store } = await who.anonymous.get(STORE);
		const closed = { ...store, hours: { weekly: {} }, openNow: false, opensAt: new Date(Date.now() + HOUR).toISOString(), closesAt: null };
		await board.page.route(`**${STORE}`, (route) => route.fulfill({ json: closed }));
		await board.page.reload();
		await board.shows("영업시간이 아닙니다");
		await board.shows(/에 영업을 시작합니다/);
		await board.page.unroute(`**${STORE}`);

		await board.page.clock.fastForward(HOUR + 60_000);
		await board.hides("영업시간이 아닙니다");
	});
});
