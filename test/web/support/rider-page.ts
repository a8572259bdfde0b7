import type { Locator, Page } from "playwright-core";
import { expectAccessible, type Person, type PersonOptions, person, screenshot } from "./browser.ts";

const NARROWEST = 320;

/** The rider page in a browser of its own. */
export class RiderPage {
	#person: Person | undefined;

	get page(): Page {
		return this.person.page;
	}

	get person(): Person {
		return this.#person!;
	}

	async open(base: string, phone: string, options: PersonOptions): Promise<void> {
		this.#person = await person(base, phone, options);
		await this.#person.open("/rider/");
		await this.shows("실시간");
	}

	async leave(): Promise<void> {
		await this.#person?.leave();
		this.#person?.expectQuiet();
	}

	button = (name: string): Locator => this.page.getByRole("button", { name, exact: true });
	shows = (words: string | RegExp) => this.page.getByText(words).first().waitFor();
	hides = (words: string | RegExp) => this.page.getByText(words).first().waitFor({ state: "hidden" });

	async enterPin(pin: string): Promise<void> {
		await this.page.getByLabel(/전달 확인 번호/).fill(pin);
		await this.button("전달 완료").click();
	}

	/** The amount to collect: the first amount on the page. */
	async amount(): Promise<number> {
		const text = await this.page
			.getByText(/^(₩[\d,]+|[\d,]+원)$/)
			.first()
			.textContent();
		return Number(text!.replace(/\D/g, ""));
	}

	/** Checks accessibility and that nothing overflows on a narrow phone, and takes a screenshot. */
	async expectGoodLooks(name: string): Promise<void> {
		await expectAccessible(this.page);
		await screenshot(this.page, `rider-${name}`);
		const screen = this.page.viewportSize()!;
		await this.page.setViewportSize({ width: NARROWEST, height: screen.height });
		expect(await this.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(NARROWEST);
		await this.page.setViewportSize(screen);
	}
}
