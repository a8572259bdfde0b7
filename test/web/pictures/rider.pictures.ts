/** @jest-environment ./test/web/support/environment.ts */
import { people } from "../../e2e/support/api.ts";
import type { System } from "../../e2e/support/system.ts";
import { inBrowser, person } from "../support/browser.ts";
import { DeliveryFixture, PLACES } from "../support/delivery-fixture.ts";
import { oneSystem } from "../support/one-system.ts";
import { Pictures } from "../support/pictures.ts";
import { RiderPage } from "../support/rider-page.ts";

const { lat: latitude, lng: longitude } = PLACES.SPOT_OF_STORE;

inBrowser("pictures of the rider's page", () => {
	let system: System;
	let deliveries: DeliveryFixture;
	const rider = new RiderPage();
	const pictures = new Pictures("rider");

	beforeAll(async () => {
		await pictures.begin();
		system = await oneSystem();
		deliveries = new DeliveryFixture(await people(system.base));
	});
	afterAll(() => pictures.list());

	it("are taken", async () => {
		const { button, shows } = rider;
		const take = (name: string, caption: string, options?: { inEnglish: boolean }) => pictures.take(rider.page, name, caption, options);
		const visitor = await person(system.base);
		await (await visitor.open("/rider/")).getByRole("heading", { name: "로그인" }).waitFor();
		await pictures.take(visitor.page, "sign-in", "Sign-in");
		await visitor.leave();

		await rider.open(system.base, "01000000003", { permissions: ["geolocation"], geolocation: { latitude, longitude } });
		await shows("배정을 기다리는 중");
		await take("waiting", "On shift, waiting for a delivery", { inEnglish: true });
		const id = await deliveries.goods();
		const number = await deliveries.assign(id);
		await shows(/안에 응답해 주세요/);
		await take("offer", "A new delivery, to be answered in time", { inEnglish: true });
		await button("수락").click();
		await shows("위치 공유 중");
		await take("accepted", "Accepted, while the order is being prepared");
		await deliveries.finishBrewing(id);
		await rider.page.getByLabel(`픽업한 주문의 번호 ${number} 확인`).check();
		await take("pick-up", "Pick-up: the number is checked before departing");
		await button("배달 출발").click();
		await rider.page.getByLabel(/전달 확인 번호/).waitFor();
		await take("riding", "On the way, with the amount to collect", { inEnglish: true });
		await rider.enterPin(await deliveries.wrongPin(id));
		await shows("4번 더 시도할 수 있습니다");
		await take("wrong-pin", "A wrong PIN");
		await button("배달 실패").click();
		await rider.page.getByRole("dialog").waitFor();
		await take("cannot-deliver", "A delivery that fails");
		await rider.page.keyboard.press("Escape");
		for (let left = 4; left > 0; left--) {
			await rider.enterPin(await deliveries.wrongPin(id));
			await shows(left > 1 ? `${left - 1}번 더 시도할 수 있습니다` : "매장에 문의해 주세요");
		}
		await take("locked", "Locked after five wrong PINs");
		await deliveries.unlock(id);
		await shows("5번 남음");
		await rider.enterPin(await deliveries.pin(id));
		await shows(`${number} 전달을 완료했습니다`);
		await take("delivered", "Delivered");
		await rider.leave();
	});
});
