import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserServer } from "playwright-core";
import { available } from "../../../scripts/servers/chromium.ts";

/** A later flag replaces an earlier one, so this repeats what Playwright disables and what matters here. */
const DISABLED_FEATURES = [
	"AvoidUnnecessaryBeforeUnloadCheckSync",
	"DestroyProfileOnBrowserClose",
	"HttpsUpgrades",
	"MediaRouter",
	"OptimizationHints",
	"PaintHolding",
	"ThirdPartyStoragePartitioning",
	// Renderers that no test looks at: two for the address bar of each window, and one in reserve.
	"WebUIOmniboxPopup",
	"WebUIOmniboxAimPopup",
	"SpareRendererForSitePerProcess",
];

const FLAGS = [
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	`--disable-features=${DISABLED_FEATURES.join(",")}`,
];

let browser: Promise<BrowserServer> | undefined;

const launch = async (): Promise<BrowserServer> => {
	const { chromium } = await import("playwright-core");
	const program = (await available())!;
	// Playwright's own handlers would keep this process alive.
	return chromium.launchServer({ executablePath: program, args: FLAGS, host: "127.0.0.1", handleSIGHUP: false, handleSIGTERM: false });
};

/** Where the browser listens: one for all workers, started when the first of them asks. */
const answer = createServer(async (_request, response) => {
	browser ??= launch();
	await browser.then(
		(server) => response.end(server.wsEndpoint()),
		(error) => response.writeHead(500).end(String(error)),
	);
});

/** Jest's globalSetup. The browser ends with this process, however that ends: it loses the pipe between them. */
export default async function setUp(): Promise<void> {
	await new Promise<void>((resolve) => void answer.listen(0, "127.0.0.1", resolve));
	process.env.TEST_BROWSER = `http://127.0.0.1:${(answer.address() as AddressInfo).port}`;
}

/** Jest's globalTeardown, in a file of its own. */
export const tearDown = async (): Promise<void> => {
	answer.close();
	await (await browser?.catch(() => undefined))?.close();
};
