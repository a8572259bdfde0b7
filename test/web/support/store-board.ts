import type { Locator, Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";
import { expectAccessible, type Person, type PersonOptions, person, screenshot } from "./browser.ts";

export const STAFF = "01000000002";

/** A store's board as whoever stands before it sees it. */
export class StoreBoard {
	readonly staff: Person;
	readonly page: Page;

	constructor(staff: Person) {
		[this.staff, this.page] = [staff, staff.page];
	}

	static async open(base: string, phone = STAFF, options: PersonOptions = {}): Promise<StoreBoard> {
		const board = new StoreBoard(await (await person(base, phone, options)).withClock());
		await board.load();
		return board;
	}

	async load(): Promise<void> {
		await this.staff.open("/store/");
		await this.shows("실시간");
	}

	column = (name: "새 주문" | "제조" | "픽업대"): Locator => this.page.getByRole("region", { name: new RegExp(`^${name}`) });
	tile = (number: string): Locator => this.page.getByRole("article", { name: new RegExp(`^${number} `) });
	button = (name: string | RegExp): Locator => this.page.getByRole("button", { name });
	shows = (words: string | RegExp): Promise<void> => this.page.getByText(words).first().waitFor();
	hides = (words: string | RegExp): Promise<void> => this.page.getByText(words).first().waitFor({ state: "hidden" });
	press = (key: string): Promise<void> => this.page.keyboard.press(key);

	counts = (name: "새 주문" | "제조" | "픽업대", count: number): Promise<void> =>
		eventually(async () => expect(await this.column(name).getByRole("article").count()).toBe(count));

	/** The order in whose tile the focus is. */
	focused = (): Promise<string | undefined> =>
		this.page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-tile]")?.dataset.tile);

	/** On the tile that has the focus, once this is what it is for. */
	async pressEnterOn(command: string): Promise<string> {
		const main = this.page.locator("[data-tile]:focus .button.main", { hasText: command });
		const label = (await main.textContent())!;
		await this.press("Enter");
		return label;
	}

	async look(name: string): Promise<void> {
		await expectAccessible(this.page);
		await screenshot(this.page, `store-${name}`);
	}
}
