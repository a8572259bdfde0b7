/** @jest-environment ./test/web/environment.ts */
import { available } from "../../scripts/servers/nats.ts";
import { type People, people } from "../e2e/api.ts";
import { nodeThatRuns } from "../e2e/processes.ts";
import { System } from "../e2e/system.ts";
import { needs } from "../needs.ts";
import { expectAccessible, inBrowser, type Person, screenshot } from "./browser.ts";
import { anOperator, headline, region, row, stocked } from "./operators.ts";

const nats = await available();

inBrowser("an outage as operators see it", () => {
	needs(nats, "nats-server")("in a cluster", () => {
		let system: System;
		let who: People;
		let operator: Person;

		beforeAll(async () => {
			system = await (await System.prepare("cluster")).start();
			who = await people(system.base);
		});
		afterAll(async () => {
			await operator?.leave();
			await system?.remove();
		});

		it("names a node that does not answer and what waits for it at the top, until it answers again", async () => {
			const { id, number } = await stocked(who);
			operator = await anOperator(system.base);
			const page = await operator.open("/ops/");
			await headline(page).getByText("이상 없음").waitFor();

			const brew = nodeThatRuns("brew", system.pid)!;
			process.kill(brew, "SIGSTOP");
			try {
				await headline(page).getByText("brew 응답 없음").waitFor();
				await row(region(page, "노드와 서비스"), "brew").first().getByText("응답 없음").waitFor();
				expect((await who.customer.post(`/v1/orders/${id}/cancellation`, {})).status).toBe(202);
				await headline(page).getByText("보관된 취소 1").waitFor();
				await expectAccessible(page);
				await screenshot(page, "ops-outage");

				await region(page, "보관된 취소").getByRole("link", { name: number }).click();
				await page.getByRole("heading", { name: `주문 ${number}` }).waitFor();
				await region(page, "무엇을 기다리나").getByText("지금 물을 수 없음: brew").waitFor();
				await page.getByText(/보관 중, \d+번 확인/).waitFor();
			} finally {
				process.kill(brew, "SIGCONT");
			}

			await page.getByText("취소됨").first().waitFor();
			await headline(page).getByText("이상 없음").waitFor();
			operator.expectQuiet();
		});
	});
});
