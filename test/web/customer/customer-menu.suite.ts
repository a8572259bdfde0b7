import type { Page } from "playwright-core";
import { type Api, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { expectAccessible, inBrowser, type Person, person, screenshot } from "../support/browser.ts";
import { putInCart } from "../support/customer-page.ts";
import { oneSystem } from "../support/one-system.ts";

const CUSTOMER = "01000000001";
const PAY = /(결제|주문)하기/;

inBrowser("the menu", () => {
	let system: System;
	let customer: Api;
	let gangnam: Api;
	let visitor: Person;
	let page: Page;

	beforeAll(async () => {
		system = await oneSystem();
		({ customer, gangnam } = await people(system.base));
	});
	afterEach(async () => {
		visitor.expectQuiet();
		await visitor.leave();
	});

	const enter = async (phone?: string, options = {}) => {
		visitor = await (await person(system.base, phone, options)).withClock();
		page = await visitor.open("/");
		await page.getByRole("button", { name: /^강남점/ }).click();
		await page.getByRole("heading", { name: "강남점" }).waitFor();
	};
	const put = (name: string) => putInCart(page, name);
	const toCart = () => page.getByRole("link", { name: /장바구니 보기/ }).click();
	const product = (name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true, level: 3 }) });
	const stock = (onHand: number, item = "mocha") => gangnam.put(`/v1/stores/gangnam/stock/${item}`, { onHand });
	/** Runs the clock until the page polls, at most two seconds. */
	const polls = async () => {
		const answer = page.waitForResponse("**/menu");
		await page.clock.runFor(2_000);
		await (await answer).finished();
	};
	const newest = async () => (await customer.get("/v1/orders?limit=1")).body.items[0];
	const placed = async () => {
		await page.waitForURL(/#\/orders\/ord_/);
		return newest();
	};

	it("shows the store's name, address and wait, and needs no account", async () => {
		await enter();

		await page.getByText("서울 강남구 강남대로 396").waitFor();
		await page.getByText("지금 주문하면 약 1분").waitFor();
		await page.getByText("제조 전 취소 가능").waitFor();
		await page.getByRole("link", { name: "매장 변경" }).click();
		await page.getByRole("button", { name: /^홍대점/ }).click();
		await page.getByRole("heading", { name: "홍대점" }).waitFor();
		expect(await page.getByRole("heading", { name: "강남점" }).count()).toBe(0);
	});

	it("shows a sold-out item while it is open, and blocks ordering it", async () => {
		await enter(CUSTOMER);
		await put("모카");
		await put("라떼");
		try {
			await visitor.stopClock();
			await polls();
			await stock(0);
			await customer.until("/v1/stores/gangnam/menu", {
				items: expect.arrayContaining([expect.objectContaining({ productId: "mocha", available: false })]),
			});
			await polls();
			await product("모카").getByText("품절").waitFor();
			await page.clock.resume();
			await toCart();
			await page.getByText("품절된 상품을 빼면 주문할 수 있습니다.").waitFor();
			expect(await page.getByRole("button", { name: PAY }).getAttribute("aria-disabled")).toBe("true");
			await page.getByRole("button", { name: "모카 빼기" }).click();
			await page.getByRole("button", { name: "강남점에서 5,000원 결제하기", disabled: false }).waitFor();
			expect(await page.evaluate("document.activeElement.textContent")).toBe("장바구니 · 강남점");
		} finally {
			await stock(100);
		}
	});

	it("shows a changed price, and charges no price that was not shown", async () => {
		await enter(CUSTOMER);
		await put("콜드브루");
		const price = (amount: number | null) => gangnam.patch("/v1/stores/gangnam/offers/cold-brew", { price: amount });
		try {
			await price(5_200);
			await toCart();
			await page.getByText("가격이 4,900원에서 변경되었습니다.").waitFor();
			await page.route("**/menu", (route) => route.abort());
			visitor.tolerate(/ERR_FAILED/);
			await price(5_500);
			await page.getByRole("button", { name: "강남점에서 5,200원 결제하기" }).click();
			await page.getByText("가격이 5,200원에서 5,500원으로 변경되었습니다. 아직 결제되지 않았습니다.").waitFor();
			const { body } = await customer.get(`/v1/orders/${(await placed()).id}/payment`);
			expect([body.status, body.attempts]).toEqual(["due", 0]);
		} finally {
			await price(null);
		}
	});

	it("takes an iced oat latte with an extra shot, priced and made as chosen", async () => {
		await enter(CUSTOMER);
		await page.getByRole("button", { name: "라떼 담기", exact: true }).click();
		const sheet = page.getByRole("dialog", { name: "라떼" });
		await sheet.getByRole("radio", { name: "아이스" }).check();
		await sheet.getByRole("radio", { name: /^귀리 우유/ }).check();
		await sheet.getByRole("button", { name: "샷 추가 +1" }).click();
		await expectAccessible(page);
		await screenshot(page, "customer-options");
		await sheet.getByRole("button", { name: "6,200원 담기" }).click();
		await toCart();
		await page.getByText("아이스 · 레귤러 · 하우스 블렌드 · 샷 추가 · 귀리 우유").waitFor();
		await page.getByRole("button", { name: "라떼 옵션 변경" }).click();
		await sheet.getByRole("radio", { name: /^라지/ }).check();
		await sheet.getByRole("button", { name: "6,900원으로 변경" }).click();
		await page.getByRole("button", { name: "강남점에서 6,900원 결제하기", disabled: false }).click();

		const { amounts, lines } = await placed();
		const options = lines[0].options.map(({ optionId, quantity }: { optionId: string; quantity: number }) => [optionId, quantity]);
		expect(amounts.total).toBe(6_900);
		expect(options).toEqual(["iced", "large", "house", "extra-shot", "oat"].map((optionId) => [optionId, 1]));
		await page.getByText("아이스 · 라지 · 하우스 블렌드 · 샷 추가 · 귀리 우유").waitFor();
	});

	it("blocks a cart whose option has sold out, until another one is chosen", async () => {
		await enter(CUSTOMER);
		await page.getByRole("button", { name: "라떼 담기", exact: true }).click();
		const sheet = page.getByRole("dialog", { name: "라떼" });
		await sheet.getByRole("radio", { name: /^귀리 우유/ }).check();
		await sheet.getByRole("button", { name: "5,600원 담기" }).click();
		await toCart();
		try {
			await gangnam.patch("/v1/stores/gangnam/offers/milk:oat", { soldOut: true });
			await page.getByText("선택한 옵션이 품절되었습니다.").waitFor();
			expect(await page.getByRole("button", { name: PAY }).getAttribute("aria-disabled")).toBe("true");
			await page.getByRole("button", { name: "라떼 옵션 변경" }).click();
			await sheet.getByRole("radio", { name: /두유/ }).check();
			await sheet.getByRole("button", { name: "5,000원으로 변경" }).click();
			await page.getByRole("button", { name: "강남점에서 5,000원 결제하기", disabled: false }).waitFor();
		} finally {
			await gangnam.patch("/v1/stores/gangnam/offers/milk:oat", { soldOut: false });
		}
	});

	it("takes an order for tomorrow at a chosen time, also while its store is closed", async () => {
		await enter(CUSTOMER);
		await put("라떼");
		await toCart();
		const time = page.getByLabel("시간", { exact: true });
		try {
			const closedUntil = { at: new Date(Date.now() + 3_600_000).toISOString(), reason: "점검" };
			await gangnam.patch("/v1/stores/gangnam", { closedUntil });
			await page.getByText("지금은 주문을 받지 않습니다.").last().waitFor();
			await page.getByRole("radio", { name: "예약" }).check();
			await page.getByText("받을 시간을 선택해 주세요.").waitFor();
			await page.getByLabel("날짜").selectOption({ index: 1 });
			await time.selectOption({ index: 40 });
			await expectAccessible(page);
			await screenshot(page, "customer-scheduled");
			const at = await time.inputValue();
			await page.getByRole("button", { name: "강남점에서 5,000원 결제하기", disabled: false }).click();

			const order = await placed();
			expect([order.for, order.status]).toEqual([at, expect.stringMatching(/placed|submitted/)]);
			await page
				.getByText(/ 예약$/)
				.first()
				.waitFor();
		} finally {
			await gangnam.patch("/v1/stores/gangnam", { closedUntil: null });
		}
	});

	it("is searched, in either language, and shows nothing that does not match", async () => {
		await enter();
		await page.getByRole("searchbox", { name: "메뉴 검색" }).fill("CROISSANT");
		await product("크루아상").waitFor();
		expect(await page.getByRole("heading", { level: 3 }).allTextContents()).toEqual(["크루아상"]);
		await page.getByRole("searchbox", { name: "메뉴 검색" }).fill("짜장면");
		await page.getByText("'짜장면'에 맞는 메뉴가 없습니다.").waitFor();
	});

	it("can be read while its store is closed, but takes no orders", async () => {
		await enter(CUSTOMER);
		await put("라떼");
		await toCart();
		await page.getByRole("button", { name: PAY }).waitFor();
		try {
			await gangnam.patch("/v1/stores/gangnam", { open: false });
			await page.getByText("지금은 주문을 받지 않습니다.").last().waitFor();
			expect(await page.getByRole("button", { name: PAY }).count()).toBe(0);
			await page.getByRole("link", { name: "← 메뉴로" }).click();
			await product("라떼").waitFor();
		} finally {
			await gangnam.patch("/v1/stores/gangnam", { open: true });
		}
		await page.getByText("지금 주문하면").waitFor();
	});

	it("keeps the cart while its customer creates an account", async () => {
		await enter();
		await put("라떼");
		await put("모카");
		await toCart();
		await page.getByLabel("요청사항").fill("뜨겁게");
		await page.getByRole("radio", { name: "수령 시 결제" }).check();
		await page.getByRole("button", { name: "처음이신가요? 회원가입" }).click();
		await page.getByLabel("이름").fill("하나");
		await page.getByLabel("전화번호").fill("010-8888-0001");
		await page.getByRole("button", { name: "인증번호 받기" }).click();
		const code = /\d{6}/.exec((await page.getByText("데모에서는 문자를 보내지 않습니다").textContent())!)![0];
		await page.getByLabel("인증번호").fill(code);
		for (const consent of ["이용약관", "개인정보 수집·이용에"]) await page.getByLabel(consent).check();
		await page.getByLabel("비밀번호").fill("short");
		await page.getByLabel("비밀번호").press("Enter");
		await page.getByRole("alert").waitFor();
		expect(await page.getByLabel("비밀번호").getAttribute("aria-invalid")).toBe("true");
		await page.getByLabel("비밀번호").fill("long-enough");
		await page.getByRole("button", { name: "회원가입" }).click();

		await page.getByRole("button", { name: "강남점에서 10,500원 주문하기" }).click();
		await page.getByText("수락 대기").first().waitFor();
		await page.getByText("뜨겁게").waitFor();
	});

	it("takes a delivery order for the quoted fee", async () => {
		await enter(CUSTOMER);
		await put("라떼");
		await toCart();
		await page.getByRole("radio", { name: "배달", exact: true }).check();
		await page.getByText("받는 곳의 주소를 입력해 주세요.").waitFor();
		const address = page.getByRole("combobox", { name: "주소" });
		await address.fill("역삼");
		await page.getByRole("option", { name: "강남구 역삼동" }).waitFor();
		await expectAccessible(page);
		await address.fill("강남구 역삼동 12-3");
		await page.getByRole("option", { name: "서울 강남구 역삼동 12-3" }).waitFor();
		for (const key of ["ArrowDown", "ArrowUp", "ArrowDown"]) await address.press(key);
		expect(await page.locator(`#${await address.getAttribute("aria-activedescendant")}`).getAttribute("aria-selected")).toBe("true");
		await address.press("Enter");
		expect([await address.inputValue(), await address.getAttribute("aria-expanded")]).toEqual(["서울 강남구 역삼동 12-3", "false"]);
		await page.getByText(/배달비 · 0\.9 km · 약 \d+분/).waitFor();
		await page.getByLabel("상세 주소").fill("3층");
		await page.getByRole("button", { name: "강남점에서 8,000원 결제하기", disabled: false }).click();

		const { amounts, destination, quoteId } = await placed();
		expect([amounts, destination.address, quoteId]).toEqual([
			{ goods: 5_000, delivery: 3_000, total: 8_000 },
			"서울 강남구 역삼동 12-3 3층",
			expect.stringMatching(/^quo_/),
		]);
	});

	it("offers recent addresses, and takes no address that was only typed", async () => {
		await enter(CUSTOMER);
		const recent = [{ address: "서울 강남구 역삼동 7", lat: 37.5, lng: 127.037 }];
		const key = `cortado.recent-places.${(await customer.get("/v1/me")).body.id}`;
		await page.evaluate(`localStorage.setItem("${key}", ${JSON.stringify(JSON.stringify(recent))})`);
		await page.reload();
		await page.getByRole("link", { name: "소포" }).click();
		const to = page.getByRole("group", { name: "받는 곳" }).getByRole("combobox");
		await to.click();
		await page.getByRole("option", { name: "서울 강남구 역삼동 7" }).click();
		expect(await to.inputValue()).toBe("서울 강남구 역삼동 7");
		await to.press("Escape");
		await to.fill("달나라 1");
		await page.getByText(/^검색 결과가 없습니다/).waitFor();
		await to.fill("잠실");
		await page.getByRole("option", { name: /^송파구 잠실동/ }).waitFor();
		await page.getByLabel("보낼 물건").click();
		await page.getByText("검색 결과에서 주소를 선택해 주세요.").waitFor();
		expect(await page.getByRole("listbox").count()).toBe(0);
	});

	it("takes a parcel from door to door", async () => {
		await enter(CUSTOMER, { geolocation: { latitude: 37.5, longitude: 127.03 }, permissions: ["geolocation"] });
		await page.getByRole("link", { name: "소포" }).click();
		const [from, to] = ["보내는 곳", "받는 곳"].map((name) => page.getByRole("group", { name }));
		await from!.getByRole("button", { name: "현재 위치 사용" }).click();
		await from!.getByLabel("주소 (라이더 안내용)").fill("테헤란로 1");
		await to!.getByRole("combobox").fill("yeoksam");
		await to!.getByRole("option").first().click();
		await page.getByLabel("보낼 물건").fill("서류");
		await page.getByLabel("무게").fill("1,2");
		await page.getByRole("radio", { name: "착불" }).check();
		await page.getByText(/배달비 · /).waitFor();
		await expectAccessible(page);
		await page.getByRole("button", { name: /강남점에서 3,\d00원 주문하기/ }).click();

		const { kind, parcel, payment } = await placed();
		expect([kind, parcel.item, parcel.weightKg, parcel.from, payment.timing]).toEqual([
			"parcel",
			"서류",
			1.2,
			{ address: "테헤란로 1", lat: 37.5, lng: 127.03 },
			"on_receipt",
		]);
	});

	it.each([
		["light", "한국어"],
		["dark", "English"],
	] as const)("is accessible in the %s scheme, in %s", async (colorScheme, language) => {
		await enter(CUSTOMER, { colorScheme });
		await put("라떼");
		if (language === "English") await page.getByRole("button", { name: language }).click();
		const views = ["", "cart", "stores", "parcel"];
		for (const view of views) {
			await page.goto(`${system.base}/#/${view}`);
			await page.locator("[aria-busy]").first().waitFor({ state: "detached" });
			await expectAccessible(page);
			await screenshot(page, `customer-${view || "menu"}-${colorScheme}`);
			await page.setViewportSize({ width: 320, height: 640 });
			expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
			await page.setViewportSize({ width: 390, height: 844 });
		}
		expect(await page.evaluate("document.documentElement.lang")).toBe(language === "English" ? "en" : "ko");
	});
});
