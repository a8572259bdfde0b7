import type { Page } from "playwright-core";
import type { System } from "../../e2e/support/system.ts";
import { inBrowser, type Person, person } from "../support/browser.ts";
import { oneSystem } from "../support/one-system.ts";
import { expectSteady, slowDown } from "../support/slow-page.ts";

const CUSTOMER = "01000000001";
const MOST_SHIFTED = 0.05;

/** Transferred bytes by resource type. */
const weigh = (page: Page) =>
	page.evaluate(() => {
		const loaded = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
		const bytes = (pattern: RegExp) =>
			loaded.filter(({ name }) => pattern.test(name)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
		return { scripts: bytes(/\.js$/), styles: bytes(/\.css$/), all: bytes(/./) };
	});

inBrowser("loading the customer's page", () => {
	let system: System;
	let visitor: Person;

	beforeAll(async () => {
		system = await oneSystem();
	});
	afterEach(async () => {
		visitor.expectQuiet();
		await visitor.leave();
	});

	const revisit = async (phone?: string) => {
		visitor = await person(system.base, phone);
		const { page } = visitor;
		await visitor.open("/");
		await page.getByRole("button", { name: /^강남점/ }).click();
		await page.getByRole("heading", { name: "커피", exact: true }).waitFor();
		await slowDown(page);
		const requested: string[] = [];
		page.on("request", (request) => requested.push(new URL(request.url()).pathname));
		await page.reload();
		await page.getByRole("heading", { name: "커피", exact: true }).waitFor();
		return { requested: requested.slice(), page };
	};

	it("takes few requests and little data, without layout shifts", async () => {
		const { requested, page } = await revisit();
		// Pictures load once they are near the screen.
		const needed = new Set(requested.filter((path) => !path.startsWith("/v1/pictures/")));

		expect(needed.size).toBeLessThanOrEqual(8);
		const { all, scripts, styles } = await weigh(page);
		expect(scripts).toBeGreaterThan(0);
		expect(scripts).toBeLessThan(35_000);
		expect(styles).toBeLessThan(10_000);
		expect(all).toBeLessThan(100_000);
		await expectSteady(page, MOST_SHIFTED);
	});

	it("has no layout shifts while it connects", async () => {
		const { page } = await revisit(CUSTOMER);

		await page.getByText("실시간").waitFor();
		await expectSteady(page, MOST_SHIFTED);
	});
});
