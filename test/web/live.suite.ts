import type { BrowserContext, Page } from "playwright-core";
import { type Api, people } from "../e2e/support/api.ts";
import type { System } from "../e2e/support/system.ts";
import { eventually } from "../support/eventually.ts";
import { signUp } from "../support/sign-up.ts";
import { inBrowser, type Person, person } from "./support/browser.ts";
import { InterruptibleProxy } from "./support/interruptible-proxy.ts";
import { oneSystem } from "./support/one-system.ts";

const CUSTOMER = "01000000001";
const TABS = 10;

/** Records the events that tabs forward to each other. */
const RECORD_EVENTS = `if (location.protocol === "http:") {
	window.forwarded = [];
	const { account } = JSON.parse(localStorage.getItem("cortado.session.customer") ?? '{"account":{}}');
	new BroadcastChannel("cortado.stream." + account.id).onmessage = ({ data }) => {
		if (data.kind === "event" && data.lastId) window.forwarded.push(data.lastId);
	};
}`;

inBrowser("the event stream", () => {
	let system: System;
	let customer: Api;
	let gangnam: Api;
	let visitor: Person;

	beforeAll(async () => {
		system = await oneSystem();
		({ customer, gangnam } = await people(system.base));
	});
	afterEach(() => visitor?.leave());

	const place = async (): Promise<string> => {
		const order = {
			storeId: "gangnam",
			kind: "goods",
			fulfilment: "pickup",
			lines: [{ productId: "latte", quantity: 1 }],
			payment: { timing: "on_receipt" },
		};
		const { body } = await customer.post("/v1/orders", order);
		await customer.until(`/v1/orders/${body.id}`, { status: "submitted" });
		return body.id;
	};
	const accept = (id: string) => gangnam.post(`/v1/stores/gangnam/orders/${id}/accept`);
	const brew = async (id: string, command: "start" | "complete") => {
		await gangnam.until(`/v1/brews/${id}`, { stocked: true });
		expect((await gangnam.post(`/v1/brews/${id}/${command}`)).status).toBe(200);
	};

	const openTab = async (context: BrowserContext, base: string, id: string): Promise<Page> => {
		const tab = await context.newPage();
		await tab.goto(`${base}/#/orders/${id}`);
		await tab.getByText("실시간").waitFor();
		return tab;
	};
	const shows = (tab: Page, status: string) => tab.getByRole("status").filter({ hasText: status }).first().waitFor();
	const streams = async () => Number(/^cortado_streams (\d+)/m.exec(await (await fetch(`${system.base}/metrics`)).text())?.[1]);
	const forwardedTo = (tab: Page) => tab.evaluate<string[]>("window.forwarded");

	it("is shared by ten tabs, and taken over by another tab without a gap", async () => {
		const id = await place();
		visitor = await person(system.base, CUSTOMER);
		await visitor.context.addInitScript({ content: RECORD_EVENTS });
		const tabs: Page[] = [];
		for (let tab = 0; tab < TABS; tab++) tabs.push(await openTab(visitor.context, system.base, id));
		await eventually(async () => expect(await streams()).toBe(1));

		await accept(id);
		await Promise.all(tabs.map((tab) => shows(tab, "매장 수락")));
		const [first, ...others] = tabs;
		await first!.close();
		await brew(id, "start");
		await Promise.all(others.map((tab) => shows(tab, "제조 중")));

		await eventually(async () => expect(await streams()).toBe(1));
		await brew(id, "complete");
		await Promise.all(others.map((tab) => shows(tab, "준비 완료")));
		for (const received of await Promise.all(others.map(forwardedTo))) {
			expect(received.filter((event) => event.startsWith(`order/${id}/`)).length).toBeGreaterThanOrEqual(3);
			expect(new Set(received).size).toBe(received.length);
		}
		visitor.expectQuiet();
	});

	it("shows an interruption, and resumes without lost or repeated events", async () => {
		const id = await place();
		const link = await InterruptibleProxy.to(system.base);
		visitor = await person(link.base, CUSTOMER);
		visitor.tolerate(/ERR_(INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_(RESET|CLOSED|REFUSED)|SOCKET_NOT_CONNECTED)/);
		await visitor.context.addInitScript({ content: RECORD_EVENTS });
		const tab = await openTab(visitor.context, link.base, id);
		await accept(id);
		await shows(tab, "매장 수락");

		link.interrupt();
		await tab.getByRole("alert").filter({ hasText: "연결 끊김" }).waitFor();
		await brew(id, "start");
		await shows(tab, "매장 수락");
		link.received = "";
		link.restore();
		await shows(tab, "제조 중");

		await tab.getByRole("alert").waitFor({ state: "hidden" });
		expect(link.received).toMatch(/^last-event-id: \S+/im);
		const received = await forwardedTo(tab);
		expect(received).toContain(`order/${id}/4`);
		expect(new Set(received).size).toBe(received.length);
		visitor.expectQuiet();
		await visitor.leave();
		await link.close();
	});

	it("ends with the session, also in other tabs, and the view stays after sign-in", async () => {
		const id = await place();
		const phone = "01099990000";
		const account = { phone, password: "demo-1234", name: "민지" };
		expect((await signUp(customer.post, account)).status).toBe(201);
		visitor = await person(system.base, phone);
		const tab = await openTab(visitor.context, system.base, id);
		const other = await openTab(visitor.context, system.base, id);

		await (await customer.signIn(phone)).patch("/v1/me", { password: "other-1234", currentPassword: "demo-1234" });
		await tab.getByText("다시 로그인해 주세요").waitFor();
		await other.getByRole("button", { name: "로그인" }).waitFor();
		await tab.getByLabel("전화번호").fill(phone);
		await tab.getByLabel("비밀번호").fill("other-1234");
		await tab.getByLabel("비밀번호").press("Enter");

		await tab.getByText("실시간").waitFor();
		await other.getByText("실시간").waitFor();
		expect(tab.url()).toContain(`#/orders/${id}`);
		await tab.getByRole("button", { name: "로그아웃" }).click();
		await other.getByRole("button", { name: "로그인" }).waitFor();
		visitor.expectQuiet();
	});

	it("belongs to each page's own account, so that one browser can show both sides", async () => {
		const id = await place();
		visitor = await person(system.base, CUSTOMER);
		const tab = await openTab(visitor.context, system.base, id);
		const board = await visitor.context.newPage();
		await board.goto(`${system.base}/store/`);
		await board.evaluate(() => localStorage.removeItem("cortado.session.store"));
		await board.reload();
		await board.getByLabel("전화번호").fill("01000000002");
		await board.getByLabel("비밀번호").fill("demo-1234");
		await board.getByLabel("비밀번호").press("Enter");
		await board.getByText("실시간").waitFor();

		await accept(id);
		await shows(tab, "매장 수락");

		await tab.getByText("실시간").waitFor();
		visitor.expectQuiet();
	});
});
