import { TestEnvironment } from "jest-environment-node";
import { type Browser, chromium } from "playwright-core";

const connect = async (): Promise<Browser> => {
	const response = await fetch(process.env.TEST_BROWSER!);
	const endpoint = await response.text();
	if (!response.ok) throw new Error(endpoint);
	return chromium.connect(endpoint);
};

/** Connects outside of Jest's sandbox, so that a worker loads Playwright once and not for each file. */
export default class BrowserEnvironment extends TestEnvironment {
	#browser: Promise<Browser> | undefined;

	override async setup(): Promise<void> {
		await super.setup();
		this.global.connectToBrowser = (): Promise<Browser> => {
			this.#browser ??= connect();
			return this.#browser;
		};
	}

	/** Closes the connection and its contexts, but not the shared browser. */
	override async teardown(): Promise<void> {
		await (await this.#browser?.catch(() => undefined))?.close();
		await super.teardown();
	}
}
