import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { available } from "../../../scripts/servers/chromium.ts";
import { Api } from "../../e2e/support/api.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { PATIENCE_MS } from "../../support/patience.ts";
import { PageErrors } from "./page-errors.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const AHEAD_MS = 10_000;

type Role = "customer" | "staff" | "rider" | "operator";

/** The screen that each role typically uses. */
const SCREENS: Record<Role, { width: number; height: number }> = {
	customer: { width: 390, height: 844 },
	staff: { width: 1024, height: 768 },
	rider: { width: 390, height: 844 },
	operator: { width: 1280, height: 800 },
};

export interface PersonOptions extends BrowserContextOptions {
	/** Rejected API calls are errors, too. */
	reportsRejections?: boolean;
}

interface Session {
	account: { roles: Role[] };
}

const program = await available();
/** Provided by the Jest environment that each browser spec names in its first line. */
declare const connectToBrowser: () => Promise<Browser>;

/** `describe` for tests that need Chromium. */
export const inBrowser = (name: string, tests: () => void): void => needs(program, "Chromium")(name, tests);

/** A user with a browser context of their own; `page` is the first tab. */
export class Person {
	readonly context: BrowserContext;
	readonly page: Page;
	readonly #errors: PageErrors;
	readonly #base: string;

	constructor(context: BrowserContext, page: Page, errors: PageErrors, base: string) {
		this.context = context;
		this.page = page;
		this.#errors = errors;
		this.#base = base;
	}

	async open(path: string): Promise<Page> {
		await this.page.goto(this.#base + path);
		return this.page;
	}

	/** Gives the page a clock that a test can stop and move forward. Call it before the first page is opened. */
	async withClock(): Promise<this> {
		await this.page.clock.install();
		return this;
	}

	/** From now on the page's timers fire only by `clock.runFor`. Playwright can pause only at a future time. */
	async stopClock(): Promise<void> {
		await this.page.clock.pauseAt((await this.page.evaluate(() => Date.now())) + AHEAD_MS);
	}

	/** Ignores errors that the test causes itself. */
	tolerate(pattern: RegExp): void {
		this.#errors.tolerate(pattern);
	}

	/** Expects no errors, CSP violations or requests to other origins, in all tabs since the start. */
	expectQuiet(): void {
		expect(this.#errors.all).toEqual([]);
	}

	async leave(): Promise<void> {
		await this.context.close();
	}
}

const signIn = (base: string, phone: string): Promise<Session> =>
	eventually(async () => {
		const { body, status } = await new Api(base).post("/v1/sessions", { phone, password: "demo-1234" });
		expect(status).toBe(201);
		return body;
	});

/** Stores the session as the pages do, before their first script runs. Playwright's `storageState` would start another renderer. */
const storeSession = async (page: Page, base: string, session: Session): Promise<void> => {
	const blankPage = `${base}/session`;
	await page.route(blankPage, (route) => route.fulfill({ contentType: "text/html", body: "" }));
	await page.goto(blankPage);
	await page.evaluate((value) => {
		for (const name of ["customer", "store", "rider", "ops"]) localStorage.setItem(`cortado.session.${name}`, value);
	}, JSON.stringify(session));
	await page.unroute(blankPage);
};

/** Signs in if a phone number is given. The screen is that of the account's role. */
export async function person(base: string, phone?: string, { reportsRejections = false, ...options }: PersonOptions = {}): Promise<Person> {
	const session = phone === undefined ? undefined : await signIn(base, phone);
	const context = await (await connectToBrowser()).newContext({
		locale: "ko-KR",
		timezoneId: "Asia/Seoul",
		viewport: SCREENS[session?.account.roles[0] ?? "customer"],
		...options,
	});
	context.setDefaultTimeout(PATIENCE_MS);
	const page = await context.newPage();
	if (session) await storeSession(page, base, session);
	const errors = await PageErrors.watch(context, base, reportsRejections);
	return new Person(context, page, errors, base);
}

/** `runOnly` options of `axe.run`: all checks of WCAG 2.2 A and AA, or single rules. */
const ALL_RULES = { type: "tag", values: RULES };
const COLORS = { type: "rule", values: ["color-contrast"] };

interface Violation {
	id: string;
	help: string;
	impact: string;
	nodes: { html: string; target: string[] }[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function expectNoViolation(page: Page, runOnly: object): Promise<void> {
	if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
	const options = { runOnly, resultTypes: ["violations"] };
	const { violations } = await page.evaluate<{ violations: Violation[] }>(`axe.run(document, ${JSON.stringify(options)})`);
	const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
	expect(
		grave.flatMap(({ help, id, nodes }) => nodes.map(({ html, target }) => `${id}: ${help}\n  ${target.join(" ")}\n  ${html}`)),
	).toEqual([]);
}

/** Expects no serious or critical violation of WCAG 2.2 A and AA that axe can detect. */
export const expectAccessible = (page: Page): Promise<void> => expectNoViolation(page, ALL_RULES);

/** Saves a screenshot for manual review in the folder SCREENSHOTS, if it is set. */
export async function screenshot(page: Page, name: string): Promise<void> {
	const folder = process.env.SCREENSHOTS;
	if (!folder) return;
	await mkdir(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Checks contrast in both color schemes, accessibility, and that nothing overflows on the narrowest phone. */
export async function expectGoodLooks(page: Page, name: string): Promise<void> {
	await page.emulateMedia({ colorScheme: "dark" });
	await expectNoViolation(page, COLORS);
	await page.emulateMedia({ colorScheme: "light" });
	await expectAccessible(page);
	const screen = page.viewportSize()!;
	await page.setViewportSize({ width: 320, height: screen.height });
	expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
	await page.setViewportSize(screen);
	await screenshot(page, name);
}

const WIDTHS = [320, 768, 1440];

/** Changes the language in place, as another tab of the browser would. */
export const speak = (page: Page, language: "ko" | "en"): Promise<void> =>
	page.evaluate((chosen) => {
		localStorage.setItem("cortado.language", chosen);
		dispatchEvent(new StorageEvent("storage", { key: "cortado.language" }));
	}, language);

/** Checks both languages, both color schemes, and a phone, a tablet and a desktop. */
export async function expectGoodLooksEverywhere(page: Page, name: string): Promise<void> {
	const screen = page.viewportSize()!;
	for (const language of ["en", "ko"] as const) {
		await speak(page, language);
		for (const width of WIDTHS) {
			await page.setViewportSize({ width, height: screen.height });
			for (const colorScheme of ["dark", "light"] as const) {
				await page.emulateMedia({ colorScheme });
				await expectNoViolation(page, colorScheme === "dark" ? COLORS : ALL_RULES);
				await screenshot(page, `${name}-${width}-${language}-${colorScheme}`);
			}
			expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
		}
	}
	await page.setViewportSize(screen);
}
