import { eventually } from "../../support/eventually.ts";
import { Shop } from "../../support/shop.ts";

const { gauge, registry } = await import("../../../lib/observability/metrics.ts");

let shop: Shop;
beforeAll(async () => {
	shop = await Shop.open();
});
afterAll(() => shop?.close());

const scraped = async (): Promise<string> => (await shop.send("nobody", "GET", "/metrics")).body;
/** The value of one series, given as `name{labels}`. */
const metric = async (series: string): Promise<number | undefined> => {
	const line = (await scraped()).split("\n").find((line) => line.startsWith(`${series} `));
	return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

describe("GET /metrics", () => {
	it("counts the transitions of orders and related actors", async () => {
		const before = (await metric('cortado_transitions_total{actor="order",status="rejected"}')) ?? 0;
		const id = await shop.place({ fulfilment: "pickup", payment: { timing: "on_receipt" } });
		await eventually(() => shop.made("staff", "POST", `/v1/stores/gangnam/orders/${id}/reject`, { reason: "no milk" }));

		await eventually(async () => {
			expect(await metric('cortado_transitions_total{actor="order",status="rejected"}')).toBe(before + 1);
			expect(await metric('cortado_transitions_total{actor="store-order",status="rejected"}')).toBeGreaterThan(0);
			expect(await metric('cortado_transitions_total{actor="payment",status="voided"}')).toBeGreaterThan(0);
			expect(await metric('cortado_order_seconds_count{until="rejected"}')).toBeGreaterThan(0);
		});
	});

	it("labels HTTP metrics by route, never by path", async () => {
		await shop.send("customer", "GET", `/v1/orders/${shop.orderIds[0]}`);
		await shop.send("customer", "GET", "/v1/nowhere/at/all");

		const text = await scraped();

		expect(text).toContain('cortado_http_answers_total{route="GET /v1/orders/:orderId",status="200"}');
		expect(text).toContain('cortado_http_seconds_count{route="GET /v1/orders/:orderId"}');
		expect(text).toContain('cortado_http_answers_total{route="none",status="404"}');
		expect(text).not.toMatch(/ord_|acc_|nowhere/);
	});

	it("contains commits, outboxes, breakers, the bus, dead letters and the event loop", async () => {
		const text = await scraped();

		expect(await metric('cortado_store_commit_seconds_count{store="sqlite"}')).toBeGreaterThan(10);
		expect(await metric('cortado_outbox_waiting{state="held"}')).toBe(0);
		expect(await metric('cortado_bus_dead_letters_total{group="order"}')).toBe(0);
		expect(await metric('cortado_dead_letters{group="notification"}')).toBe(0);
		expect(await metric("cortado_held_cancellations")).toBe(0);
		expect(await metric('cortado_store_bytes{storage=":memory:",state="used"}')).toBeGreaterThan(50_000);
		expect(text).toContain("cortado_breaker_state{action=");
		expect(text).toContain("nodejs_eventloop_lag_p99_seconds ");
	});

	it("has fewer than 5,000 series", async () => {
		const series = (await scraped()).split("\n").filter((line) => line && !line.startsWith("#"));

		expect(series.length).toBeLessThan(5_000);
	});
});

describe("a gauge whose value cannot be read", () => {
	afterEach(() => registry.removeSingleMetric("cortado_test"));

	it.each([
		["fails", () => Promise.reject(new Error("storage is unavailable"))],
		["hangs", () => new Promise<never>(() => {})],
	])("is omitted if reading %s, and the others are shown", async (_, read) => {
		gauge("cortado_test", "Fails.", [], read);

		const text = await scraped();

		expect(text).not.toMatch(/^cortado_test /m);
		expect(text).toContain("process_cpu_seconds_total");
	});
});

describe("GET /v1/ops/series", () => {
	it("shows the orders of the last minutes by status", async () => {
		const { items, name } = await shop.made("operator", "GET", "/v1/ops/series?name=orders&minutes=2");

		expect(name).toBe("orders");
		expect(items).toHaveLength(2);
		const submitted = items.map(({ values }: { values: { submitted: number } }) => values.submitted);
		expect(Math.max(...submitted)).toBeGreaterThan(0);
	});

	it("defaults to one hour", async () => {
		expect((await shop.made("operator", "GET", "/v1/ops/series?name=requests")).items).toHaveLength(60);
	});

	it.each(["name=weather", "minutes=5", "name=orders&minutes=0", "name=orders&minutes=1441"])("rejects %s", async (query) => {
		expect((await shop.send("operator", "GET", `/v1/ops/series?${query}`)).status).toBe(422);
	});
});

describe("GET /v1/ops/overview", () => {
	it("shows the progress of rebuilding my page", async () => {
		expect((await shop.made("operator", "GET", "/v1/ops/overview")).mypage).toEqual({ rebuilding: null });

		await shop.made("operator", "POST", "/v1/ops/mypage/rebuild");

		await eventually(async () => {
			const { mypage } = await shop.made("operator", "GET", "/v1/ops/overview");
			expect(mypage.rebuilding).toMatchObject({ running: false, done: mypage.rebuilding.of });
			expect(mypage.rebuilding.of).toBeGreaterThan(0);
		});
	});
});
