import { Fleet } from "../../scripts/drill/fleet.ts";
import { available } from "../../scripts/servers/nats.ts";
import { needs } from "../support/needs.ts";
import { type Answer, type Api, people } from "./support/api.ts";

const STOPPED = ["order", "payment", "store", "stock", "brew", "delivery", "customer-level"];
const RUNNING = ["account", "mypage", "notification", "ops"];
const REQUESTS = 50;
/** Allowed slowdown of my page without its sources. Waiting for a timeout would be a hundred times slower. */
const MAX_SLOWDOWN = 5;

needs(await available(), "nats-server")("my page while all services that it shows are stopped", () => {
	let fleet: Fleet;
	let customer: Api;
	let before: Answer["body"];
	let usual: number;

	/** The median response time of my page in milliseconds, and the last response. */
	const measure = async (): Promise<[number, Answer]> => {
		const times: number[] = [];
		let response: Answer | undefined;
		for (let turn = 0; turn < REQUESTS; turn++) {
			const startedAt = performance.now();
			response = await customer.get("/v1/mypage");
			times.push(performance.now() - startedAt);
		}
		return [times.toSorted((one, other) => one - other)[REQUESTS / 2]!, response!];
	};

	beforeAll(async () => {
		fleet = await Fleet.start({
			members: [
				{ name: "gateway", services: ["gateway", "idempotency"] },
				{ name: "running", services: RUNNING },
				{ name: "makers", services: ["stock", "store", "brew"] },
				{ name: "rest", services: STOPPED.filter((service) => !["stock", "store", "brew"].includes(service)) },
			],
		});
		({ customer } = await people(fleet.addresses[0]!));
		const order = { storeId: "hongdae", kind: "goods", lines: [{ productId: "latte", quantity: 1 }], payment: { timing: "on_receipt" } };
		const { body } = await customer.post("/v1/orders", order);
		before = await customer.until(`/v1/mypage/orders/${body.id}`, { status: "ready", brew: { status: "brewed" } });
		[usual] = await measure();
		for (const service of STOPPED) for (const node of fleet.running(service)) await node.end("SIGTERM");
	});

	afterAll(() => fleet?.stop());

	it("shows the last known state quickly, with its time", async () => {
		const stoppedAt = Date.now();
		const [median, response] = await measure();

		expect(response).toMatchObject({ status: 200, body: { items: [before] } });
		expect(Date.parse(response.body.asOf)).toBeLessThanOrEqual(stoppedAt);
		expect(median).toBeLessThan(MAX_SLOWDOWN * usual);
	});

	it("is available with the orders, menus and stores, which the gateway's process reads itself", async () => {
		expect((await customer.get(`/v1/orders/${before.id}`)).body).toMatchObject({ id: before.id, status: "ready" });
		expect((await customer.get("/v1/stores")).body.items.map(({ id }: { id: string }) => id)).toContain("hongdae");
		expect((await customer.get("/v1/stores/hongdae/menu")).status).toBe(200);
	});

	it("is answered by the gateway's process if its own node is stopped, too", async () => {
		for (const node of fleet.running("mypage")) await node.end("SIGTERM");

		expect(await customer.get("/v1/mypage")).toMatchObject({ status: 200, body: { items: [before] } });
	});

	it("changes nothing meanwhile: commands respond with 503", async () => {
		const order = { storeId: "hongdae", kind: "goods", lines: [{ productId: "latte", quantity: 1 }], payment: { timing: "on_receipt" } };

		expect((await customer.post("/v1/orders", order)).status).toBe(503);
		expect((await customer.post(`/v1/orders/${before.id}/cancellation`, {})).status).toBe(503);
	});
});
