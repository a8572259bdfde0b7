import type { Locator, Page } from "playwright-core";
import { people } from "../e2e/api.ts";
import { System } from "../e2e/system.ts";
import { eventually } from "../eventually.ts";
import { expectAccessible, inBrowser, type Person, type PersonOptions, person, screenshot } from "./browser.ts";
import { Errands, PLACES } from "./errands.ts";

const RIDER = "01000000003";
const CUSTOMER = "01000000001";
const { HERE, SPOT_OF_STORE, THERE } = PLACES;
const near = ({ lat, lng }: { lat: number; lng: number }, by = 0) => ({ latitude: lat + by, longitude: lng });
const FOUND: PersonOptions = { permissions: ["geolocation"], geolocation: near(SPOT_OF_STORE, 0.001) };

inBrowser("riders", () => {
	let system: System;
	let errands: Errands;
	let rider: Person;
	let page: Page;

	beforeAll(async () => {
		system = await (await System.prepare("one")).start();
		errands = new Errands(await people(system.base));
	}, 60_000);
	afterEach(async () => {
		rider?.expectQuiet();
		await rider?.leave();
		await errands.endAll();
	});
	afterAll(() => system?.remove());

	const open = async (options: PersonOptions = FOUND, phone = RIDER) => {
		rider = await person(system.base, phone, options);
		page = await rider.open("/rider/");
		await page.getByText("실시간").waitFor();
	};
	const button = (name: string): Locator => page.getByRole("button", { name, exact: true });
	const shows = (words: string | RegExp) => page.getByText(words).first().waitFor();
	const hides = (words: string | RegExp) => page.getByText(words).first().waitFor({ state: "hidden" });
	const enterPin = async (pin: string) => {
		await page.getByLabel(/수령 확인 번호/).fill(pin);
		await button("전달 완료").click();
	};
	const expectNarrow = async () => {
		const screen = page.viewportSize()!;
		await page.setViewportSize({ width: 320, height: screen.height });
		expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
		await page.setViewportSize(screen);
	};
	const look = async (name: string) => {
		await expectAccessible(page);
		await expectNarrow();
		await screenshot(page, `rider-${name}`);
	};

	it("take a job, check its number, are seen on the way, and hand over against the PIN", async () => {
		await open();
		await shows("일을 기다리는 중");
		await look("waiting");
		const id = await errands.goods();
		const number = await errands.assign(id);

		await page.getByRole("heading", { name: number }).waitFor();
		expect(await page.title()).toContain(`새 일 ${number}`);
		await shows(/0:\d\d 안에 답해 주세요/);
		await look("assigned");
		await button("수락").click();
		await shows("라떼 2");
		await shows("13,000원");
		await errands.seen(id, { status: "accepted", location: { lat: SPOT_OF_STORE.lat + 0.001 } });
		await shows("위치 공유 중");
		await shows("아직 준비되지 않았습니다");
		await errands.finishBrewing(id);
		await hides("아직 준비되지 않았습니다");
		expect(await button("출발").isDisabled()).toBe(true);
		await look("accepted");
		await page.getByLabel(`받은 물건의 번호 ${number} 확인`).check();
		await button("출발").click();
		await errands.seen(id, { status: "in_transit" });
		await rider.context.setGeolocation(near(THERE, 0.001));
		await errands.seen(id, { location: { lat: THERE.lat + 0.001 } });
		await enterPin(await errands.wrongPin(id));
		await shows("4번 더 시도할 수 있습니다");
		await look("in-transit");
		await enterPin(await errands.pin(id));

		await shows(`${number} 전달을 마쳤습니다`);
		await errands.expectCollectedOnce(id, 13_000);
		await shows("오늘 끝난 일 1건");
	}, 40_000);

	it("carry a parcel, and see what it is, how heavy, and what to collect", async () => {
		await open({ ...FOUND, colorScheme: "dark", locale: "en-GB" });
		await page.getByRole("button", { name: "English" }).click();
		const id = await errands.parcel();
		const number = await errands.assign(id);

		await look("assigned-en-dark");
		await button("Accept").click();
		await shows("서류 · Medium · 6.5 kg");
		const amount = await page
			.getByText(/^₩[\d,]+$/)
			.first()
			.textContent();
		await page.getByLabel(`The number on it is ${number}`).check();
		await button("Set out").click();
		await button("Cannot deliver").click();
		await look("fail-en-dark");
		await page.keyboard.press("Escape");
		await page.getByLabel(/Customer's PIN/).fill(await errands.pin(id));
		await page.keyboard.press("Enter");

		await shows(`${number} is delivered.`);
		await errands.expectCollectedOnce(id, Number(amount!.replace(/\D/g, "")));
	}, 30_000);

	it("are locked out after five wrong PINs, until the store helps", async () => {
		const id = await errands.parcel();
		await errands.ride(id);
		await open();

		const wrong = await errands.wrongPin(id);
		for (const left of [4, 3, 2, 1]) {
			await enterPin(wrong);
			await shows(`${left}번 더 시도할 수 있습니다`);
		}
		await enterPin(wrong);
		await shows("매장에 문의해 주세요");
		await look("locked");
		await errands.unlock(id);
		await shows("5번 남음");
		await enterPin(await errands.pin(id));

		await shows("전달을 마쳤습니다");
	}, 30_000);

	it("who are not found may say where they have arrived, and are found once they allow it", async () => {
		const id = await errands.parcel();
		await errands.ride(id);
		await open({});

		await shows("위치 공유 꺼짐");
		await look("not-found");
		await button("위치 보내기").click();
		await button("도착지 도착").click();
		await errands.seen(id, { location: { lat: THERE.lat, lng: THERE.lng } });
		await rider.context.grantPermissions(["geolocation"]);
		await rider.context.setGeolocation(near(HERE));
		await button("위치 보내기").click();

		await errands.seen(id, { location: { lat: HERE.lat, lng: HERE.lng } });
		await shows("위치 공유 중");
	}, 30_000);

	it("tell only the newest place once the connection is back", async () => {
		const id = await errands.parcel();
		await errands.ride(id);
		await open();
		await errands.seen(id, { location: { lat: SPOT_OF_STORE.lat + 0.001 } });
		rider.tolerate(/ERR_INTERNET_DISCONNECTED/);
		const told: number[] = [];
		page.on("request", (request) => void (request.url().endsWith("/location") && told.push(request.postDataJSON().lat)));

		await rider.context.setOffline(true);
		await shows("연결 끊김");
		for (const by of [0.002, 0.003, 0.004]) {
			await rider.context.setGeolocation(near(HERE, by));
			await shows(`도착지까지`);
		}
		await rider.context.setOffline(false);

		await errands.seen(id, { location: { lat: HERE.lat + 0.004 } });
		expect(told).toEqual([HERE.lat + 0.004]);
	}, 30_000);

	it("are told why a job is gone, until they have seen it, but not of what they declined", async () => {
		await open();
		const [declined, calledOff] = [await errands.parcel(), await errands.parcel()];
		await errands.assign(declined);
		await button("거절").click();
		await shows("일을 기다리는 중");
		const number = await eventually(() => errands.assign(calledOff));
		await button("수락").waitFor();

		await errands.callOff(calledOff, "매장 사정");
		await shows(`${number} 배달이 중단되었습니다.`);
		await shows("이유: 매장 사정");
		await look("gone");
		await page.reload();
		await shows(`${number} 배달이 중단되었습니다.`);
		expect(await page.getByRole("alert").count()).toBe(1);
		await button("확인").click();

		await hides("배달이 중단되었습니다");
	}, 30_000);

	it("begin a shift with their place, and end it", async () => {
		await open();

		await button("근무 끝내기").click();
		await shows("근무를 시작하지 않았습니다");
		await look("off-shift");
		await button("근무 시작").click();

		await shows("근무 중");
		await shows("일을 기다리는 중");
	});

	it("are the only ones whom the page is for", async () => {
		await open(FOUND, CUSTOMER);

		await shows("이 계정으로는 볼 수 없는 화면입니다");
		expect(await page.getByText("일을 기다리는 중").count()).toBe(0);
	});
});
