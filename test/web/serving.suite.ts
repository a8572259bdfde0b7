import type { System } from "../e2e/system.ts";
import { inBrowser, type Person, person, screenshot } from "./support/browser.ts";
import { oneSystem } from "./support/one-system.ts";

const PAGES = [
	["/", "01000000001"],
	["/store/", "01000000002"],
	["/rider/", "01000000003"],
	["/ops/", "01000000004"],
] as const;

/** A burst of this many is far from the limit of an address. */
const FIRST_VISIT = 10;

inBrowser("the pages as the gateway shows them", () => {
	let system: System;
	let visitor: Person;

	beforeAll(async () => {
		system = await oneSystem();
	});
	afterEach(() => visitor?.leave());

	/** How often the gateway has answered what with which status. */
	const answered = async (): Promise<Record<string, string>> => {
		const text = await (await fetch(`${system.base}/metrics`)).text();
		const lines = text.matchAll(/^cortado_http_answers_total\{route="GET ([^"]*)",status="(\d+)"\} (\d+)$/gm);
		return Object.fromEntries(Array.from(lines, ([, route, status, count]) => [`${route} ${status}`, count!]));
	};

	/** Its own heading, in the place of the skeleton that the HTML brings along. */
	const expectShown = async (path: string, name: string) => {
		const page = await visitor.open(path);
		await page.locator("#page:not(:has([aria-busy=true]))").waitFor();
		expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/\S/);
		await screenshot(page, `serving-${name}`);
		visitor.expectQuiet();
	};

	it.each(PAGES)("%s shows itself to strangers, and nothing goes wrong", async (path) => {
		visitor = await person(system.base);

		await expectShown(path, `${path.replaceAll("/", "") || "customer"}-stranger`);
	});

	it.each(PAGES)("%s shows itself to %s, and nothing goes wrong", async (path, phone) => {
		visitor = await person(system.base, phone);

		await expectShown(path, path.replaceAll("/", "") || "customer");
	});

	it.each(PAGES)("%s is there in a few requests, and the next time with nothing sent again", async (path) => {
		visitor = await person(system.base);
		const asked: string[] = [];
		visitor.context.on("request", (request) => asked.push(request.url()));
		const before = await answered();
		await expectShown(path, `first-visit-${path.replaceAll("/", "")}`);
		const [first, between] = [asked.length, await answered()];

		await visitor.open(path);
		const afterwards = await answered();

		expect(first).toBeGreaterThan(2);
		expect(first).toBeLessThanOrEqual(FIRST_VISIT);
		const grown = (one: typeof before, other: typeof before) => Object.keys(other).filter((name) => other[name] !== one[name]);
		expect(grown(before, between)).toEqual(expect.arrayContaining([`${path} 200`, "/assets/* 200"]));
		expect(grown(between, afterwards)).toContain(`${path} 304`);
		expect(grown(between, afterwards)).not.toContain("/assets/* 200");
	});
});
