/** @jest-environment ./test/web/support/environment.ts */
import type { Page } from "playwright-core";
import { Fleet, FOLDERS } from "../../scripts/drill/fleet.ts";
import { buildPages } from "../../scripts/pages.ts";
import { available } from "../../scripts/servers/nats.ts";
import { type People, people } from "../e2e/support/api.ts";
import { nodeThatRuns } from "../e2e/support/processes.ts";
import { eventually } from "../support/eventually.ts";
import { needs } from "../support/needs.ts";
import { expectAccessible, expectGoodLooks, inBrowser, type Person, person, screenshot } from "./support/browser.ts";
import { LONG_TIMEOUTS } from "./support/one-system.ts";
import { headline, placeStockedOrder, region, row, signInOperator } from "./support/operators.ts";

const CUSTOMER = "01000000001";
const ALONE = ["brew", "order", "payment", "store", "customer-level"];
const FRONT = ["gateway", "idempotency"];

needs(await available(), "nats-server")("during an outage", () => {
	inBrowser("the pages", () => {
		let fleet: Fleet;
		let who: People;
		let customer: Person;
		let page: Page;

		beforeAll(async () => {
			await buildPages();
			fleet = await Fleet.start({
				env: LONG_TIMEOUTS,
				members: [
					{ name: "front", services: FRONT, reads: ["mypage", "store"] },
					...ALONE.map((service) => ({ name: service, services: [service] })),
					{ name: "rest", services: FOLDERS.filter((folder) => ![...FRONT, ...ALONE].includes(folder)) },
				],
			});
			who = await people(fleet.addresses[0]!);
		});
		afterEach(async () => {
			customer?.expectQuiet();
			await customer?.leave();
			await Promise.all(ALONE.map(start));
		});
		afterAll(() => fleet?.stop());

		const stop = (service: string, signal: "SIGTERM" | "SIGKILL" = "SIGTERM") => fleet.running(service)[0]!.end(signal);
		const start = async (service: string) => {
			const [node] = fleet.running(service);
			if (!node!.isRunning) await node!.start();
		};
		const accepted = async (): Promise<string> => {
			const order = {
				storeId: "gangnam",
				kind: "goods",
				fulfilment: "pickup",
				lines: [{ productId: "latte", quantity: 1 }],
				payment: { timing: "on_receipt" },
			};
			const { body } = await eventually(async () => {
				const answer = await who.customer.post("/v1/orders", order);
				expect(answer.status).toBe(201);
				return answer;
			});
			await eventually(async () => expect((await who.gangnam.post(`/v1/stores/gangnam/orders/${body.id}/accept`)).status).toBe(200));
			await who.gangnam.until(`/v1/brews/${body.id}`, { stocked: true });
			await who.customer.until(`/v1/mypage/orders/${body.id}`, { status: "accepted" });
			return body.id;
		};
		const open = async (path: string) => {
			customer = await person(fleet.addresses[0]!, CUSTOMER);
			page = await customer.open(path);
			await page.getByText("실시간").waitFor();
		};
		const outcome = (name: string) => page.getByRole("region", { name });
		const cancel = async () => {
			await page.getByRole("button", { name: "주문 취소", exact: true }).click();
			await page.getByRole("button", { name: "네, 취소합니다" }).click();
			await outcome("취소 요청 확인 중").waitFor();
		};
		const expectHeld = async () => {
			await outcome("취소 요청 확인 중").getByText("아직 취소되지 않았습니다").waitFor();
			await page.getByRole("status").filter({ hasText: "매장 수락" }).waitFor();
			expect(await page.getByRole("button", { name: "주문 취소", exact: true }).count()).toBe(0);
		};

		it("show a held cancellation, also after a reload, and that it is granted once brew is back", async () => {
			const id = await accepted();
			await open(`/#/orders/${id}`);
			await stop("brew");

			await cancel();
			await expectHeld();
			await outcome("취소 요청 확인 중")
				.getByText(/[2-9]번 확인/)
				.waitFor();
			await expectGoodLooks(page, "customer-held");
			await page.reload();
			await expectHeld();
			const { body } = await who.operator.get("/v1/ops/overview");
			expect(body.heldCancellations).toEqual([expect.objectContaining({ orderId: id })]);
			await start("brew");

			await outcome("요청하신 대로 주문이 취소되었습니다.").waitFor();
			await page.getByText("결제된 금액이 없습니다.").waitFor();
		});

		it("show that a held cancellation is refused if brewing started first", async () => {
			const id = await accepted();
			await open(`/#/orders/${id}`);
			await stop("brew");
			await cancel();
			await expectHeld();

			await stop("order", "SIGKILL");
			await start("brew");
			await eventually(async () => expect((await who.gangnam.post(`/v1/brews/${id}/start`)).status).toBe(200));
			await start("order");

			await outcome("주문을 취소하지 못했습니다")
				.getByText(/\d\d:\d\d에 제조가 시작되어 취소할 수 없습니다/)
				.waitFor();
			await page.getByRole("status").filter({ hasText: "제조 중" }).waitFor();
			await screenshot(page, "customer-held-refused");
		});

		it.each(["order", "payment", "store", "customer-level"])("show my page and an order while %s is stopped", async (service) => {
			const id = await accepted();
			const { number } = (await who.customer.get(`/v1/mypage/orders/${id}`)).body;
			await open(`/#/orders/${id}`);
			await page.getByRole("list", { name: "진행 상황" }).getByText("매장 수락").waitFor();
			await stop(service);

			await page.getByRole("link", { name: "내 정보" }).click();
			await page.getByRole("link", { name: new RegExp(number) }).waitFor();
			await page
				.getByText(/업데이트$/)
				.first()
				.waitFor();
			await page.getByText(/지금까지 \d+잔/).waitFor();
			await screenshot(page, `customer-without-${service}`);
			await page.goBack();
			await page.getByRole("heading", { name: `주문 ${number}` }).waitFor();
			await page.getByText("라떼 × 1").waitFor();
			await page.reload();
			await page.getByRole("heading", { name: `주문 ${number}` }).waitFor();
			await page.getByRole("status").filter({ hasText: "매장 수락" }).waitFor();
			if (service !== "order") return;
			await page.getByText("마지막으로 확인된 내용을 보여 드립니다").waitFor();
			await page.getByRole("list", { name: "진행 상황" }).getByText("매장 수락").waitFor();
			await screenshot(page, "customer-stale");
			await start("order");
			await page.getByText("마지막으로 확인된 내용을 보여 드립니다").waitFor({ state: "hidden" });
		});

		it("show operators at the top a node that does not answer and what waits for it, until it answers again", async () => {
			const { id, number } = await placeStockedOrder(who);
			const operator = await signInOperator(fleet.addresses[0]!);
			const page = await operator.open("/ops/");
			await headline(page).getByText("이상 없음").waitFor();

			const brew = nodeThatRuns("brew", process.pid)!;
			process.kill(brew, "SIGSTOP");
			try {
				await headline(page).getByText("brew 응답 없음").waitFor();
				await row(region(page, "노드와 서비스"), "brew").first().getByText("응답 없음").waitFor();
				expect((await who.customer.post(`/v1/orders/${id}/cancellation`, {})).status).toBe(202);
				await headline(page).getByText("확인 중인 취소 요청 1").waitFor();
				await expectAccessible(page);
				await screenshot(page, "ops-outage");

				await region(page, "확인 중인 취소 요청").getByRole("link", { name: number }).click();
				await page.getByRole("heading", { name: `주문 ${number}` }).waitFor();
				await region(page, "대기 원인").getByText("응답하지 않는 서비스: brew").waitFor();
				await page.getByText(/확인 중 · \d+번 확인/).waitFor();
			} finally {
				process.kill(brew, "SIGCONT");
			}

			await page.getByText("취소됨").first().waitFor();
			await headline(page).getByText("이상 없음").waitFor();
			operator.expectQuiet();
			await operator.leave();
		});
	});
});
