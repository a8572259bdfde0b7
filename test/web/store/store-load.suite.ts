import type { System } from "../../e2e/support/system.ts";
import { inBrowser } from "../support/browser.ts";
import { expectSteady, slowDown } from "../support/slow-page.ts";
import { leaveStore, openStore, StoreBoard } from "../support/store-board.ts";
import type { StoreFixture } from "../support/store-fixture.ts";

const MOST_SHIFTED = 0.02;

inBrowser("loading the store's board", () => {
	let system: System;
	let orders: StoreFixture;
	let board: StoreBoard;

	beforeAll(async () => {
		({ orders, system } = await openStore());
	});
	afterEach(() => leaveStore(board, orders));

	it.each([
		["tablet", 1024, 768],
		["phone", 390, 844],
	])("moves nothing on a %s, with orders in every column", async (_, width, height) => {
		const ids = [await orders.order(), await orders.accepted(), await orders.ready("prepaid")];
		board = await StoreBoard.open(system.base, undefined, { viewport: { width, height } });
		await slowDown(board.page);
		await board.page.reload();
		await board.shows("실시간");
		await board.tile(await orders.number(ids[0]!)).waitFor();

		await expectSteady(board.page, MOST_SHIFTED);
	});
});
