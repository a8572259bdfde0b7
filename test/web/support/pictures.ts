import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { ROOT } from "../../support/services.ts";
import { speak } from "./browser.ts";

const FOLDER = join(ROOT, "docs/pages");
const QUALITY = 35;
/** Longer views are cut off. */
const TALLEST = 1_200;

type PageName = "customer" | "store" | "rider" | "ops";
type Look = "light" | "dark" | "english";

const TITLES: Record<PageName, string> = {
	customer: "Customers",
	store: "The store's board",
	rider: "Riders",
	ops: "Operators",
};

interface Taken {
	name: string;
	caption: string;
	looks: Look[];
}

/** Takes pictures of the views of one page, and lists them in docs/pages. */
export class Pictures {
	readonly #of: PageName;
	readonly #taken: Taken[] = [];

	constructor(of: PageName) {
		this.#of = of;
	}

	/** Removes the pictures of earlier views. */
	async begin(): Promise<void> {
		await rm(join(FOLDER, this.#of), { recursive: true, force: true });
	}

	/** A view in both color schemes, and in English if its layout depends on the language. */
	async take(page: Page, name: string, caption: string, { inEnglish = false } = {}): Promise<void> {
		await page.mouse.move(0, 0);
		for (const scheme of ["dark", "light"] as const) {
			await page.emulateMedia({ colorScheme: scheme });
			await this.#shoot(page, scheme, name);
		}
		if (inEnglish) {
			await speak(page, "en");
			await this.#shoot(page, "english", name);
			await speak(page, "ko");
		}
		this.#taken.push({ name, caption, looks: ["light", "dark", ...(inEnglish ? (["english"] as const) : [])] });
	}

	/** Writes the page that lists the pictures. */
	async list(): Promise<void> {
		const cell = ({ caption, looks, name }: Taken, look: Look): string =>
			looks.includes(look) ? `![${caption}, ${look}](${look}/${name}.webp)` : "";
		const rows = this.#taken.map(
			(taken) => `| ${taken.caption} | ${cell(taken, "light")} | ${cell(taken, "dark")} | ${cell(taken, "english")} |`,
		);
		const head = ["| View | Light | Dark | English |", "|---|---|---|---|"];
		const back = "`npm run screenshots` writes this page and its pictures. [All pages](../README.md)";
		await writeFile(join(FOLDER, this.#of, "README.md"), `${[`# ${TITLES[this.#of]}`, "", back, "", ...head, ...rows].join("\n")}\n`);
	}

	/** Playwright itself writes no WebP. */
	async #shoot(page: Page, look: Look, name: string): Promise<void> {
		const screen = page.viewportSize()!;
		const height = await page.evaluate<number>("document.querySelector('dialog') ? 0 : document.documentElement.scrollHeight");
		await page.setViewportSize({ ...screen, height: Math.min(Math.max(height, screen.height), TALLEST) });
		await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
		const session = await page.context().newCDPSession(page);
		const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
		await session.detach();
		await page.setViewportSize(screen);
		const file = join(FOLDER, this.#of, look, `${name}.webp`);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, Buffer.from(data, "base64"));
	}
}
