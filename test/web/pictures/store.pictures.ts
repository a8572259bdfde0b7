/** @jest-environment ./test/web/support/environment.ts */
import type { Page } from "playwright-core";
import type { People } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { inBrowser, person } from "../support/browser.ts";
import { Pictures } from "../support/pictures.ts";
import { openStore, StoreBoard } from "../support/store-board.ts";
import type { StoreFixture } from "../support/store-fixture.ts";

const STORE = "/v1/stores/gangnam";
const SLOT = 15 * 60_000;
const DAY = 96 * SLOT;

inBrowser("pictures of the store's board", () => {
	let system: System;
	let orders: StoreFixture;
	let who: People;
	let board: StoreBoard;
	let page: Page;
	const pictures = new Pictures("store");

	/** A morning at the counter. */
	const fill = async () => {
		await who.rider.patch("/v1/riders/me", { onShift: true });
		await orders.ready("prepaid", { lines: [{ productId: "mocha", quantity: 1 }] });
		await orders.ready("on_receipt");
		const delivery = await orders.deliveries.goods();
		await orders.deliveries.finishBrewing(delivery);
		await orders.brewing("prepaid", {
			lines: [
				{ productId: "latte", quantity: 2, options: [{ groupId: "temperature", optionId: "iced" }] },
				{ productId: "croissant", quantity: 1 },
			],
		});
		await orders.accepted("prepaid", { lines: [{ productId: "cold-brew", quantity: 3 }], note: "얼음 적게 주세요" });
		const cancelled = await orders.accepted();
		const later = await orders.order("on_receipt", { for: new Date(Math.ceil(Date.now() / SLOT) * SLOT + DAY).toISOString() });
		await who.gangnam.post(`${STORE}/orders/${later}/accept`);
		await orders.order("prepaid", { lines: [{ productId: "americano", quantity: 2 }] });
		await orders.order("on_receipt", { lines: [{ productId: "mocha", quantity: 1, note: "덜 달게" }] });
		return { delivery, cancelled };
	};

	beforeAll(async () => {
		await pictures.begin();
		({ orders, system, who } = await openStore());
	});
	afterAll(() => pictures.list());

	it("are taken", async () => {
		const visitor = await person(system.base);
		await visitor.page.setViewportSize({ width: 1024, height: 768 });
		await (await visitor.open("/store/")).getByRole("heading", { name: "로그인" }).waitFor();
		await pictures.take(visitor.page, "sign-in", "Sign-in");
		await visitor.leave();

		board = await StoreBoard.open(system.base);
		page = board.page;
		await board.shows("새 주문이 없습니다");
		await pictures.take(page, "empty", "A board without orders");
		await page.getByRole("button", { name: "근무 시작" }).click();
		const { cancelled, delivery } = await fill();
		await board.load();
		await page.getByRole("button", { name: "근무 시작" }).click();
		await orders.cancel(cancelled);
		await board.shows("취소됨");
		await page.getByRole("checkbox").first().click();
		await pictures.take(page, "board", "Orders of all kinds, one of them cancelled", { inEnglish: true });

		const dialog = page.getByRole("dialog");
		const close = async () => {
			await page.keyboard.press("Escape");
			await dialog.waitFor({ state: "detached" });
		};
		const take = async (open: () => Promise<unknown>, name: string, caption: string, options?: { inEnglish: boolean }) => {
			await open();
			await dialog.waitFor();
			await pictures.take(page, name, caption, options);
			await close();
		};
		await take(() => page.getByRole("button", { name: /거절$/ }).first().click(), "reject", "Rejecting an order");
		await take(
			() =>
				page
					.getByRole("button", { name: /결제 후 전달$/ })
					.first()
					.click(),
			"payment",
			"Taking the payment at hand-over",
		);
		const number = await orders.number(delivery);
		await take(() => board.tile(number).getByRole("button", { name: "라이더 배정" }).click(), "riders", "Assigning a rider");
		await take(() => page.keyboard.press("s"), "stock", "Stock and options that are sold out");
		await take(() => page.keyboard.press("?"), "keys", "Keyboard shortcuts");
		const settings = () => board.button(/^매장 설정/).click();
		await take(settings, "settings", "Settings", { inEnglish: true });
		const fromSettings = (name: string) => async () => {
			await settings();
			await dialog.getByRole("button", { name }).click();
			await dialog.getByRole("heading", { name: /강남점/ }).waitFor();
		};
		await take(fromSettings("영업시간·처리량"), "hours", "Opening hours and capacity", { inEnglish: true });
		const closing = async () => {
			await settings();
			await page.getByRole("radio", { name: "영업 종료" }).click();
			await dialog.getByText(/진행 중인 주문/).waitFor();
		};
		await take(closing, "closing", "Closing the store, with what it does to open orders", { inEnglish: true });
		const block = async () => {
			await page
				.getByRole("button", { name: /고객 차단$/ })
				.first()
				.click();
			await dialog.getByLabel(/^차단 사유/).waitFor();
		};
		await take(block, "block", "Blocking a customer");

		await page
			.getByRole("button", { name: /제조 완료$/ })
			.first()
			.click();
		await board.shows("3초 안에 되돌릴 수 있습니다");
		await pictures.take(page, "undo", "A command that can be undone for three seconds");
		const closedUntil = { at: new Date(Date.now() + SLOT).toISOString(), reason: "기계 점검" };
		await who.gangnam.patch(STORE, { closedUntil });
		await board.shows("기계 점검");
		await pictures.take(page, "closed", "A store that is closed for a while");
		await who.gangnam.patch(STORE, { closedUntil: null });
		await board.hides("기계 점검");
		await page.setViewportSize({ width: 390, height: 844 });
		await pictures.take(page, "narrow", "On a phone");
		await page.setViewportSize({ width: 1024, height: 768 });
		await board.staff.context.setOffline(true);
		await board.shows("연결 끊김");
		await pictures.take(page, "lost", "Without a connection");
		await board.staff.leave();

		const operator = await person(system.base, "01000000004");
		await operator.page.setViewportSize({ width: 1024, height: 768 });
		await (await operator.open("/store/")).getByRole("link", { name: /^강남점/ }).waitFor();
		await pictures.take(operator.page, "chooser", "Operators choose a store");
		await operator.leave();
	});
});
