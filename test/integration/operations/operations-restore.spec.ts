import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
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
const OTHER_SERVICES = "gateway,idempotency,order,account,store,stock,payment,customer-level,delivery,mypage,notification,ops";

/** The procedure in docs/running/backup.md: copy the files of a quiet system, then restore them with an empty stream. */
needs(await available(), "nats-server")("a cluster with several SQLite files", () => {
	let scratch: string;
	let nats: RunningServer;
	let nodes: System[];
	let who: People;

	const waiting = async ({ base }: System): Promise<number> => {
		const text = await (await fetch(`${base}/metrics`)).text();
		const lines = [...text.matchAll(/^(?:cortado_bus_pending|cortado_bus_in_hand|cortado_outbox_waiting)\{.*\} (\d+)$/gm)];
		expect(lines.length).toBeGreaterThan(0);
		return lines.reduce((sum, [, count]) => sum + Number(count), 0);
	};
	const untilQuiet = () => eventually(async () => expect(await Promise.all(nodes.map(waiting))).toEqual([0, 0]));
	const start = async () => {
		await Promise.all(nodes.map((node) => node.start()));
		who = await people(nodes[0]!.base);
	};
	const stop = () => Promise.all(nodes.map((node) => node.stop()));
	const copied = (index: number) => join(scratch, `copy-${index}`);
	const place = async (): Promise<string> => {
		const { body } = await who.customer.post("/v1/orders", ORDER);
		await eventually(async () => expect((await who.gangnam.post(`/v1/stores/gangnam/orders/${body.id}/accept`)).status).toBe(200));
		await who.customer.until(`/v1/brews/${body.id}`, { status: "received", startedAt: null });
		return body.id;
	};
	const collect = async (id: string) => {
		for (const command of ["start", "complete"])
			await eventually(async () => expect((await who.gangnam.post(`/v1/brews/${id}/${command}`)).status).toBe(200));
		await who.customer.until(`/v1/orders/${id}`, { status: "ready" });
		await eventually(async () => expect((await who.gangnam.post(`/v1/stores/gangnam/orders/${id}/collect`)).status).toBe(200));
		await who.customer.until(`/v1/orders/${id}`, { status: "completed", payment: { status: "collected" } });
	};

	beforeAll(async () => {
		scratch = await scratchDir("restore");
		nats = await startNats({ port: await freePort(), dir: join(scratch, "nats") });
		const health = String(await freePort());
		nodes = [
			await System.prepare("one", { NATS_URL: nats.url, SERVICES: OTHER_SERVICES }),
			await System.prepare("one", { NATS_URL: nats.url, SERVICES: "brew", HEALTH_PORT: health, PORT: health }),
		];
		await start();
	});
	afterAll(async () => {
		await Promise.all(nodes?.map((node) => node.remove()) ?? []);
		await nats?.stop();
		await rm(scratch, { recursive: true, force: true });
	});

	it("continues from the copy without later orders, and is consistent", async () => {
		const before = await place();
		await untilQuiet();
		await stop();
		await Promise.all(nodes.map(({ dataDir }, index) => cp(dataDir, copied(index), { recursive: true })));
		await start();
		const later = await place();
		await collect(before);
		await stop();

		await nats.stop();
		nats = await startNats({ port: Number(new URL(nats.url).port), dir: join(scratch, "another-nats") });
		for (const [index, { dataDir }] of nodes.entries()) {
			await rm(dataDir, { recursive: true });
			await cp(copied(index), dataDir, { recursive: true });
		}
		await start();

		expect((await who.customer.get(`/v1/orders/${later}`)).status).toBe(404);
		await who.customer.until(`/v1/orders/${before}`, { status: "accepted" });
		await collect(before);
		await collect(await place());
		await untilQuiet();
		await who.operator.until("/v1/ops/audit", { ok: true, checked: 2, violations: [] });
	});
});
