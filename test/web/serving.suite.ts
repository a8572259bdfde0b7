import type { System } from "../e2e/support/system.ts";
import { inBrowser, type Person, person, screenshot } from "./support/browser.ts";
import { oneSystem } from "./support/one-system.ts";

const PAGES = [
	["/", "01000000001"],
	["/store/", "01000000002"],
	["/rider/", "01000000003"],
	["/ops/", "01000000004"],
] as const;

/** Far below the rate limit of an address. */
const MAX_REQUESTS = 10;

inBrowser("the pages as the gateway serves them", () => {
	let system: System;
	let visitor: Person;

	beforeAll(async () => {
		system = await oneSystem();
	});
	afterEach(() => visitor?.leave());

	/** The gateway's response counts by route and status. */
	const responseCounts = async (): Promise<Record<string, string>> => {
		const text = await (await fetch(`${system.base}/metrics`)).text();
		const lines = text.matchAll(/^cortado_http_answers_total\{route="GET ([^"]*)",status="(\d+)"\} (\d+)$/gm);
		return Object.fromEntries(Array.from(lines, ([, route, status, count]) => [`${route} ${status}`, count!]));
	};

	/** The page's own heading has replaced the skeleton in the HTML. */
	const expectShown = async (path: string, name: string) => {
		const page = await visitor.open(path);
		await page.locator("#page:not(:has([aria-busy=true]))").waitFor();
		expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/\S/);
		await screenshot(page, `serving-${name}`);
		visitor.expectQuiet();
	};

	it.each(PAGES)("%s renders without an account and without errors", async (path) => {
		visitor = await person(system.base);

		await expectShown(path, `${path.replaceAll("/", "") || "customer"}-stranger`);
	});

	it.each(PAGES)("%s renders for %s without errors", async (path, phone) => {
		visitor = await person(system.base, phone);

		await expectShown(path, path.replaceAll("/", "") || "customer");
	});

	it.each(PAGES)("%s loads in a few requests, and again from the cache", async (path) => {
		visitor = await person(system.base);
		const requests: string[] = [];
		visitor.context.on("request", (request) => requests.push(request.url()));
		const before = await responseCounts();
		await expectShown(path, `first-visit-${path.replaceAll("/", "")}`);
		const [first, between] = [requests.length, await responseCounts()];

		await visitor.open(path);
		const afterwards = await responseCounts();

		expect(first).toBeGreaterThan(2);
		expect(first).toBeLessThanOrEqual(MAX_REQUESTS);
		const grown = (one: typeof before, other: typeof before) => Object.keys(other).filter((name) => other[name] !== one[name]);
		expect(grown(before, between)).toEqual(expect.arrayContaining([`${path} 200`, "/assets/* 200"]));
		expect(grown(between, afterwards)).toContain(`${path} 304`);
		expect(grown(between, afterwards)).not.toContain("/assets/* 200");
	});
});
