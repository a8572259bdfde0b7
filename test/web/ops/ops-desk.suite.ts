import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type People, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { aPng } from "../../support/builders/picture-files.ts";
import { expectAccessible, inBrowser, type Person, screenshot } from "../support/browser.ts";
import { oneSystem } from "../support/one-system.ts";
import { placeOrder, placeStockedOrder, region, row, signInOperator } from "../support/operators.ts";

inBrowser("the operators' orders, webhooks and stores", () => {
	let system: System;
	let who: People;
	let operator: Person;

	beforeAll(async () => {
		system = await oneSystem();
		who = await people(system.base);
	});
	beforeEach(async () => {
		operator = await signInOperator(system.base);
	});
	afterEach(() => operator?.leave());

	it("finds an order by its number, and shows what it waits for and its state at any time", async () => {
		const { id, number } = await placeStockedOrder(who);
		const page = await operator.open("/ops/#/orders");
		await region(page, "최근 주문").getByRole("link", { name: number }).waitFor();
		await page.getByLabel(/^주문 번호/).fill(number.toLowerCase().replace("-", ""));
		await page.getByRole("button", { name: "검색" }).click();
		await region(page, "검색 결과").getByRole("link", { name: number }).first().click();

		await page.getByRole("heading", { name: `주문 ${number}` }).waitFor();
		await region(page, "대기 원인").getByText("제조 시작").waitFor();
		expect((await who.gangnam.post(`/v1/brews/${id}/start`)).status).toBe(200);
		await region(page, "현재 상태").getByText("제조 중").waitFor();
		const history = region(page, "이력").getByRole("listitem");
		await history.filter({ hasText: "제조 시작" }).getByText("제조 중").waitFor();
		await screenshot(page, "ops-order");

		await history.filter({ hasText: "매장으로 주문 전송" }).getByRole("link").click();
		const then = page.getByRole("region", { name: /시점의 상태$/ });
		await then.getByText("수락 대기").waitFor();
		await expectAccessible(page);
		await then.getByRole("link", { name: "현재 상태 보기" }).click();
		await region(page, "현재 상태").getByText("제조 중").waitFor();
		operator.expectQuiet();
	});

	describe("webhooks", () => {
		let receiver: Server;

		beforeAll(async () => {
			receiver = createServer((_request, response) => void response.writeHead(204).end()).listen(0, "127.0.0.1");
			await once(receiver, "listening");
		});
		afterAll(() => receiver.close());

		it("are created with a secret that is shown once, list their sent events, send again, and are deleted", async () => {
			const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
			const page = await operator.open("/ops/#/webhooks");
			const address = page.getByLabel(/^URL/);
			await address.fill("nowhere");
			await page.getByRole("button", { name: "웹훅 등록" }).click();
			await address.and(page.locator("[aria-invalid]")).waitFor();

			await address.fill(url);
			await page.getByRole("button", { name: "웹훅 등록" }).click();
			const dialog = page.getByRole("dialog");
			await dialog.getByText(/^whsec_/).waitFor();
			await dialog.getByRole("button", { name: "닫기" }).click();
			const webhook = row(region(page, "웹훅"), url);
			await webhook.getByText("모든 이벤트").waitFor();
			expect(await page.getByText(/whsec_/).count()).toBe(0);
			await expectAccessible(page);

			await placeOrder(who);
			await webhook.getByRole("link", { name: "전송 기록" }).click();
			const sent = page.getByRole("row").filter({ hasText: "매장으로 주문 전송" }).first();
			await sent.getByText("✓전송 완료").waitFor();
			await sent.getByRole("button", { name: /^재전송/ }).click();
			await sent.getByRole("cell", { name: "2", exact: true }).waitFor();
			await expectAccessible(page);

			await page.getByRole("link", { name: /웹훅 목록/ }).click();
			await page.getByRole("button", { name: `${url} 삭제` }).click();
			await dialog.getByRole("button", { name: "삭제", exact: true }).click();
			await page.getByText("등록된 웹훅이 없습니다.").waitFor();
			operator.expectQuiet();
		});
	});

	it("creates a store, changes its settings, and invites, moves and suspends its staff", async () => {
		const page = await operator.open("/ops/#/stores");
		const fields = {
			"매장 ID": "jamsil",
			"이름 (한국어)": "잠실점",
			"이름 (영어)": "Jamsil",
		};
		const form = region(page, "매장 등록");
		for (const [label, value] of Object.entries(fields)) await form.getByLabel(label).fill(value);
		await form.getByLabel("주소").fill("송파구 잠실동 40");
		await form.getByRole("option", { name: "송파구 잠실동" }).click();
		expect(await form.getByLabel("위도").inputValue()).toMatch(/^37\.51/);
		await form.getByRole("button", { name: "매장 등록" }).click();
		await form.getByText(/^잠실점 매장을 등록했습니다/).waitFor();
		await page.getByRole("button", { name: "잠실점 자동 수락: 꺼짐" }).click();
		await page.getByRole("button", { name: "잠실점 자동 수락: 켜짐" }).waitFor();

		await page.getByRole("tab", { name: "계정" }).click();
		const [phone, password] = ["01077770000", "demo-1234"];
		const invitation = region(page, "직원 초대");
		await invitation.getByLabel("근무 매장").selectOption({ label: "잠실점" });
		await invitation.getByLabel("전화번호").fill("0107");
		await invitation.getByLabel("이름").fill("하나");
		await invitation.getByRole("button", { name: "직원 초대" }).click();
		await invitation.getByLabel("전화번호").and(page.locator(":focus[aria-invalid]")).waitFor();
		await invitation.getByLabel("전화번호").fill(phone);
		await invitation.getByRole("button", { name: "직원 초대" }).click();
		await invitation.getByText("하나 (매장 직원)님을 초대했습니다.").waitFor();
		await expectAccessible(page);
		const { code } = (await who.anonymous.post("/v1/codes", { phone, purpose: "password" })).body;
		expect((await who.anonymous.post("/v1/password-resets", { phone, code, password })).status).toBe(204);
		const barista = await who.anonymous.signIn(phone, password);

		await page.getByLabel("전화번호로 찾기").fill(phone);
		await page.getByRole("button", { name: "하나 관리" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("정지 사유").fill("퇴사");
		await expectAccessible(page);
		await dialog.getByRole("button", { name: "계정 정지" }).click();
		await dialog.getByText(": 퇴사").waitFor();
		await dialog.getByRole("button", { name: "정지 해제" }).waitFor();
		expect((await barista.get("/v1/me")).status).toBe(401);
		expect((await who.anonymous.post("/v1/sessions", { phone, password })).body.code).toBe("account_suspended");
		operator.expectQuiet();
	});

	it("edits the catalogue, which a new store sells at once", async () => {
		const menuOf = async (store: string) => (await who.anonymous.get(`/v1/stores/${store}/menu`)).body;
		const page = await operator.open("/ops/#/menu");
		const dialog = page.getByRole("dialog");
		const fill = async (fields: Record<string, string>) => {
			for (const [label, value] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(value);
		};
		const save = () => dialog.getByRole("button", { name: "저장" }).click();

		await region(page, "분류").getByRole("button", { name: "분류 추가" }).click();
		await fill({ "ID (영문 소문자, 숫자, -)": "season", "이름 (한국어)": "계절 메뉴", "이름 (영어)": "Seasonal", 순서: "9" });
		await save();
		await region(page, "분류").getByText("계절 메뉴").waitFor();

		await page.getByRole("button", { name: "상품 추가" }).click();
		await fill({ "ID (영문 소문자, 숫자, -)": "pumpkin-latte", "이름 (한국어)": "호박라떼", "이름 (영어)": "Pumpkin latte", 가격: "비쌈" });
		await dialog.getByLabel("분류").selectOption({ label: "계절 메뉴" });
		await dialog.getByRole("checkbox", { name: "우유", exact: true }).first().check();
		await save();
		await dialog.getByLabel("가격", { exact: true }).and(page.locator(":focus[aria-invalid]")).waitFor();
		await expectAccessible(page);
		await screenshot(page, "ops-product");
		await fill({ 가격: "6300" });
		await save();
		await region(page, "상품").getByRole("row").filter({ hasText: "호박라떼" }).getByText("계절 메뉴").waitFor();

		await page.getByRole("button", { name: "우유 수정", exact: true }).click();
		await dialog.getByLabel("추가 금액").last().fill("700");
		await save();
		await dialog.waitFor({ state: "detached" });
		await expectAccessible(page);
		const location = { address: "서울 송파구 잠실동 41", lat: 37.51, lng: 127.09 };
		await who.operator.post("/v1/stores", { id: "autumn", name: { ko: "가을점", en: "Autumn" }, location });
		const { categories, items, optionGroups } = await menuOf("autumn");
		expect(items.find(({ productId }: { productId: string }) => productId === "pumpkin-latte")).toMatchObject({
			price: 6_300,
			available: true,
		});
		expect(categories.map(({ id }: { id: string }) => id)).toContain("season");
		expect(optionGroups.find(({ id }: { id: string }) => id === "milk").options.at(-1)).toMatchObject({ id: "oat", price: 700 });

		const choose = (name: string, buffer: Buffer) =>
			dialog.getByLabel("사진 파일", { exact: false }).setInputFiles({ name, mimeType: "image/png", buffer });
		await page.getByRole("button", { name: "호박라떼 사진" }).click();
		await choose("broken.png", Buffer.from("no picture"));
		await save();
		await dialog.getByText("사진을 읽을 수 없습니다.").waitFor();
		await choose("large.png", aPng({ width: 3_000, height: 2_000 }));
		await expectAccessible(page);
		await save();
		await dialog.waitFor({ state: "detached" });
		await region(page, "상품").getByRole("row").filter({ hasText: "호박라떼" }).locator("img").waitFor();
		const { image } = (await menuOf("autumn")).items.find(({ productId }: { productId: string }) => productId === "pumpkin-latte");
		expect(image).toMatch(/^\/v1\/pictures\/[0-9a-f]{32}\.webp$/);

		await page.getByRole("button", { name: "호박라떼 판매 종료" }).click();
		await page.getByRole("button", { name: "호박라떼 다시 판매" }).waitFor();
		expect((await menuOf("autumn")).items.some(({ productId }: { productId: string }) => productId === "pumpkin-latte")).toBe(false);
		operator.expectQuiet();
	});
});
