import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type People, people } from "../../e2e/api.ts";
import type { System } from "../../e2e/system.ts";
import { expectAccessible, inBrowser, type Person, screenshot } from "../support/browser.ts";
import { oneSystem } from "../support/one-system.ts";
import { anOperator, placed, region, row, stocked } from "../support/operators.ts";

inBrowser("what operators look up and set up", () => {
	let system: System;
	let who: People;
	let operator: Person;

	beforeAll(async () => {
		system = await oneSystem();
		who = await people(system.base);
	});
	beforeEach(async () => {
		operator = await anOperator(system.base);
	});
	afterEach(() => operator?.leave());

	it("finds an order by its number, says what it waits for, and what was known at any time", async () => {
		const { id, number } = await stocked(who);
		const page = await operator.open("/ops/#/orders");
		await region(page, "최근 주문").getByRole("link", { name: number }).waitFor();
		await page.getByLabel(/^주문 번호/).fill(number.toLowerCase().replace("-", ""));
		await page.getByRole("button", { name: "찾기" }).click();

		await page.getByRole("heading", { name: `주문 ${number}` }).waitFor();
		await region(page, "무엇을 기다리나").getByText("제조 시작").waitFor();
		expect((await who.gangnam.post(`/v1/brews/${id}/start`)).status).toBe(200);
		await region(page, "지금").getByText("제조 중").waitFor();
		const history = region(page, "이력").getByRole("listitem");
		await history.filter({ hasText: "제조를 시작함" }).getByText("제조 중").waitFor();
		await screenshot(page, "ops-order");

		await history.filter({ hasText: "매장에 보냄" }).getByRole("link").click();
		const then = page.getByRole("region", { name: /알려진 대로$/ });
		await then.getByText("수락 대기").waitFor();
		await expectAccessible(page);
		await then.getByRole("link", { name: "지금 보기" }).click();
		await region(page, "지금").getByText("제조 중").waitFor();
		operator.expectQuiet();
	});

	describe("webhooks", () => {
		let receiver: Server;

		beforeAll(async () => {
			receiver = createServer((_request, response) => void response.writeHead(204).end()).listen(0, "127.0.0.1");
			await once(receiver, "listening");
		});
		afterAll(() => receiver.close());

		it("are made with a secret that is shown once, watched, repeated and removed", async () => {
			const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
			const page = await operator.open("/ops/#/webhooks");
			const address = page.getByLabel(/^주소/);
			await address.fill("nowhere");
			await page.getByRole("button", { name: "만들기" }).click();
			await address.and(page.locator("[aria-invalid]")).waitFor();

			await address.fill(url);
			await page.getByRole("button", { name: "만들기" }).click();
			const dialog = page.getByRole("dialog");
			await dialog.getByText(/^whsec_/).waitFor();
			await dialog.getByRole("button", { name: "닫기" }).click();
			const webhook = row(region(page, "웹훅"), url);
			await webhook.getByText("모든 사건").waitFor();
			expect(await page.getByText(/whsec_/).count()).toBe(0);
			await expectAccessible(page);

			await placed(who);
			await webhook.getByRole("link", { name: "보낸 기록" }).click();
			const sent = page.getByRole("row").filter({ hasText: "매장에 보냄" }).first();
			await sent.getByText("✓보냄").waitFor();
			await sent.getByRole("button", { name: /^다시 보내기/ }).click();
			await sent.getByRole("cell", { name: "2", exact: true }).waitFor();
			await expectAccessible(page);

			await page.getByRole("link", { name: /웹훅 목록/ }).click();
			await page.getByRole("button", { name: `${url} 지우기` }).click();
			await dialog.getByRole("button", { name: "지우기", exact: true }).click();
			await page.getByText("등록한 웹훅이 없습니다.").waitFor();
			operator.expectQuiet();
		});
	});

	it("opens a store, turns its switches and makes accounts of those who work there", async () => {
		const page = await operator.open("/ops/#/stores");
		const fields = {
			"매장 ID": "jamsil",
			"이름 (한국어)": "잠실점",
			"이름 (영어)": "Jamsil",
			주소: "서울 송파구",
			위도: "37.51",
			경도: "127.1",
		};
		const opening = region(page, "매장 열기");
		for (const [label, value] of Object.entries(fields)) await opening.getByLabel(label).fill(value);
		await opening.getByRole("button", { name: "열기" }).click();
		await opening.getByText(/^잠실점 매장을 열었습니다/).waitFor();
		await page.getByRole("button", { name: "잠실점 자동 접수: 꺼짐" }).click();
		await page.getByRole("button", { name: "잠실점 자동 접수: 켜짐" }).waitFor();

		const account = region(page, "계정 만들기");
		await account.getByLabel("일하는 매장").selectOption({ label: "잠실점" });
		await account.getByLabel("전화번호").fill("01077770000");
		await account.getByLabel("이름").fill("하나");
		await account.getByLabel("비밀번호").fill("short");
		await account.getByRole("button", { name: "계정 만들기" }).click();
		await account.getByLabel("비밀번호").and(page.locator(":focus[aria-invalid]")).waitFor();
		await account.getByLabel("비밀번호").fill("demo-1234");
		await account.getByRole("button", { name: "계정 만들기" }).click();
		await account.getByText("하나 (매장 직원) 계정을 만들었습니다.").waitFor();
		await expectAccessible(page);
		operator.expectQuiet();
		await who.nobody.signIn("01077770000");
	});
});
