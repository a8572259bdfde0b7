import { ServiceBroker } from "moleculer";
import { SUBSCRIBERS } from "../../contracts/inspection.ts";
import { loadServices } from "../../test/support/services.ts";
import { overview } from "./overview.ts";

const never = () => new Promise(() => undefined);

describe("the overview", () => {
	const broker = new ServiceBroker({ logger: false });

	beforeAll(() => {
		broker.createService({ name: "order", actions: { held: never, deadLetters: () => [] } });
		broker.createService({ name: "brew", actions: { deadLetters: never } });
		broker.createService({ name: "mypage", actions: { rebuilding: () => ({ done: 7 }) } });
		return broker.start();
	});
	afterAll(() => broker.stop());

	it("does not wait for hanging services, and names the groups whose dead letters are missing", async () => {
		const result = await overview(broker);

		expect(result).toMatchObject({ heldCancellations: null, mypage: { rebuilding: { done: 7 } }, deadLetters: { count: 0 } });
		expect(result.deadLetters.unavailable).toEqual(Object.keys(SUBSCRIBERS).filter((group) => group !== "order"));
	});
});

describe("the subscribers", () => {
	it("are all services with a consumer group, under the names that the groups have on the server", async () => {
		const groups = (await loadServices()).flatMap(({ schema }) =>
			(schema.mixins ?? []).flatMap(({ metadata }) => {
				const group = metadata?.group ?? (metadata?.subscriptions?.length > 0 ? metadata?.actor : undefined);
				return group === undefined ? [] : [[group, schema.name]];
			}),
		);

		expect(Object.fromEntries(groups)).toEqual(SUBSCRIBERS);
	});
});
