import { Fleet } from "../../scripts/drill/fleet.ts";
import { available } from "../../scripts/servers/nats.ts";
import { needs } from "../support/needs.ts";
import { type Answer, type Api, people } from "./api.ts";

const AWAY = ["order", "payment", "store", "stock", "brew", "delivery", "customer-level"];
const LEFT = ["account", "mypage", "notification", "ops"];
const LOOKS = 50;
/** How much slower my page may be without its sources: a call that waits for a timeout takes a hundred times as long. */
const SLOWDOWN = 5;

needs(await available(), "nats-server")("my page, when all that it tells of is stopped", () => {
	let fleet: Fleet;
	let customer: Api;
	let before: Answer["body"];
	let usual: number;

	/** Median time of a look at my page, in milliseconds, and the last answer. */
	const look = async (): Promise<[number, Answer]> => {
		const times: number[] = [];
		let shown: Answer | undefined;
		for (let turn = 0; turn < LOOKS; turn++) {
			const startedAt = performance.now();
			shown = await customer.get("/v1/mypage");
			times.push(performance.now() - startedAt);
		}
		return [times.toSorted((one, other) => one - other)[LOOKS / 2]!, shown!];
	};

	beforeAll(async () => {
		fleet = await Fleet.start({
			members: [
				{ name: "gateway", services: ["gateway", "idempotency"] },
				{ name: "left", services: LEFT },
				{ name: "makers", services: ["stock", "store", "brew"] },
				{ name: "rest", services: AWAY.filter((service) => !["stock", "store", "brew"].includes(service)) },
			],
		});
		({ customer } = await people(fleet.addresses[0]!));
		const order = { storeId: "hongdae", kind: "goods", lines: [{ productId: "latte", quantity: 1 }], payment: { timing: "on_receipt" } };
		const { body } = await customer.post("/v1/orders", order);
		before = await customer.until(`/v1/mypage/orders/${body.id}`, { status: "ready", brew: { status: "brewed" } });
		[usual] = await look();
		for (const service of AWAY) for (const node of fleet.running(service)) await node.end("SIGTERM");
	});

	afterAll(() => fleet?.stop());

	it("shows the last known state at once, and says as of when", async () => {
		const stoppedAt = Date.now();
		const [median, shown] = await look();

		expect(shown).toMatchObject({ status: 200, body: { items: [before] } });
		expect(Date.parse(shown.body.asOf)).toBeLessThanOrEqual(stoppedAt);
		expect(median).toBeLessThan(SLOWDOWN * usual);
	});

	it("leaves it to the others to say that they cannot be asked", async () => {
		expect((await customer.get("/v1/orders")).status).toBe(503);
		expect((await customer.get("/v1/stores")).status).toBe(503);
	});
});
