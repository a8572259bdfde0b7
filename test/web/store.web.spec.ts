import type { Locator, Page } from "playwright-core";
import { type People, people } from "../e2e/api.ts";
import { System } from "../e2e/system.ts";
import { eventually } from "../eventually.ts";
import { expectAccessible, inBrowser, type Person, type PersonOptions, person, screenshot } from "./browser.ts";
import { Counter } from "./counter.ts";

const STAFF = "01000000002";
const CUSTOMER = "01000000001";
const OPERATOR = "01000000004";
const MANY = 10;
const BOARD = "/v1/stores/gangnam";

inBrowser("a store's board", () => {
	let system: System;
	let counter: Counter;
	let everybody: People;
	let staff: Person;
	let page: Page;

	beforeAll(async () => {
		system = await (await System.prepare("one")).start();
		everybody = await people(system.base);
		counter = new Counter(everybody);
	}, 60_000);
	afterEach(async () => {
		staff?.expectQuiet();
		await staff?.leave();
		await counter.clear();
	});
	afterAll(() => system?.remove());

	const open = async (phone = STAFF, options: PersonOptions = {}, path = "/store/") => {
		staff = await person(system.base, phone, options);
		page = await staff.open(path);
		await page.getByText("실시간").waitFor();
	};
	const column = (name: "새 주문" | "제조" | "선반"): Locator => page.getByRole("region", { name: new RegExp(`^${name}`) });
	const tile = (number: string): Locator => page.getByRole("article", { name: new RegExp(`^${number} `) });
	const button = (name: string | RegExp): Locator => page.getByRole("button", { name });
	const shows = (words: string | RegExp) => page.getByText(words).first().waitFor();
	const hides = (words: string | RegExp) => page.getByText(words).first().waitFor({ state: "hidden" });
	const counts = (where: Locator, count: number) =>
		eventually(async () => expect(await where.getByRole("article").count()).toBe(count), 10_000);
	const focused = () => page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-tile]")?.dataset.tile);
	/** On the tile that has the focus, once this is what it is for. */
	const pressEnterOn = async (command: string): Promise<string> => {
		const main = page.locator("[data-tile]:focus .button.main", { hasText: command });
		const label = (await main.textContent())!;
		await page.keyboard.press("Enter");
		return label;
	};
	const look = async (name: string) => {
		await expectAccessible(page);
		await screenshot(page, `store-${name}`);
	};

	it("takes ten orders in and out by keyboard alone, and the focus is never lost", async () => {
		const ids: string[] = [];
		for (let index = 0; index < MANY; index++) ids.push(await counter.order(index % 2 ? "prepaid" : "on_receipt"));
		await open();
		await counts(column("새 주문"), MANY);
		await page.keyboard.press("1");

		for (let left = MANY; left > 0; left--) {
			await pressEnterOn("접수");
			await counts(column("새 주문"), left - 1);
		}
		await counts(column("제조"), MANY);
		await page.keyboard.press("1");
		for (let left = MANY; left > 0; left--) {
			await pressEnterOn("제조 시작");
			await pressEnterOn("완료");
			await counts(column("제조"), left - 1);
		}
		await counts(column("선반"), MANY);
		await page.keyboard.press("1");
		for (let left = MANY; left > 0; left--) {
			const takesMoney = (await pressEnterOn("건넴")).includes("받고");
			if (takesMoney) await page.getByRole("dialog").waitFor();
			if (takesMoney) await page.keyboard.press("Enter");
			await counts(column("선반"), left - 1);
		}

		for (const id of ids) await counter.becomes(id, "completed");
		expect(await page.evaluate(() => document.activeElement?.id)).toBe("heading-shelf");
	}, 60_000);

	it("sends nothing that is taken back within three seconds", async () => {
		const [first, second] = [await counter.brewing(), await counter.brewing()];
		const [one, other] = [await counter.number(first), await counter.number(second)];
		await open();

		await button(`${one} 완료`).click();
		await shows(`3초 안에 되돌릴 수 있습니다: ${one} 완료`);
		await page.keyboard.press("u");
		await tile(one).waitFor();
		expect(await focused()).toBe(first);
		await button(`${other} 완료`).click();
		await screenshot(page, "store-undo");
		await counter.becomes(second, "ready");

		expect(await counter.brew(first)).toBe("brewing");
	}, 60_000);

	it("strikes a cancelled ticket through until somebody has seen it, also when loaded again", async () => {
		const id = await counter.accepted("prepaid");
		const number = await counter.number(id);
		await open();
		await tile(number).waitFor();

		await counter.cancel(id);
		await shows(/취소됨 \d\d:\d\d/);
		expect(
			await tile(number)
				.getByRole("heading")
				.evaluate((element) => getComputedStyle(element).textDecorationLine),
		).toBe("line-through");
		await look("gone");
		await page.reload();
		await shows("손님이 취소");
		await button(`${number} 확인`).click();

		await tile(number).waitFor({ state: "hidden" });
		await page.reload();
		await shows("만들 것이 없습니다");
		expect(await tile(number).count()).toBe(0);
	}, 60_000);

	it("takes money with its change, turns down with a reason, and says so to the customer", async () => {
		const paid = await counter.number(await counter.ready());
		const unwanted = await counter.order();
		await open();

		await button(`${paid} 10,000원 받고 건넴`).click();
		await page.keyboard.type("50000");
		await shows("거스름돈 40,000원");
		await look("money");
		await page.keyboard.press("Enter");
		await tile(paid).waitFor({ state: "hidden" });
		await shows("최근 건넴");
		await page.keyboard.press("1");
		await page.keyboard.press("r");
		await page.getByRole("radio", { name: "기타" }).check();
		await look("reject");
		await page.getByLabel("사유를 적어 주세요").fill("기계 고장");
		await page.keyboard.press("Enter");

		await shows("새 주문이 없습니다");
		expect((await counter.becomes(unwanted, "rejected")).reason).toBe("기계 고장");
	}, 60_000);

	it("says that something is sold out to all menus, and why a ticket is gone", async () => {
		await open();
		const mochas = { lines: [{ productId: "mocha", quantity: 1 }] };
		const id = await counter.order("prepaid", mochas);

		await button("재고 수정").click();
		await button("모카 품절로").click();
		await shows("0 품절");
		await look("stock");
		await page.keyboard.press("Escape");
		await eventually(async () => {
			const { body } = await everybody.nobody.get(`${BOARD}/menu`);
			expect(body.items).toContainEqual(expect.objectContaining({ productId: "mocha", available: false }));
		}, 2_000);
		await button(/접수$/).click();

		await shows("재고 부족");
		await counter.becomes(id, "cancelled");
		await button(/확인$/).click();
		await page.keyboard.press("s");
		await page.getByLabel("모카 · 가진 수").fill("7");
		await button("모카 저장").click();
		await hides("0 품절");
	}, 60_000);

	it("closes and opens, adds to the wait, and takes orders by itself", async () => {
		await open();
		const settings = button(/^매장 설정/);

		await settings.click();
		await look("settings");
		await page.getByRole("radio", { name: "영업 종료" }).check();
		await page.getByRole("radio", { name: "+10분" }).check();
		await everybody.nobody.until(BOARD, { open: false, extraMinutes: 10 });
		await page.keyboard.press("Escape");
		await shows("새 주문을 받지 않습니다");
		const order = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines: [{ productId: "latte", quantity: 1 }] };
		const refused = await everybody.customer.post("/v1/orders", { ...order, payment: { timing: "on_receipt" } });
		expect(refused.body.code).toBe("store_closed");
		await look("closed");
		await button("다시 열기").click();
		await hides("새 주문을 받지 않습니다");
		await everybody.gangnam.patch(BOARD, { extraMinutes: 0, autoAccept: true });
		await counter.order();

		await button(/제조 시작$/).waitFor();
		await everybody.gangnam.patch(BOARD, { autoAccept: false });
	}, 60_000);

	it("finds a rider, sees them come and go, and unlocks a PIN", async () => {
		const id = await counter.errands.goods();
		await counter.errands.finishBrewing(id);
		const number = await counter.number(id);
		await everybody.rider.patch("/v1/riders/me", { onShift: true });
		await open();

		await tile(number).getByRole("button", { name: "기사 배정" }).click();
		await page
			.getByRole("dialog")
			.getByRole("button", { name: /쉬는 중/ })
			.click();
		await shows("기사 응답 대기");
		await everybody.rider.post(`/v1/deliveries/${id}/accept`);
		await shows("기사 오는 중");
		await look("rider");
		await everybody.rider.post(`/v1/deliveries/${id}/depart`);
		await shows(/\d\d:\d\d 도착 예정/);
		const pin = await counter.errands.wrongPin(id);
		for (let tries = 0; tries < 5; tries++) await everybody.rider.post(`/v1/deliveries/${id}/confirm`, { pin });
		await page.reload();
		await shows("PIN 잠김");
		await button(`${number} PIN 잠금 풀기`).click();
		await hides("PIN 잠김");
		await everybody.rider.post(`/v1/deliveries/${id}/confirm`, { pin: await counter.errands.pin(id) });

		await tile(number).waitFor({ state: "hidden" });
		expect(await page.getByRole("region", { name: "최근 건넴" }).textContent()).toContain(number);
	}, 60_000);

	it("stays while the connection is lost, and sends again what was not sent", async () => {
		const id = await counter.order();
		const number = await counter.number(id);
		await open();
		staff.tolerate(/ERR_INTERNET_DISCONNECTED/);

		await staff.context.setOffline(true);
		await shows(/연결 끊김, \d\d:\d\d 기준/);
		await button(`${number} 접수`).click();
		await button(`${number} 보내지 못함 · 다시`).waitFor();
		await look("lost");
		await staff.context.setOffline(false);
		await button(`${number} 보내지 못함 · 다시`).click();

		await counter.becomes(id, "accepted");
		await button(`${number} 제조 시작`).waitFor();
	}, 60_000);

	it("marks what its customer wants cancelled while nobody can decide", async () => {
		const id = await counter.accepted();
		const held = { status: "held", reason: null, requestedAt: "2026-11-21T01:00:00.000Z", decidedAt: null, attempts: 2, code: null };
		staff = await person(system.base, STAFF);
		await staff.page.route(`**/v1/orders/${id}`, async (route) => {
			const response = await route.fetch();
			await route.fulfill({ response, json: { ...(await response.json()), cancellation: held } });
		});
		page = await staff.open("/store/");

		await shows("취소 요청 보관");
		await button(`${await counter.number(id)} 제조 시작`).waitFor();
	});

	it("finds a number, and lists its keys", async () => {
		const number = await counter.number(await counter.ready());
		await open();
		await tile(number).waitFor();

		await page.keyboard.press("/");
		await page.keyboard.type(`${number.replace("-", "").toLowerCase()}\n`);
		await shows(`${number}: 돈 받고 건넬 것`);
		expect(await tile(number).evaluate((element) => element === document.activeElement)).toBe(true);
		await page.keyboard.press("/");
		await page.keyboard.type("ZZ-1\n");
		await shows("ZZ-1: 없음");
		await page.keyboard.press("Escape");
		await page.keyboard.press("?");
		await page.getByRole("dialog", { name: "단축키" }).waitFor();
		await look("keys");
	});

	it("shows an operator any store, in English and in the dark", async () => {
		await counter.order("prepaid", { note: "얼음 적게" });
		await counter.brewing();
		await open(OPERATOR, { viewport: { width: 1366, height: 900 }, colorScheme: "dark" });

		await page.getByRole("link", { name: /강남점/ }).waitFor();
		await look("chooser");
		await button("English").click();
		await page.getByRole("link", { name: /Gangnam/ }).click();
		await shows("Being made");
		expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
		await look("en-dark");
		expect(await page.getByText(/undefined|NaN/).count()).toBe(0);
	});

	it("has tabs on a narrow screen, and nothing beside it", async () => {
		await counter.order();
		await counter.ready();
		await open(STAFF, { viewport: { width: 512, height: 384 } });

		await page.getByRole("tab", { name: "새 주문 1" }).waitFor();
		expect(await column("선반").count()).toBe(0);
		await page.getByRole("tab", { name: "선반 1" }).click();
		await button(/받고 건넴$/).waitFor();
		await look("narrow");
		await page.setViewportSize({ width: 320, height: 640 });

		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
	});

	it("is not for customers, and asks nothing for them", async () => {
		const asked: string[] = [];
		staff = await person(system.base, CUSTOMER);
		staff.page.on("request", (request) => void asked.push(new URL(request.url()).pathname));
		page = await staff.open("/store/");

		await shows("이 계정으로는 볼 수 없는 화면입니다");
		expect(asked.filter((path) => path.startsWith("/v1/") && path !== "/v1/stream")).toEqual([]);
	});
});
