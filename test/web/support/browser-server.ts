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
	// Renderers that no test needs: two for the address bar of each window, and a spare one.
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
	// Playwright's own signal handlers would keep this process alive.
	return chromium.launchServer({ executablePath: program, args: FLAGS, host: "127.0.0.1", handleSIGHUP: false, handleSIGTERM: false });
};

/** Serves the endpoint of one browser for all workers, and starts it at the first request. */
const endpointServer = createServer(async (_request, response) => {
	browser ??= launch();
	await browser.then(
		(server) => response.end(server.wsEndpoint()),
		(error) => response.writeHead(500).end(String(error)),
	);
});

/** Jest's globalSetup. The browser ends with this process in every case, because it loses their pipe. */
export default async function setUp(): Promise<void> {
	await new Promise<void>((resolve) => void endpointServer.listen(0, "127.0.0.1", resolve));
	process.env.TEST_BROWSER = `http://127.0.0.1:${(endpointServer.address() as AddressInfo).port}`;
}

/** Jest's globalTeardown, in a file of its own. */
export const tearDown = async (): Promise<void> => {
	endpointServer.close();
	await (await browser?.catch(() => undefined))?.close();
};
