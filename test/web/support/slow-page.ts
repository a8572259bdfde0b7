import type { Page } from "playwright-core";

/** An average phone on an average mobile connection. */
const SLOWER = 4;
const LINE = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 };

/** Adds up the layout shifts, and remembers what moved. */
const SHIFTS = `
	window.shifted = 0;
	window.moved = [];
	new PerformanceObserver((list) => {
		for (const { sources, value } of list.getEntries()) {
			window.shifted += value;
			window.moved.push(value.toFixed(4) + " " + sources.map(({ currentRect, node, previousRect }) =>
				(node?.outerHTML?.slice(0, 60) ?? node?.textContent) + " from " + [previousRect.x, previousRect.y] + " to " + [currentRect.x, currentRect.y]).join(" | "));
		}
	}).observe({ type: "layout-shift", buffered: true });`;

/** From the next load on, the page is slow, has an empty cache, and measures its layout shifts. */
export async function slowDown(page: Page): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send("Network.enable");
	await session.send("Network.clearBrowserCache");
	await session.send("Network.emulateNetworkConditions", LINE);
	await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
	await page.addInitScript({ content: SHIFTS });
}

/** Expects layout shifts of no more than `most`, and says what moved otherwise. */
export async function expectSteady(page: Page, most: number): Promise<void> {
	const { moved, shifted } = await page.evaluate<{ moved: string[]; shifted: number }>("({ moved, shifted })");
	expect(shifted <= most ? [] : [shifted, ...moved]).toEqual([]);
}
