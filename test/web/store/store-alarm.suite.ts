import type { Page } from "playwright-core";
import { people } from "../../e2e/api.ts";
import type { System } from "../../e2e/system.ts";
import { eventually } from "../../support/eventually.ts";
import { expectAccessible, inBrowser, type Person, person, screenshot } from "../support/browser.ts";
import { Counter } from "../support/counter.ts";
import { oneSystem } from "../support/one-system.ts";

const STAFF = "01000000002";
/** The longest pause between two attempts of a page to reconnect. */
const RECONNECTS_AFTER_MS = 15_000;

/** Counts the tones that are played, and lets a test ring the bell again that rings every five seconds, and hide the page. */
const OVERHEAR = `
	const BELL = -1;
	const { clearInterval, setInterval } = window;
	window.setInterval = (act, ms) => {
		if (ms !== 5000) return setInterval(act, ms);
		window.fiveSecondsLater = act;
		return BELL;
	};
	window.clearInterval = (id) => {
		if (id === BELL) window.fiveSecondsLater = () => {};
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

inBrowser("a store that is waited for", () => {
	let system: System;
	let counter: Counter;
	let staff: Person;
	let page: Page;

	beforeAll(async () => {
		system = await oneSystem();
		counter = new Counter(await people(system.base));
	});
	beforeEach(async () => {
		staff = await (await person(system.base, STAFF)).withClock();
		await staff.context.addInitScript({ content: OVERHEAR });
		page = await staff.open("/store/");
		await page.getByText("실시간").waitFor();
	});
	afterEach(async () => {
		staff.expectQuiet();
		await staff.leave();
		await counter.clear();
	});

	const tones = () => page.evaluate<number>("window.tones");
	const fiveSecondsLater = () => page.evaluate("window.fiveSecondsLater()");
	const hide = () => page.evaluate("window.hide()");
	const button = (name: string | RegExp) => page.getByRole("button", { name });
	const title = (words: string) => eventually(async () => expect(await page.title()).toBe(words));
	const beginWork = async () => {
		await button("근무 시작").click();
		await button("알림음 켜짐").waitFor();
		return tones();
	};

	it("hears each order, again until it is answered, and sees the count in the title, also of a hidden tab", async () => {
		const before = await beginWork();
		await title("매장 · Cortado");
		await hide();

		const first = await counter.order();
		await title("(1) 매장 · Cortado");
		await eventually(async () => expect(await tones()).toBe(before + 2));
		const second = await counter.order();
		await title("(2) 매장 · Cortado");
		await eventually(async () => expect(await tones()).toBe(before + 4));
		await fiveSecondsLater();
		expect(await tones()).toBe(before + 6);
		await button(`${await counter.number(first)} 수락`).click();
		await title("(1) 매장 · Cortado");
		await fiveSecondsLater();
		expect(await tones()).toBe(before + 8);
		await button(`${await counter.number(second)} 수락`).click();
		await title("매장 · Cortado");
		await fiveSecondsLater();

		expect(await tones()).toBe(before + 8);
	});

	it("is silent until somebody begins to work, and says so", async () => {
		await page.getByText("알림음이 꺼져 있습니다").waitFor();
		await counter.order();
		await page.getByText(/^응답 마감까지 \d+:\d\d$/).waitFor();

		await title("(1) 매장 · Cortado");
		expect(await tones()).toBe(0);
		await beginWork();
		await eventually(async () => expect(await tones()).toBe(3));
	});

	it("hears once that nobody will tell of new orders", async () => {
		const before = await beginWork();
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

	it("sends at once what could be undone when the page is hidden or closed", async () => {
		const [hidden, closed] = [await counter.brewing(), await counter.brewing()];
		await button(`${await counter.number(closed)} 제조 완료`).waitFor();
		await staff.stopClock();

		await button(`${await counter.number(hidden)} 제조 완료`).click();
		await hide();
		await eventually(async () => expect(await counter.brew(hidden)).toBe("brewed"));
		await button(`${await counter.number(closed)} 제조 완료`).click();
		await page.goto("about:blank");

		await eventually(async () => expect(await counter.brew(closed)).toBe("brewed"));
	});

	it("is asked to sign in when the session ends elsewhere, and goes on in its place", async () => {
		const number = await counter.number(await counter.order());
		const token = await page.evaluate(() => JSON.parse(localStorage.getItem("cortado.session.store")!).token);
		await fetch(`${system.base}/v1/sessions/current`, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });

		await page.getByText("로그인이 만료되었습니다").waitFor();
		expect(await page.getByText(number).count()).toBe(0);
		await page.getByLabel(/전화번호/).fill(STAFF);
		await page.getByLabel("비밀번호").fill("demo-1234");
		await page.keyboard.press("Enter");

		await button(`${number} 수락`).waitFor();
	});

	describe("whose time to answer is short", () => {
		beforeAll(async () => {
			await system.stop();
			await system.start({ STORE_ANSWER_SECONDS: "5" });
		});

		it("sees that an order is gone that nobody has answered", async () => {
			const id = await counter.order();
			const number = await counter.number(id);

			await page.getByText("응답 시간 초과").waitFor();
			await title("매장 · Cortado");
			expect((await counter.becomes(id, "cancelled")).reason).toBe("store_unanswered");
			await expectAccessible(page);
			await screenshot(page, "store-unanswered");
			await button(`${number} 확인`).click();

			await page.getByText("새 주문이 없습니다").waitFor();
		});
	});
});
