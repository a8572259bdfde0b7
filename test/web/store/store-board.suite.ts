import type { People } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { eventually } from "../../support/eventually.ts";
import { expectGoodLooksEverywhere, inBrowser, person, screenshot } from "../support/browser.ts";
import { leaveStore, openStore, StoreBoard } from "../support/store-board.ts";
import type { StoreFixture } from "../support/store-fixture.ts";

const MANY = 10;
const UNDO_MS = 3_000;
const BOARD = "/v1/stores/gangnam";

inBrowser("the store board", () => {
	let system: System;
	let orders: StoreFixture;
	let who: People;
	let board: StoreBoard;

	beforeAll(async () => {
		({ orders, system, who } = await openStore());
	});
	afterEach(() => leaveStore(board, orders));

	it("handles ten orders by keyboard alone without losing the focus", async () => {
		const ids: string[] = [];
		for (let index = 0; index < MANY; index++) ids.push(await orders.order(index % 2 ? "prepaid" : "on_receipt"));
		board = await StoreBoard.open(system.base);
		await board.counts("새 주문", MANY);
		await board.press("1");

		for (let left = MANY; left > 0; left--) {
			await board.pressEnterOn("수락");
			await board.counts("새 주문", left - 1);
		}
		await board.counts("제조", MANY);
		await board.press("1");
		for (let left = MANY; left > 0; left--) {
			await board.pressEnterOn("제조 시작");
			await board.pressEnterOn("제조 완료");
			await board.counts("제조", left - 1);
		}
		await board.counts("픽업대", MANY);
		await board.press("1");
		for (let left = MANY; left > 0; left--) {
			const takesPayment = (await board.pressEnterOn("전달")).includes("결제 후");
			if (takesPayment) await board.page.getByRole("dialog").waitFor();
			if (takesPayment) await board.press("Enter");
			await board.counts("픽업대", left - 1);
		}

		for (const id of ids) await orders.becomes(id, "completed");
		expect(await board.page.evaluate(() => document.activeElement?.id)).toBe("heading-shelf");
	});

	it("does not send a command that is undone within three seconds", async () => {
		const [first, second] = [await orders.brewing(), await orders.brewing()];
		const [one, other] = [await orders.number(first), await orders.number(second)];
		board = await StoreBoard.open(system.base);
		const { clock } = board.page;
		await board.staff.stopClock();

		await board.button(`${one} 제조 완료`).click();
		await board.shows(`${one} 제조 완료 · 3초 안에 되돌릴 수 있습니다`);
		const bar = board.page.getByRole("status").filter({ hasText: "3초 안에" });
		const top = (await bar.boundingBox())!.y;
		for (const column of await board.page.locator(".column:visible").all()) {
			const { height, y } = (await column.boundingBox())!;
			expect(y + height).toBeLessThanOrEqual(top);
		}
		await clock.runFor(UNDO_MS - 500);
		await board.press("u");
		await clock.runFor(UNDO_MS);
		await board.tile(one).waitFor();
		expect(await board.focused()).toBe(first);
		await board.button(`${other} 제조 완료`).click();
		await screenshot(board.page, "store-undo");
		await clock.runFor(UNDO_MS - 500);
		expect(await orders.brew(second)).toBe("brewing");
		await clock.runFor(500);
		await orders.becomes(second, "ready");

		expect(await orders.brew(first)).toBe("brewing");
	});

	it("strikes through a cancelled ticket until it is dismissed, in all tabs and after a reload", async () => {
		const id = await orders.accepted("prepaid");
		const number = await orders.number(id);
		board = await StoreBoard.open(system.base);
		await board.tile(number).waitFor();

		await orders.cancel(id);
		await board.shows(/취소됨 \d\d:\d\d/);
		expect(
			await board
				.tile(number)
				.getByRole("heading")
				.evaluate((element) => getComputedStyle(element).textDecorationLine),
		).toBe("line-through");
		await board.expectGoodLooks("gone");
		await board.page.reload();
		await board.shows("고객 취소");
		const otherTab = await board.staff.context.newPage();
		await otherTab.goto(board.page.url());
		const otherTile = otherTab.getByRole("article", { name: number });
		await otherTile.waitFor();
		await board.button(`${number} 확인`).click();

		await board.tile(number).waitFor({ state: "hidden" });
		await otherTile.waitFor({ state: "hidden" });
		await board.page.reload();
		await board.shows("제조할 주문이 없습니다");
		expect(await board.tile(number).count()).toBe(0);
	});

	it("takes a payment with change, and rejects an order with a reason that the customer sees", async () => {
		const paid = await orders.number(await orders.ready());
		const unwanted = await orders.order();
		board = await StoreBoard.open(system.base);

		await board.button(`${paid} 10,000원 결제 후 전달`).click();
		await board.page.keyboard.type("50000");
		await board.shows("거스름돈 40,000원");
		await board.expectGoodLooks("money");
		await board.press("Enter");
		await board.tile(paid).waitFor({ state: "hidden" });
		await board.shows("최근 전달");
		await board.press("1");
		await board.press("r");
		await board.page.getByRole("radio", { name: "기타" }).check();
		await board.expectGoodLooks("reject");
		await board.page.getByLabel("사유를 입력해 주세요").fill("기계 고장");
		await board.press("Enter");

		await board.shows("새 주문이 없습니다");
		expect((await orders.becomes(unwanted, "rejected")).reason).toBe("기계 고장");
		const another = await orders.order();
		await board.tile(await orders.number(another)).waitFor();
		await board.press("1");
		await board.press("r");
		await board.page.getByRole("radio", { name: "재료 소진" }).check();
		await board.press("Enter");
		expect((await orders.becomes(another, "rejected")).reason).toBe("out_of_ingredients");
		const customer = await person(system.base, "01000000001");
		const page = await customer.open(`/#/orders/${another}`);
		await page.getByText("사유: 재료 소진").waitFor();
		await page.getByRole("button", { name: "English" }).click();
		await page.getByText("Reason: Out of ingredients").waitFor();
		await customer.leave();
	});

	it("shows options below each item, ticks what is made, and prints the ticket", async () => {
		board = await StoreBoard.open(system.base);
		const options = [
			{ groupId: "temperature", optionId: "iced" },
			{ groupId: "milk", optionId: "oat" },
		];
		const id = await orders.order("prepaid", {
			lines: [
				{ productId: "latte", quantity: 2, options },
				{ productId: "croissant", quantity: 1 },
			],
		});
		await board.button(/수락$/).click();
		await board.shows("아이스 · 레귤러 · 하우스 블렌드 · 귀리 우유");
		await board.button(/제조 시작$/).click();

		const ticked = board.page.getByRole("checkbox", { name: "라떼 2개 제조 완료" });
		const answers: (() => void)[] = [];
		await board.page.route("**/tick", (route) => void answers.push(() => void route.continue()));
		await ticked.check();
		await eventually(() => expect(answers).toHaveLength(1));
		await board.page.clock.runFor(2_000);
		expect(await ticked.isChecked()).toBe(true);
		for (const answer of answers) answer();
		await board.page.unroute("**/tick");
		await eventually(async () => expect((await who.gangnam.get(`/v1/brews/${id}`)).body.made).toEqual([2, 0]));
		await board.expectGoodLooks("ticked");
		await board.page.evaluate("window.print = () => { window.printed = document.querySelector('.printed').textContent; }");
		await board.button(/인쇄$/).click();
		expect(await board.page.evaluate("window.printed")).toContain("귀리 우유");
		expect(await board.page.locator(".printed").count()).toBe(0);
		await board.button(/제조 완료$/).click();
		await orders.becomes(id, "ready");
		await board.button(/전달 완료$/).click();
		await orders.becomes(id, "completed");
	});

	it("keeps an order for tomorrow apart from those to be made now", async () => {
		board = await StoreBoard.open(system.base);
		const slot = Math.ceil((Date.now() + 86_400_000) / 900_000) * 900_000;
		const id = await orders.order("prepaid", { for: new Date(slot).toISOString() });
		await board
			.tile(await orders.number(id))
			.getByText(/예약 .*\d\d:\d\d$/)
			.waitFor();
		await board.button(/수락$/).click();

		await orders.becomes(id, "accepted");
		const later = board.page.getByRole("region", { name: /^예약 주문/ });
		await later.getByText("라떼").waitFor();
		await later.getByText(/\d\d:\d\d부터 제조$/).waitFor();
		await board.shows("제조할 주문이 없습니다");
		await board.expectGoodLooks("later");
	});

	it("turns a drink red that waits too long, and says until when it is kept", async () => {
		const number = await orders.number(await orders.ready("prepaid"));
		board = await StoreBoard.open(system.base);
		const tile = board.tile(number);
		await tile.getByText(/준비 후 \d+초$/).waitFor();
		await tile.getByText(/^\d\d:\d\d까지 보관$/).waitFor();
		expect(await board.page.locator(".tile.cold").count()).toBe(0);

		await board.staff.tolerate(/ERR_/);
		await board.page.route("**/v1/**", (route) => route.abort()); // an answer would set the clock right
		await board.page.clock.fastForward(11 * 60_000);
		await board.page
			.locator(".tile.cold")
			.getByText(/준비 후 11분/)
			.waitFor();
		await expectGoodLooksEverywhere(board.page, "store-cold");
	});

	it("sells out an option, and sells it again", async () => {
		board = await StoreBoard.open(system.base);
		const oat = async () => {
			const { body } = await who.anonymous.get(`${BOARD}/menu`);
			return body.optionGroups.find(({ id }: { id: string }) => id === "milk").options.find(({ id }: { id: string }) => id === "oat")
				.available;
		};

		await board.button("재고 수정").click();
		await board.button("귀리 우유 품절 처리").click();
		await board.button("귀리 우유 판매 재개").waitFor();
		await eventually(async () => expect(await oat()).toBe(false));
		await board.button("귀리 우유 판매 재개").click();
		await board.button("귀리 우유 품절 처리").waitFor();
		await eventually(async () => expect(await oat()).toBe(true));
	});

	it("marks a product sold out on the menu, and shows why a ticket was cancelled", async () => {
		board = await StoreBoard.open(system.base);
		const mochas = { lines: [{ productId: "mocha", quantity: 1 }] };
		const id = await orders.order("prepaid", mochas);

		await board.button("재고 수정").click();
		await board.button("모카 품절 처리").click();
		await board.shows("0 품절");
		await board.expectGoodLooks("stock");
		await board.press("Escape");
		await eventually(async () => {
			const { body } = await who.anonymous.get(`${BOARD}/menu`);
			expect(body.items).toContainEqual(expect.objectContaining({ productId: "mocha", available: false }));
		});
		await board.button(/수락$/).click();

		await board.shows("재고 부족");
		await orders.becomes(id, "cancelled");
		await board.button(/확인$/).click();
		await board.press("s");
		await board.page.getByLabel("모카 · 보유 수량").fill("7");
		await board.button("모카 저장").click();
		await board.hides("0 품절");
	});

	it("closes and reopens, extends the wait, and accepts orders automatically", async () => {
		board = await StoreBoard.open(system.base);
		const settings = board.button(/^매장 설정/);

		await settings.click();
		await board.expectGoodLooks("settings");
		await board.page.getByRole("radio", { name: "+10분" }).check();
		await who.anonymous.until(BOARD, { open: true, extraMinutes: 10 });
		await board.page.getByRole("radio", { name: "영업 종료" }).click();
		await board.page.getByRole("dialog").getByRole("button", { name: "영업 종료" }).click();
		await who.anonymous.until(BOARD, { open: false, extraMinutes: 10 });
		await board.shows("새 주문을 받지 않습니다");
		const order = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines: [{ productId: "latte", quantity: 1 }] };
		const refused = await who.customer.post("/v1/orders", { ...order, payment: { timing: "on_receipt" } });
		expect(refused.body.code).toBe("store_closed");
		await board.expectGoodLooks("closed");
		await board.button("영업 재개").click();
		await board.hides("새 주문을 받지 않습니다");
		await who.gangnam.patch(BOARD, { extraMinutes: 0, autoAccept: true });
		await orders.order();

		await board.button(/제조 시작$/).waitFor();
		await who.gangnam.patch(BOARD, { autoAccept: false });
	});
});
