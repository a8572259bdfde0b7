/** @jest-environment ./test/web/support/environment.ts */
import { people } from "../e2e/support/api.ts";
import type { System } from "../e2e/support/system.ts";
import { eventually } from "../support/eventually.ts";
import { inBrowser, type PersonOptions } from "./support/browser.ts";
import { DeliveryFixture, PLACES } from "./support/delivery-fixture.ts";
import { oneSystem } from "./support/one-system.ts";
import { RiderPage } from "./support/rider-page.ts";

const RIDER = "01000000003";
const { HERE, SPOT_OF_STORE, THERE } = PLACES;
const near = ({ lat, lng }: { lat: number; lng: number }, by = 0) => ({ latitude: lat + by, longitude: lng });
const LOCATED: PersonOptions = { permissions: ["geolocation"], geolocation: near(SPOT_OF_STORE, 0.001) };

inBrowser("riders", () => {
	let system: System;
	let deliveries: DeliveryFixture;
	const rider = new RiderPage();
	const { button, hides, shows } = rider;

	beforeAll(async () => {
		system = await oneSystem();
		deliveries = new DeliveryFixture(await people(system.base));
	});
	afterEach(async () => {
		await rider.leave();
		await deliveries.endAll();
	});

	const open = (options: PersonOptions = LOCATED, phone = RIDER) => rider.open(system.base, phone, options);

	it("complete a delivery: accept, check the number, share the location, and enter the PIN", async () => {
		await open();
		await shows("배정을 기다리는 중");
		await rider.expectGoodLooks("waiting");
		const id = await deliveries.goods();
		const number = await deliveries.assign(id);

		await rider.page.getByRole("heading", { name: number }).waitFor();
		expect(await rider.page.title()).toContain(`새 배달 ${number}`);
		await shows(/\d+:\d\d 안에 응답해 주세요/);
		await rider.expectGoodLooks("assigned");
		await button("수락").click();
		await shows("라떼 2");
		await shows("13,000원");
		await deliveries.untilCustomerSees(id, { status: "accepted", location: { lat: SPOT_OF_STORE.lat + 0.001 } });
		await shows("위치 공유 중");
		await shows("아직 준비 중입니다");
		await deliveries.finishBrewing(id);
		await hides("아직 준비 중입니다");
		expect(await button("배달 출발").isDisabled()).toBe(true);
		await rider.expectGoodLooks("accepted");
		await rider.page.getByLabel(`픽업한 주문의 번호 ${number} 확인`).check();
		await button("배달 출발").click();
		await deliveries.untilCustomerSees(id, { status: "in_transit" });
		await rider.person.context.setGeolocation(near(THERE, 0.001));
		await deliveries.untilCustomerSees(id, { location: { lat: THERE.lat + 0.001 } });
		await rider.enterPin(await deliveries.wrongPin(id));
		await shows("4번 더 시도할 수 있습니다");
		await rider.expectGoodLooks("in-transit");
		await rider.enterPin(await deliveries.pin(id));

		await shows(`${number} 전달을 완료했습니다`);
		await deliveries.expectCollectedOnce(id, 13_000);
		await shows("오늘 종료된 배달 1건");
	});

	it("deliver a parcel, and see its contents, weight and amount to collect", async () => {
		await open({ ...LOCATED, colorScheme: "dark", locale: "en-GB" });
		await rider.page.getByRole("button", { name: "English" }).click();
		const id = await deliveries.parcel();
		const number = await deliveries.assign(id);

		await shows("서류 · Medium · 6.5 kg");
		const amount = await rider.amount();
		await rider.expectGoodLooks("assigned-en-dark");
		await button("Accept").click();
		await rider.page.getByLabel(`The order I picked up is ${number}`).check();
		await button("Start delivery").click();
		await button("Cannot deliver").click();
		await rider.expectGoodLooks("fail-en-dark");
		await rider.page.keyboard.press("Escape");
		await rider.page.getByLabel(/Customer's PIN/).fill(await deliveries.pin(id));
		await rider.page.keyboard.press("Enter");

		await shows(`${number} is delivered.`);
		await deliveries.expectCollectedOnce(id, amount);
	});

	it("are locked out after five wrong PINs until the store unlocks the delivery", async () => {
		const id = await deliveries.parcel();
		await deliveries.ride(id);
		await open();

		const wrong = await deliveries.wrongPin(id);
		for (const left of [4, 3, 2, 1]) {
			await rider.enterPin(wrong);
			await shows(`${left}번 더 시도할 수 있습니다`);
		}
		await rider.enterPin(wrong);
		await shows("매장에 문의해 주세요");
		await rider.expectGoodLooks("locked");
		await deliveries.unlock(id);
		await shows("5번 남음");
		await hides(/더 시도할 수 있습니다/);
		await rider.enterPin(await deliveries.pin(id));

		await shows("전달을 완료했습니다");
	});

	it("report their arrival by hand without geolocation, and share the location once they allow it", async () => {
		const id = await deliveries.parcel();
		await deliveries.ride(id);
		await open({});

		await shows("위치 공유 꺼짐");
		await rider.expectGoodLooks("not-found");
		await button("현재 위치 보내기").click();
		await button("배달지 도착").click();
		await deliveries.untilCustomerSees(id, { location: { lat: THERE.lat, lng: THERE.lng } });
		await rider.person.context.grantPermissions(["geolocation"]);
		await rider.person.context.setGeolocation(near(HERE));
		await button("현재 위치 보내기").click();

		await deliveries.untilCustomerSees(id, { location: { lat: HERE.lat, lng: HERE.lng } });
		await shows("위치 공유 중");
	});

	it("send only the newest location when the connection is back", async () => {
		await open();
		const sent = new Set<number>();
		rider.page.on("request", (request) => void (request.url().endsWith("/location") && sent.add(request.postDataJSON().lat)));
		const id = await deliveries.parcel();
		await deliveries.ride(id);
		await deliveries.untilCustomerSees(id, { location: { lat: SPOT_OF_STORE.lat + 0.001 } });
		rider.person.tolerate(/ERR_INTERNET_DISCONNECTED/);

		await rider.person.context.setOffline(true);
		await shows("연결 끊김");
		for (const [left, by] of Object.entries({ "1.2 km": 0.003, "1.4 km": 0.006, "1.7 km": 0.009 })) {
			await rider.person.context.setGeolocation(near(HERE, by));
			await shows(left);
		}
		await rider.person.context.setOffline(false);

		await deliveries.untilCustomerSees(id, { location: { lat: HERE.lat + 0.009 } });
		await eventually(async () => expect([...sent]).toEqual([SPOT_OF_STORE.lat + 0.001, HERE.lat + 0.009])); // the browser reports a request after the server has received it
	});

	it("see why a job was removed until they dismiss the notice, but get none for a job that they declined", async () => {
		await open();
		const [declined, calledOff] = [await deliveries.parcel(), await deliveries.parcel()];
		await deliveries.assign(declined);
		await button("거절").click();
		await shows("배정을 기다리는 중");
		const number = await deliveries.assign(calledOff);
		await button("수락").waitFor();

		await deliveries.callOff(calledOff, "매장 사정");
		await shows(`${number} 배달이 중단되었습니다.`);
		await shows("사유: “매장 사정”");
		await rider.expectGoodLooks("removed");
		await rider.page.reload();
		await shows(`${number} 배달이 중단되었습니다.`);
		expect(await rider.page.getByRole("alert").count()).toBe(1);
		await button("확인").click();

		await hides("배달이 중단되었습니다");
	});

	it("fail a delivery with a reason for the customer, and keep the focus on the page", async () => {
		const id = await deliveries.parcel();
		await deliveries.ride(id);
		await open();

		await button("배달 실패").click();
		await rider.page.getByLabel("수령 거부").check();
		await button("배달 실패로 종료").click();

		await deliveries.untilCustomerSees(id, { status: "failed", reason: "refused_by_recipient" });
		await shows("배정을 기다리는 중");
		await rider.page.locator("h2:focus").waitFor();
		expect(await rider.page.getByRole("alert").count()).toBe(0);
	});

	it("end and start a shift", async () => {
		await open();

		await button("근무 종료").click();
		await shows("근무를 시작하지 않았습니다");
		await rider.expectGoodLooks("off-shift");
		await button("근무 시작").click();

		await shows("배정을 기다리는 중");
	});

	it("are the only accounts that can use the page", async () => {
		await open(LOCATED, "01000000001");

		await shows("이 계정으로는 볼 수 없는 화면입니다");
		expect(await rider.page.getByText("배정을 기다리는 중").count()).toBe(0);
	});
});
