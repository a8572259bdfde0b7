/** @jest-environment ./test/web/support/environment.ts */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eventually } from "../support/eventually.ts";
import { expectAccessible, expectGoodLooks, inBrowser, type Person, person } from "./support/browser.ts";

const PAGE = '<!doctype html><html lang="en"><title>Page</title><main><h1>Page</h1>BODY</main></html>';

inBrowser("a browser test", () => {
	let server: Server;
	let other: Server;
	let [base, elsewhere] = ["", ""];
	let visitor: Person;

	const serve = async (): Promise<[Server, string]> => {
		const started = createServer(({ url }, response) => {
			const path = url!.split("?")[0];
			if (path === "/" || path === "/elsewhere") response.setHeader("Content-Security-Policy", "default-src 'self' http://127.0.0.1:*");
			response.setHeader("Content-Type", path === "/v1/sessions" ? "application/json" : "text/html");
			if (path === "/v1/sessions") response.writeHead(201).end('{ "account": { "roles": ["staff"] } }');
			else if (path === "/") response.end(PAGE.replace("BODY", decodeURIComponent(url!.split("?")[1] ?? "")));
			else response.writeHead(404).end();
		}).listen(0, "127.0.0.1");
		await once(started, "listening");
		return [started, `http://127.0.0.1:${(started.address() as AddressInfo).port}`];
	};
	const show = (body: string) => visitor.open(`/?${encodeURIComponent(body)}`);
	const expectTrouble = (words: RegExp) => eventually(() => expect(() => visitor.expectQuiet()).toThrow(words));

	beforeAll(async () => {
		[server, base] = await serve();
		[other, elsewhere] = await serve();
	});
	beforeEach(async () => {
		visitor = await person(base);
	});
	afterEach(() => visitor.leave());
	afterAll(() => {
		for (const each of [server, other]) each?.close().closeAllConnections();
	});

	it("passes for a page without errors", async () => {
		const page = await show("<p>Hello</p>");

		expect(await page.getByRole("heading").textContent()).toBe("Page");
		await expectAccessible(page);
		visitor.expectQuiet();
	});

	it("reports script and console errors", async () => {
		const page = await show("");

		await page.evaluate(() => console.error("not well"));
		await expectTrouble(/Console: not well/);
		await page.evaluate(() => void setTimeout(() => document.getElementById("nothing")!.remove()));
		await expectTrouble(/TypeError/);
	});

	it("reports violations of the Content-Security-Policy", async () => {
		await show('<p style="color: red">Red</p>');

		await expectTrouble(/Content-Security-Policy: style-src-attr forbids inline/);
	});

	it("reports requests to other origins and missing files", async () => {
		await show(`<img alt="" src="${elsewhere}/pixel"><img alt="" src="/gone">`);

		await expectTrouble(/Request to another origin: .*pixel/);
		await expectTrouble(/404: GET .*gone/);
	});

	it("reports refused API calls if asked to", async () => {
		const call = async () => (await show("")).evaluate(() => fetch("/refused").then(({ status }) => status));

		expect(await call()).toBe(404);
		visitor.expectQuiet();
		await visitor.leave();
		visitor = await person(base, undefined, { reportsRejections: true });
		await call();

		await expectTrouble(/404: GET .*refused/);
		visitor.tolerate(/refused/);
		visitor.expectQuiet();
	});

	it("reports what a screen reader cannot read", async () => {
		const page = await show('<img src="/gone">');

		await expect(expectAccessible(page)).rejects.toThrow(/image-alt/);
	});

	it("reports low contrast that only the dark scheme has", async () => {
		const page = await show("");
		await page.evaluate(() => {
			const style = new CSSStyleSheet();
			style.replaceSync("@media (prefers-color-scheme: dark) { h1 { color: #999; } }");
			document.adoptedStyleSheets = [style];
		});

		await expectAccessible(page);
		await expect(expectGoodLooks(page, "grey")).rejects.toThrow(/color-contrast/);
	});

	it("starts signed in, with the screen size of the role, until sign-out", async () => {
		const staff = await person(base, "01000000002");
		const page = await staff.open("/");
		const stored = () => page.evaluate(() => localStorage.getItem("cortado.session.customer"));

		expect(JSON.parse((await stored())!)).toEqual({ account: { roles: ["staff"] } });
		expect(page.viewportSize()).toEqual({ width: 1024, height: 768 });
		await page.evaluate(() => localStorage.clear());
		await page.reload();
		expect(await stored()).toBeNull();
		await staff.leave();
	});
});
