import type { Page } from "playwright-core";
import { people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { eventually } from "../../support/eventually.ts";
import { expectAccessible, inBrowser, type Person, person, screenshot } from "../support/browser.ts";
import { oneSystem } from "../support/one-system.ts";
import { StoreFixture } from "../support/store-fixture.ts";

const STAFF = "01000000002";
/** The longest pause between two attempts to reconnect. */
const RECONNECTS_AFTER_MS = 15_000;

/** Counts the tones played, and lets a test trigger the five-second alarm and hide the page. */
const INSTRUMENT = `
	const ALARM = -1;
	const { clearInterval, setInterval } = window;
	window.setInterval = (callback, ms) => {
		if (ms !== 5000) return setInterval(callback, ms);
		window.fiveSecondsLater = callback;
		return ALARM;
	};
	window.clearInterval = (id) => {
		if (id === ALARM) window.fiveSecondsLater = () => {};
		else clearInterval(id);
	};
	window.tones = 0;
	const start = OscillatorNode.prototype.start;
	OscillatorNode.prototype.start = function (...from) {
		window.tones++;
		return start.apply(this, from);
	};
	window.hide = () => {
		Object.defineProperty(document, "hidden", { configurable: true, value: true });
		document.dispatchEvent(new Event("visibilitychange"));
	};`;

inBrowser("the store alarm", () => {
	let system: System;
	let orders: StoreFixture;
	let staff: Person;
	let page: Page;

	beforeAll(async () => {
		system = await oneSystem();
		orders = new StoreFixture(await people(system.base));
	});
	beforeEach(async () => {
		staff = await (await person(system.base, STAFF)).withClock();
		await staff.context.addInitScript({ content: INSTRUMENT });
		page = await staff.open("/store/");
		await page.getByText("실시간").waitFor();
	});
	afterEach(async () => {
		staff.expectQuiet();
		await staff.leave();
		await orders.clear();
	});

	const tones = () => page.evaluate<number>("window.tones");
	const fiveSecondsLater = () => page.evaluate("window.fiveSecondsLater()");
	const hide = () => page.evaluate("window.hide()");
	const button = (name: string | RegExp) => page.getByRole("button", { name });
	const title = (words: string) => eventually(async () => expect(await page.title()).toBe(words));
	const startShift = async () => {
		await button("근무 시작").click();
		await button("알림음 켜짐").waitFor();
		return tones();
	};

	it("rings for each new order until it is answered, and counts orders in the title, also in a hidden tab", async () => {
		const before = await startShift();
		await title("매장 · Cortado");
		await hide();

		const first = await orders.order();
		await title("(1) 매장 · Cortado");
		await eventually(async () => expect(await tones()).toBe(before + 2));
		const second = await orders.order();
		await title("(2) 매장 · Cortado");
		await eventually(async () => expect(await tones()).toBe(before + 4));
		await fiveSecondsLater();
		expect(await tones()).toBe(before + 6);
		await button(`${await orders.number(first)} 수락`).click();
		await title("(1) 매장 · Cortado");
		await fiveSecondsLater();
		expect(await tones()).toBe(before + 8);
		await button(`${await orders.number(second)} 수락`).click();
		await title("매장 · Cortado");
		await fiveSecondsLater();

		expect(await tones()).toBe(before + 8);
	});

	it("is silent until the shift is started, and shows that it is", async () => {
		await page.getByText("알림음이 꺼져 있습니다").waitFor();
		await orders.order();
		await page.getByText(/^응답 마감까지 \d+:\d\d$/).waitFor();

		await title("(1) 매장 · Cortado");
		expect(await tones()).toBe(0);
		await startShift();
		await eventually(async () => expect(await tones()).toBe(3));
	});

	it("warns once when the connection is lost", async () => {
		const before = await startShift();
		staff.tolerate(/ERR_INTERNET_DISCONNECTED/);

		await staff.context.setOffline(true);
		await page
			.getByRole("alert")
			.getByText(/연결 끊김/)
			.waitFor();
		await eventually(async () => expect(await tones()).toBe(before + 1));
		for (let attempt = 0; attempt < 2; attempt++) {
			const failed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/v1/stream"));
			await page.clock.fastForward(RECONNECTS_AFTER_MS);
			await failed;
		}
		await staff.context.setOffline(false);
		await page.getByText("실시간").waitFor();

		expect(await tones()).toBe(before + 1);
	});

	it("sends the undoable command at once when the page is hidden or closed", async () => {
		const [hidden, closed] = [await orders.brewing(), await orders.brewing()];
		await button(`${await orders.number(closed)} 제조 완료`).waitFor();
		await staff.stopClock();

		await button(`${await orders.number(hidden)} 제조 완료`).click();
		await hide();
		await eventually(async () => expect(await orders.brew(hidden)).toBe("brewed"));
		await button(`${await orders.number(closed)} 제조 완료`).click();
		await page.goto("about:blank");

		await eventually(async () => expect(await orders.brew(closed)).toBe("brewed"));
	});

	it("asks to sign in when the session ends elsewhere, and continues on the board", async () => {
		const number = await orders.number(await orders.order());
		const token = await page.evaluate(() => JSON.parse(localStorage.getItem("cortado.session.store")!).token);
		await fetch(`${system.base}/v1/sessions/current`, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });

		await page.getByText("로그인이 만료되었습니다").waitFor();
		expect(await page.getByText(number).count()).toBe(0);
		await page.getByLabel(/전화번호/).fill(STAFF);
		await page.getByLabel("비밀번호").fill("demo-1234");
		await page.keyboard.press("Enter");

		await button(`${number} 수락`).waitFor();
	});

	describe("with a short time to answer", () => {
		beforeAll(async () => {
			await system.stop();
			await system.start({ STORE_ANSWER_SECONDS: "5" });
		});

		it("shows an order that was not answered in time until it is dismissed", async () => {
			const id = await orders.order();
			const number = await orders.number(id);

			await page.getByText("응답 시간 초과").waitFor();
			await title("매장 · Cortado");
			expect((await orders.becomes(id, "cancelled")).reason).toBe("store_unanswered");
			await expectAccessible(page);
			await screenshot(page, "store-unanswered");
			await button(`${number} 확인`).click();

			await page.getByText("새 주문이 없습니다").waitFor();
		});
	});
});
