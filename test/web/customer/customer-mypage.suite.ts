import { randomInt } from "node:crypto";
import type { Page } from "playwright-core";
import { Api, type People, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { eventually } from "../../support/eventually.ts";
import { signUp } from "../../support/sign-up.ts";
import { expectGoodLooks, inBrowser, type Person, person } from "../support/browser.ts";
import { oneSystem } from "../support/one-system.ts";

const PASSWORD = "demo-1234";
const PAGE_SIZE = 20;

inBrowser("my page", () => {
	let system: System;
	let who: People;
	let phone: string;
	let api: Api;
	let customer: Person;
	let page: Page;

	beforeAll(async () => {
		system = await oneSystem();
		who = await people(system.base);
	});
	beforeEach(async () => {
		phone = `0109${randomInt(1_000_000, 9_999_999)}`;
		await signUp(who.anonymous.post, { phone, password: PASSWORD, name: "이새롬" });
		api = await who.anonymous.signIn(phone);
	});
	afterEach(async () => {
		customer?.expectQuiet();
		await customer?.leave();
	});

	const order = async (storeId = "hongdae"): Promise<{ id: string; number: string }> => {
		const lines = [{ productId: "cold-brew", quantity: 3 }];
		const { body, status } = await api.post("/v1/orders", {
			storeId,
			kind: "goods",
			fulfilment: "pickup",
			lines,
			payment: { timing: "on_receipt" },
		});
		expect(status).toBe(201);
		return body;
	};
	const collected = async ({ id }: { id: string }) => {
		await api.until(`/v1/orders/${id}`, { status: "ready" });
		expect((await who.hongdae.post(`/v1/stores/hongdae/orders/${id}/collect`)).status).toBe(200);
	};
	const open = async (path: string) => {
		customer = await person(system.base, phone);
		page = await customer.open(path);
		await page.getByText("실시간").waitFor();
	};
	const shows = (words: string | RegExp) => page.getByText(words).first().waitFor();
	const button = (name: string) => page.getByRole("button", { name, exact: true });
	const rowOf = ({ number }: { number: string }) =>
		page.getByRole("listitem").filter({ has: page.getByRole("link", { name: new RegExp(number) }) });
	const expectLook = (name: string) => expectGoodLooks(page, `customer-${name}`);

	it("starts empty, shows a new order live and adds its cups to the level", async () => {
		await open("/#/mypage");
		await shows("아직 주문 내역이 없습니다.");
		await shows("실버까지 5잔");
		await expectLook("mypage-empty");

		const placed = await order();
		const row = rowOf(placed);
		await row.getByText("콜드브루").waitFor();
		await row.getByText("제조").first().waitFor();
		await row.getByText("업데이트").first().waitFor();
		await expectLook("mypage-open");
		await collected(placed);

		await shows("실버까지 2잔");
		await row.getByRole("link", { name: /완료/ }).waitFor();
		await page.getByText("적립 내역").click();
		await page.getByText("+3").waitFor();
		await expectLook("mypage-ledger");
		await page.getByRole("link", { name: new RegExp(placed.number) }).click();
		await page.getByRole("heading", { name: `주문 ${placed.number}` }).waitFor();
	});

	it("loads older orders page by page", async () => {
		const first = await order("gangnam");
		for (let count = 0; count < PAGE_SIZE; count++) await order("gangnam");
		await eventually(async () => expect((await api.get("/v1/mypage?limit=100")).body.items).toHaveLength(PAGE_SIZE + 1));
		await open("/#/mypage");
		await button("더 보기").waitFor();
		expect(await rowOf(first).count()).toBe(0);

		await button("더 보기").click();

		await rowOf(first).waitFor();
		await button("더 보기").waitFor({ state: "hidden" });
		await expectLook("mypage-long");
	});

	it("lists notifications, opens their orders and marks them as read", async () => {
		await open("/#/inbox");
		await shows("아직 알림이 없습니다.");
		const { number } = await order("gangnam");
		const notification = page.getByRole("link", { name: new RegExp(`읽지 않음.*${number}번 주문을 매장에 전달했습니다`) });
		await notification.waitFor();
		await page.getByRole("status").filter({ hasText: "읽지 않은 알림 1건" }).waitFor();
		await expectLook("inbox");

		await notification.click();

		await page.getByRole("heading", { name: `주문 ${number}` }).waitFor();
		await page.getByRole("link", { name: /^알림/ }).click();
		await page.getByRole("link", { name: new RegExp(`^매장 전달.*${number}`) }).waitFor();
		await eventually(async () => expect((await api.get("/v1/notifications")).body.items[0].readAt).not.toBeNull());
		await order("gangnam");
		await button("모두 읽음").click();
		await button("모두 읽음").waitFor({ state: "hidden" });
		await eventually(async () => {
			const { items } = (await api.get("/v1/notifications")).body;
			expect(items.filter(({ readAt }: { readAt: string | null }) => readAt === null)).toEqual([]);
		});
		await button("English").click();
		await shows(`Order ${number} was sent to the store.`);
		expect((await api.get("/v1/me")).body.language).toBe("en");
	});

	it("changes the name, language and password", async () => {
		await open("/#/mypage");
		await page.getByLabel("이름").fill("");
		await button("저장").click();
		await page.getByRole("alert").first().waitFor();
		await page.getByLabel("이름").fill("이새봄");
		await page.getByLabel("English").check();
		await button("저장").click();

		await shows("Saved.");
		expect(await page.getAttribute("html", "lang")).toBe("en");
		expect((await api.get("/v1/me")).body).toMatchObject({ name: "이새봄", language: "en" });
		await page.getByText("Change password").first().click();
		await page.getByLabel("Current password").fill("guess-1234");
		await page.getByLabel("New password (8 characters or more)").fill("other-1234");
		await button("Change password").click();
		await shows("The current password is incorrect.");
		await expectLook("account-en");
		await page.getByLabel("Current password").fill(PASSWORD);
		await button("Change password").click();

		await shows("Your password has been changed.");
		expect((await who.anonymous.post("/v1/sessions", { phone, password: "other-1234" })).status).toBe(201);
		expect((await who.anonymous.post("/v1/sessions", { phone, password: PASSWORD })).status).toBe(401);
	});

	it("deletes the account only after the confirmation word", async () => {
		await open("/#/mypage");
		await button("회원 탈퇴").click();
		const erase = button("탈퇴하기");
		expect(await erase.isDisabled()).toBe(true);
		await expectLook("erase");
		await page.getByLabel(/계속하려면/).fill("삭제");

		await erase.click();

		await page.getByRole("heading", { name: "로그인" }).waitFor();
		expect((await who.anonymous.post("/v1/sessions", { phone, password: PASSWORD })).status).toBe(401);
	});

	it("asks to sign in after the session was ended elsewhere, and keeps the view", async () => {
		const { number, id } = await order("gangnam");
		await open(`/#/orders/${id}`);
		await page.getByRole("heading", { name: `주문 ${number}` }).waitFor();
		const token = await page.evaluate<string>("JSON.parse(localStorage.getItem('cortado.session.customer')).token");
		await new Api(system.base, token).call("DELETE", "/v1/sessions/current");

		await shows("로그인이 만료되었습니다. 다시 로그인해 주세요.");
		await page.getByLabel("전화번호 (숫자만)").fill(phone);
		await page.getByLabel("비밀번호").fill(PASSWORD);
		await page.keyboard.press("Enter");

		await page.getByRole("heading", { name: `주문 ${number}` }).waitFor();
	});
});
