import { ServiceBroker } from "moleculer";
import { overview } from "./overview.ts";

const never = () => new Promise(() => undefined);

describe("the overview", () => {
	const broker = new ServiceBroker({ logger: false });

	beforeAll(() => {
		broker.createService({ name: "order", actions: { held: never } });
		broker.createService({ name: "brew", actions: { deadLetters: never } });
		broker.createService({ name: "mypage", actions: { rebuilding: () => ({ done: 7 }) } });
		return broker.start();
	});
	afterAll(() => broker.stop());

	it("does not wait for hanging services", async () => {
		const result = await overview(broker);

		expect(result).toMatchObject({ heldCancellations: null, mypage: { rebuilding: { done: 7 } }, deadLetters: { count: 0 } });
	});
});
