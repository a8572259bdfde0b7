import type { Locator, Page } from "playwright-core";
import { type People, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { eventually } from "../../support/eventually.ts";
import { expectAccessible, type Person, type PersonOptions, person, screenshot } from "./browser.ts";
import { oneSystem } from "./one-system.ts";
import { StoreFixture } from "./store-fixture.ts";

export const STAFF = "01000000002";

/** The board of a store in a browser of its own. */
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

	/** The id of the order whose tile has the focus. */
	focused = (): Promise<string | undefined> =>
		this.page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-tile]")?.dataset.tile);

	/** Waits until `command` is the main button of the focused tile, then presses Enter. */
	async pressEnterOn(command: string): Promise<string> {
		const main = this.page.locator("[data-tile]:focus .button.main", { hasText: command });
		const label = (await main.textContent())!;
		await this.press("Enter");
		return label;
	}

	async expectGoodLooks(name: string): Promise<void> {
		await expectAccessible(this.page);
		await screenshot(this.page, `store-${name}`);
	}
}

/** The shared system, its people, and the orders of a suite. */
export const openStore = async (): Promise<{ orders: StoreFixture; system: System; who: People }> => {
	const system = await oneSystem();
	const who = await people(system.base);
	return { orders: new StoreFixture(who), system, who };
};

/** After each test: the page has reported no errors, and no order is left for the next test. */
export const leaveStore = async (board: StoreBoard | undefined, orders: StoreFixture): Promise<void> => {
	board?.staff.expectQuiet();
	await board?.staff.leave();
	await orders.clear();
};
