import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { available } from "../../../scripts/servers/chromium.ts";
import { Api } from "../../e2e/api.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { PATIENCE_MS } from "../../support/patience.ts";
import { Trouble } from "./trouble.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const AHEAD_MS = 10_000;

type Role = "customer" | "staff" | "rider" | "operator";

/** What each of them holds in hand, or has on the desk. */
const SCREENS: Record<Role, { width: number; height: number }> = {
	customer: { width: 390, height: 844 },
	staff: { width: 1024, height: 768 },
	rider: { width: 390, height: 844 },
	operator: { width: 1280, height: 800 },
};

export interface PersonOptions extends BrowserContextOptions {
	/** Refused calls are trouble, too. */
	unrefused?: boolean;
}

interface Session {
	account: { roles: Role[] };
}

const program = await available();
/** From the environment that each file of browser tests names in its first line. */
declare const connectToBrowser: () => Promise<Browser>;

/** `describe` for tests that need Chromium. */
export const inBrowser = (name: string, tests: () => void): void => needs(program, "Chromium")(name, tests);

/** Somebody with a browser of their own; `page` is their first tab. */
export class Person {
	readonly context: BrowserContext;
	readonly page: Page;
	readonly #trouble: Trouble;
	readonly #base: string;

	constructor(context: BrowserContext, page: Page, trouble: Trouble, base: string) {
		this.context = context;
		this.page = page;
		this.#trouble = trouble;
		this.#base = base;
	}

	async open(path: string): Promise<Page> {
		await this.page.goto(this.#base + path);
		return this.page;
	}

	/** Gives the page a clock that a test can stop and turn forward; before the first page is opened. */
	async withClock(): Promise<this> {
		await this.page.clock.install();
		return this;
	}

	/** From here on no timer of the page fires but by `clock.runFor`. The moment has to be one that the page has not reached yet. */
	async stopClock(): Promise<void> {
		await this.page.clock.pauseAt((await this.page.evaluate(() => Date.now())) + AHEAD_MS);
	}

	/** What this test brings about by itself. */
	tolerate(pattern: RegExp): void {
		this.#trouble.tolerate(pattern);
	}

	/** In all tabs, from the first moment: no error, no breach of the CSP, nothing asked of others. */
	expectQuiet(): void {
		expect(this.#trouble.seen).toEqual([]);
	}

	async leave(): Promise<void> {
		await this.context.close();
	}
}

const begin = (base: string, phone: string): Promise<Session> =>
	eventually(async () => {
		const { body, status } = await new Api(base).post("/v1/sessions", { phone, password: "demo-1234" });
		expect(status).toBe(201);
		return body;
	});

/** Kept as the pages keep it, before their first script runs: in the tab that shows them, where Playwright's `storageState` starts another renderer. */
const keepSession = async (page: Page, base: string, session: Session): Promise<void> => {
	const nowhere = `${base}/session`;
	await page.route(nowhere, (route) => route.fulfill({ contentType: "text/html", body: "" }));
	await page.goto(nowhere);
	await page.evaluate((value) => {
		for (const name of ["customer", "store", "rider", "ops"]) localStorage.setItem(`cortado.session.${name}`, value);
	}, JSON.stringify(session));
	await page.unroute(nowhere);
};

/** Signed in when there is a phone; the screen is that of the account's role. */
export async function person(base: string, phone?: string, { unrefused = false, ...options }: PersonOptions = {}): Promise<Person> {
	const session = phone === undefined ? undefined : await begin(base, phone);
	const context = await (await connectToBrowser()).newContext({
		locale: "ko-KR",
		timezoneId: "Asia/Seoul",
		viewport: SCREENS[session?.account.roles[0] ?? "customer"],
		...options,
	});
	context.setDefaultTimeout(PATIENCE_MS);
	const page = await context.newPage();
	if (session) await keepSession(page, base, session);
	const trouble = await Trouble.watch(context, base, unrefused);
	return new Person(context, page, trouble, base);
}

/** The checks of WCAG 2.2 A and AA, or single rules of them, as `axe.run` wants them. */
const ALL_RULES = { type: "tag", values: RULES };
const COLOURS = { type: "rule", values: ["color-contrast"] };

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

/** No serious or critical violation of WCAG 2.2 A and AA, as far as a program can tell. */
export const expectAccessible = (page: Page): Promise<void> => expectNoViolation(page, ALL_RULES);

/** For looking at by hand: into the folder that SCREENSHOTS names, if it does. */
export async function screenshot(page: Page, name: string): Promise<void> {
	const folder = process.env.SCREENSHOTS;
	if (!folder) return;
	await mkdir(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** In both colour schemes, and on the narrowest of phones. */
export async function expectGoodLooks(page: Page, name: string): Promise<void> {
	await page.emulateMedia({ colorScheme: "dark" });
	await expectNoViolation(page, COLOURS);
	await page.emulateMedia({ colorScheme: "light" });
	await expectAccessible(page);
	const screen = page.viewportSize()!;
	await page.setViewportSize({ width: 320, height: screen.height });
	expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
	await page.setViewportSize(screen);
	await screenshot(page, name);
}
