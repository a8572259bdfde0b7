import type { Locator, Page } from "playwright-core";
import { type People, people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { expectGoodLooks, inBrowser, type Person, person } from "../support/browser.ts";
import { DeliveryFixture, PLACES } from "../support/delivery-fixture.ts";
import { oneSystem } from "../support/one-system.ts";

const CUSTOMER = "01000000001";

inBrowser("the view of an order", () => {
	let system: System;
	let who: People;
	let errands: DeliveryFixture;
	let customer: Person;
	let page: Page;

	beforeAll(async () => {
		system = await oneSystem();
		who = await people(system.base);
		errands = new DeliveryFixture(who);
	});
	afterEach(async () => {
		customer?.expectQuiet();
		await customer?.leave();
		await errands.endAll();
	});

	const order = async (change: object = {}): Promise<{ id: string; number: string }> => {
		const lines = [{ productId: "latte", quantity: 2 }];
		const pickup = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines, payment: { timing: "prepaid" } };
		const { body } = await who.customer.post("/v1/orders", { ...pickup, ...change });
		return body;
	};
	const pay = (id: string) => who.customer.post(`/v1/orders/${id}/payment`, { method: "card", token: "sim_ok" });
	const isOnBoard = (id: string) =>
		who.gangnam.until("/v1/stores/gangnam/orders?limit=100", { items: expect.arrayContaining([expect.objectContaining({ id })]) });
	const atStore = async (id: string, command: string, body?: object) => {
		expect((await who.gangnam.post(`/v1/stores/gangnam/orders/${id}/${command}`, body)).status).toBe(200);
	};
	const isStocked = (id: string) => who.gangnam.until(`/v1/brews/${id}`, { stocked: true });
	const brew = async (id: string, command: "start" | "complete") => {
		expect((await who.gangnam.post(`/v1/brews/${id}/${command}`)).status).toBe(200);
	};
	const accepted = async (change: object = {}) => {
		const placed = await order(change);
		await pay(placed.id);
		await isOnBoard(placed.id);
		await atStore(placed.id, "accept");
		await isStocked(placed.id);
		return placed;
	};

	const open = async (path: string) => {
		customer = await (await person(system.base, CUSTOMER)).withClock();
		page = await customer.open(path);
		await page.getByText("실시간").waitFor();
	};
	const follow = ({ id }: { id: string }) => open(`/#/orders/${id}`);
	const shows = (words: string | RegExp) => page.getByText(words).first().waitFor();
	const button = (name: string): Locator => page.getByRole("button", { name, exact: true });
	const hasStatus = (word: string) => page.getByRole("status").filter({ hasText: word }).first().waitFor();
	/** Checks that the stream alone updates the page: with its clock stopped it cannot poll. */
	const showsAtOnce = async (word: string, command: () => Promise<unknown>) => {
		await customer.stopClock();
		await command();
		await hasStatus(word);
		await page.clock.resume();
	};
	const expectLook = (name: string) => expectGoodLooks(page, `customer-${name}`);

	it("shows each status of a pickup as it happens", async () => {
		const placed = await order({ note: "덜 뜨겁게" });
		await follow(placed);
		await page.getByRole("heading", { name: `주문 ${placed.number}` }).waitFor();
		await hasStatus("결제 대기");
		await shows("덜 뜨겁게");
		await shows("준비 예정");
		await shows("제조가 시작되면 취소할 수 없습니다.");

		await showsAtOnce("수락 대기", () => pay(placed.id));
		await isOnBoard(placed.id);
		await showsAtOnce("매장 수락", () => atStore(placed.id, "accept"));
		await expectLook("accepted");
		await isStocked(placed.id);
		await showsAtOnce("제조 중", () => brew(placed.id, "start"));
		await button("주문 취소").waitFor({ state: "hidden" });
		await showsAtOnce("준비 완료", () => brew(placed.id, "complete"));
		await shows("강남점에서 주문 번호를 말씀해 주세요.");
		await showsAtOnce("완료", () => atStore(placed.id, "collect"));
		await expectLook("completed");

		const steps = page.getByRole("list", { name: "진행 상황" }).getByRole("listitem");
		expect((await steps.allTextContents()).map((text) => text.replace(/\d\d:\d\d$/, ""))).toEqual([
			"주문 접수",
			"결제 승인",
			"매장 수락",
			"제조 시작",
			"준비 완료",
			"픽업 완료",
		]);
	});

	it("cancels before preparation, shows the refund and orders again", async () => {
		await follow(await accepted());
		await button("주문 취소").click();
		await page.getByRole("dialog").getByText("결제하신 10,000원은 환불됩니다.").waitFor();
		await expectLook("cancel-dialog");

		await button("네, 취소합니다").click();

		await hasStatus("취소됨");
		const outcome = page.getByRole("region", { name: "요청하신 대로 주문이 취소되었습니다." });
		await outcome.getByText("10,000원이 환불되었습니다.").waitFor();
		expect(await outcome.evaluate((element) => element === document.activeElement)).toBe(true);
		await expectLook("cancelled");
		await button("다시 주문하기").click();
		await page
			.getByRole("link", { name: /라떼|2개.*10,000원/ })
			.or(page.getByText(/10,000원/))
			.first()
			.waitFor();
	});

	it("shows since when it is too late to cancel, even without the stream", async () => {
		const { id } = await accepted();
		customer = await person(system.base, CUSTOMER);
		await customer.context.route("**/v1/stream", (route) => route.abort());
		customer.tolerate(/stream/);
		page = await customer.open(`/#/orders/${id}`);
		await button("주문 취소").click();
		await brew(id, "start");

		await button("네, 취소합니다").click();

		await page
			.getByRole("region", { name: "주문을 취소하지 못했습니다" })
			.getByText(/\d\d:\d\d에 제조가 시작되어 취소할 수 없습니다/)
			.waitFor();
		expect(await button("주문 취소").count()).toBe(0);
		await hasStatus("제조 중");
		await expectLook("too-late");
		await page.reload();
		await page.getByRole("region", { name: "주문을 취소하지 못했습니다" }).waitFor();
		expect(await button("주문 취소").count()).toBe(0);
	});

	it("shows in the open dialog that it became too late to cancel", async () => {
		const { id } = await accepted();
		await follow({ id });
		await button("주문 취소").click();

		await brew(id, "start");

		await page.getByRole("alert").getByText("주문이 ‘제조 중’ 상태로 바뀌어 더 이상 취소할 수 없습니다.").waitFor();
	});

	it("shows why the store rejected it, and the refund", async () => {
		const placed = await order();
		await pay(placed.id);
		await follow(placed);

		await isOnBoard(placed.id);
		await showsAtOnce("거절됨", () => atStore(placed.id, "reject", { reason: "오늘은 마감했습니다" }));

		const outcome = page.getByRole("region", { name: "매장에서 주문을 수락하지 못했습니다." });
		await outcome.getByText("오늘은 마감했습니다").waitFor();
		await outcome.getByText("10,000원이 환불되었습니다.").waitFor();
		await expectLook("rejected");
	});

	it("shows that an item is out of stock, and the refund", async () => {
		await who.gangnam.put("/v1/stores/gangnam/stock/mocha", { onHand: 1 });
		const placed = await order({ lines: [{ productId: "mocha", quantity: 2 }] });
		await pay(placed.id);
		await isOnBoard(placed.id);
		await follow(placed);

		await showsAtOnce("취소됨", () => atStore(placed.id, "accept"));

		const outcome = page.getByRole("region", { name: "재고가 부족하여 주문이 취소되었습니다." });
		await outcome.getByText("11,000원이 환불되었습니다.").waitFor();
		await outcome.getByRole("button", { name: "다시 주문하기" }).waitFor();
	});

	it("shows the approaching rider and the PIN, and adds the cups to the level", async () => {
		const id = await errands.goods();
		await errands.finishBrewing(id);
		await follow({ id });
		await errands.assign(id);
		await shows("라이더 배정됨");
		await who.rider.post(`/v1/deliveries/${id}/accept`);
		await shows("라이더 수락");
		expect(await page.getByLabel("전달 확인 번호", { exact: true }).textContent()).toBe(await errands.pin(id));
		await page.getByRole("button", { name: /^복사/ }).click();
		await shows("복사됨");
		await showsAtOnce("배달 중", () => who.rider.post(`/v1/deliveries/${id}/depart`));

		const ride = async (share: number) => {
			const { THERE, SPOT_OF_STORE } = PLACES;
			const between = (from: number, to: number) => from + share * (to - from);
			const place = { lat: between(SPOT_OF_STORE.lat, THERE.lat), lng: between(SPOT_OF_STORE.lng, THERE.lng) };
			await who.rider.post(`/v1/deliveries/${id}/location`, place);
		};
		await ride(0.25);
		await page.getByRole("img", { name: "라이더 위치: 1.2 km 남음" }).waitFor();
		await expectLook("on-the-way");
		await ride(0.75);
		await page.getByRole("img", { name: "라이더 위치: 0.4 km 남음" }).waitFor();
		await errands.unlock(id);
		await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
		const pin = page.getByLabel("전달 확인 번호", { exact: true });
		await pin.filter({ hasText: await errands.pin(id) }).waitFor();
		const before = (await who.customer.get("/v1/customers/me")).body.score;
		await who.rider.post(`/v1/deliveries/${id}/confirm`, { pin: await errands.pin(id) });

		await page
			.getByRole("status")
			.filter({ hasText: /(?<!준비 )완료/ })
			.first()
			.waitFor();
		expect(await page.getByText("전달 확인 번호").count()).toBe(0);
		await page.getByRole("link", { name: "내 정보" }).click();
		await shows(`지금까지 ${before + 2}잔`);
	});

	it("shows a parcel in English and offers to cancel until a rider is assigned", async () => {
		const id = await errands.parcel();
		await follow({ id });
		await page.getByRole("button", { name: "English" }).click();
		await shows("서류 · Medium · 6.5 kg");
		await shows("You cannot cancel once a rider is assigned.");
		await shows("Finding a rider");
		await expectLook("parcel-en");

		await errands.assign(id);

		await button("Cancel order").waitFor({ state: "hidden" });
		await who.rider.post(`/v1/deliveries/${id}/accept`);
		await who.rider.post(`/v1/deliveries/${id}/depart`);
		await hasStatus("Out for delivery");
		await errands.endAll();
		await page.getByRole("region", { name: "Your order was cancelled because it could not be delivered." }).waitFor();
	});

	it("shows the order's state at any past event", async () => {
		const placed = await accepted();
		await follow(placed);

		await page.getByRole("link", { name: "이력" }).click();
		await page.getByRole("heading", { name: `주문 ${placed.number} 이력` }).waitFor();
		await hasStatus("매장 수락");
		await expectLook("history");
		await page.getByRole("button", { name: /\d 주문 접수$/ }).click();
		await hasStatus("결제 대기");
		await page.getByLabel("시점").press("End");
		await hasStatus("매장 수락");
		await page.getByRole("link", { name: "주문으로" }).click();
		await button("주문 취소").waitFor();
	});

	it("hides orders of other customers", async () => {
		await follow({ id: "ord_0000000000" });

		await page.getByRole("alert").getByText("확인할 수 없는 주문입니다.").waitFor();
		await page.getByRole("link", { name: "메뉴 보기" }).click();
		await shows(/라떼|매장/);
	});
});
