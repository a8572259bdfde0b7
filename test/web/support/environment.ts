import { TestEnvironment } from "jest-environment-node";
import { type Browser, chromium } from "playwright-core";

const connect = async (): Promise<Browser> => {
	const answer = await fetch(process.env.TEST_BROWSER!);
	const endpoint = await answer.text();
	if (!answer.ok) throw new Error(endpoint);
	return chromium.connect(endpoint);
};

/** Outside of the sandbox, so that a worker loads Playwright once and not again for each file. */
export default class BrowserEnvironment extends TestEnvironment {
	#browser: Promise<Browser> | undefined;

	override async setup(): Promise<void> {
		await super.setup();
		this.global.connectToBrowser = (): Promise<Browser> => {
			this.#browser ??= connect();
			return this.#browser;
		};
	}

	/** Ends the connection and its contexts; the browser goes on. */
	override async teardown(): Promise<void> {
		await (await this.#browser?.catch(() => undefined))?.close();
		await super.teardown();
	}
}
