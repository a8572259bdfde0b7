import { rm } from "node:fs/promises";
import { available, startNats } from "../../../scripts/servers/nats.ts";
import { freePort, type RunningServer, scratchDir } from "../../../scripts/servers/server.ts";
import { type People, people } from "../../e2e/support/api.ts";
import { System } from "../../e2e/support/system.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";

const ORDER = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing: "on_receipt" },
};
const OTHER_SERVICES = "gateway,idempotency,order,account,store,stock,payment,customer-level,mypage,ops";

/** The metrics that alerts use, during failures of processes. */
needs(await available(), "nats-server")("two nodes on NATS", () => {
	let dir: string;
	let nats: RunningServer;
	let shop: System;
	let brew: System;
	let who: People;

	const metric = async (series: string): Promise<number | undefined> => {
		const text = await (await fetch(`${shop.base}/metrics`)).text();
		const line = text.split("\n").find((line) => line.startsWith(`${series} `));
		return line === undefined ? undefined : Number(line.slice(series.length + 1));
	};
	const shows = (series: string, expected: unknown) => eventually(async () => expect(await metric(series)).toEqual(expected));
	const place = async (): Promise<string> => {
		const { body, status } = await who.customer.post("/v1/orders", ORDER);
		expect(status).toBe(201);
		return body.id;
	};

	beforeAll(async () => {
		dir = await scratchDir("nats");
		const port = await freePort();
		nats = await startNats({ port, dir });
		const env = { NATS_URL: nats.url };
		shop = await System.prepare("one", { ...env, SERVICES: OTHER_SERVICES });
		const health = String(await freePort());
		brew = await System.prepare("one", { ...env, SERVICES: "brew", HEALTH_PORT: health, PORT: health });
		await Promise.all([shop.start(), brew.start()]);
		who = await people(shop.base);
	});
	afterAll(async () => {
		await Promise.all([shop?.remove(), brew?.remove()]);
		await nats?.stop();
		await rm(dir, { recursive: true, force: true });
	});

	it("report a missing service, and the cancellation that it holds", async () => {
		await shows('cortado_service_nodes{service="brew"}', 1);
		const order = await place();
		await eventually(async () => expect((await who.gangnam.post(`/v1/stores/gangnam/orders/${order}/accept`)).status).toBe(200));
		await who.customer.until(`/v1/orders/${order}`, { status: "accepted" });

		await brew.kill();

		await shows('cortado_service_nodes{service="brew"}', 0);
		expect((await who.customer.post(`/v1/orders/${order}/cancellation`, {})).status).toBe(202);
		await shows("cortado_held_cancellations", 1);
		await shows("cortado_held_cancellation_oldest_seconds", expect.any(Number));

		await brew.start();

		await shows('cortado_service_nodes{service="brew"}', 1);
		await shows("cortado_held_cancellations", 0);
		await who.customer.until(`/v1/orders/${order}`, { status: "cancelled" });
	});

	it("report unsent messages while NATS is down and orders are placed, and send them when it returns", async () => {
		await nats.kill();

		const order = await place();

		await eventually(async () => expect(await metric('cortado_outbox_waiting{state="held"}')).toBeGreaterThan(0));
		expect((await who.customer.get(`/v1/orders/${order}`)).status).toBe(200);

		nats = await startNats({ port: Number(new URL(nats.url).port), dir });

		await shows('cortado_outbox_waiting{state="held"}', 0);
		await eventually(async () => expect((await who.gangnam.post(`/v1/stores/gangnam/orders/${order}/accept`)).status).toBe(200));
	});
});
