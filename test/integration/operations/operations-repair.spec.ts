import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "nats";
import { available, startNats } from "../../../scripts/servers/nats.ts";
import { freePort, type RunningServer, run, scratchDir } from "../../../scripts/servers/server.ts";
import { type Answer, type People, people } from "../../e2e/support/api.ts";
import { System } from "../../e2e/support/system.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { ROOT } from "../../support/services.ts";

const ORDER = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", lines: [{ productId: "latte", quantity: 1 }] };
const PLACE = { address: "서울 강남구 1", lat: 37.5, lng: 127 };
const OTHER_SERVICES = "gateway,idempotency,order,account,store,stock,payment,customer-level,delivery,mypage,notification,ops";

/** A node with brew, one with all other services, and a file for each service. */
needs(await available(), "nats-server")("a cluster that lost messages", () => {
	let scratch: string;
	let nats: RunningServer;
	let main: System;
	let brew: System;
	let who: People;
	let env: Record<string, string>;

	beforeAll(async () => {
		scratch = await scratchDir("repair");
		nats = await startNats({ port: await freePort(), dir: join(scratch, "nats") });
		const health = String(await freePort());
		env = { NATS_URL: nats.url, STORE_URL: `sqlite:${join(scratch, "data")}/{service}.db` };
		await mkdir(join(scratch, "data"));
		main = await System.prepare("one", { ...env, SERVICES: OTHER_SERVICES });
		brew = await System.prepare("one", { ...env, SERVICES: "brew", HEALTH_PORT: health, PORT: health });
		await Promise.all([main.start(), brew.start()]);
		who = await people(main.base);
	});
	afterAll(async () => {
		await Promise.all([main?.remove(), brew?.remove()]);
		await nats?.stop();
		await rm(scratch, { recursive: true, force: true });
	});

	const done = (request: () => Promise<Answer>) => eventually(async () => expect((await request()).status).toBeLessThan(300));
	const asStaff = (id: string, command: string) => done(() => who.gangnam.post(`/v1/stores/gangnam/orders/${id}/${command}`));
	const asBarista = (id: string, command: string) => done(() => who.gangnam.post(`/v1/brews/${id}/${command}`));
	const until = (id: string, expected: object) => who.customer.until(`/v1/orders/${id}`, expected);
	const place = async (change: object = {}): Promise<string> => {
		const { body, status } = await who.customer.post("/v1/orders", { ...ORDER, payment: { timing: "prepaid" }, ...change });
		expect(status).toBe(201);
		await done(() => who.customer.post(`/v1/orders/${body.id}/payment`, { method: "card", token: "sim_ok" }));
		await until(body.id, { status: "submitted" });
		return body.id;
	};
	const accepted = async (change: object = {}): Promise<string> => {
		const id = await place(change);
		await asStaff(id, "accept");
		await until(id, { status: "accepted" });
		return id;
	};
	const finish = async (id: string) => {
		await asBarista(id, "start");
		await asBarista(id, "complete");
		await until(id, { status: "ready" });
		await asStaff(id, "collect");
		await until(id, { status: "completed", payment: { status: "approved" } });
	};
	const deleteStream = async () => {
		const connection = await connect({ servers: nats.url });
		await (await connection.jetstreamManager()).streams.delete("cortado-events");
		await connection.close();
	};
	const untilPublished = () =>
		eventually(async () => {
			const text = await (await fetch(`${main.base}/metrics`)).text();
			const counts = [...text.matchAll(/^cortado_outbox_waiting\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
			expect(counts.length).toBeGreaterThan(0);
			expect(counts.filter((count) => count > 0)).toEqual([]);
		});
	const command = async (script: string, ...args: string[]): Promise<string> => {
		const { NODE_OPTIONS: _, NODE_ENV: __, ...outer } = process.env;
		const options = ["--disable-warning=ExperimentalWarning", `scripts/${script}.ts`, ...args];
		return (await run(process.execPath, options, { cwd: ROOT, env: { ...outer, ...env } })).stdout;
	};
	const repair = (...args: string[]) => command("repair", ...args);
	const consistent = () => who.operator.until("/v1/ops/audit", { ok: true, violations: [] });
	const notifications = async (id: string): Promise<string[]> => {
		const { body } = await who.customer.get("/v1/notifications?limit=100");
		return body.items.filter(({ orderId }: { orderId: string }) => orderId === id).map(({ type }: { type: string }) => type);
	};

	it("ends every order after its stream was deleted", async () => {
		await brew.stop();
		const [picked, cancelled] = [await accepted(), await accepted()];
		await eventually(async () => expect(await notifications(cancelled)).toContain("order.accepted"));
		await untilPublished();
		await deleteStream();
		await brew.start();
		await eventually(async () => expect((await who.customer.get(`/v1/brews/${picked}`)).status).toBe(404));

		const page = await repair();

		expect(page).toMatch(/order +2\n +payment +2\n +store-order +2/);
		expect(page).toContain("still stuck: none");
		expect((await who.customer.post(`/v1/orders/${cancelled}/cancellation`, {})).status).toBe(200);
		await until(cancelled, { status: "cancelled", payment: { status: "refunded" } });
		await finish(picked);
		await consistent();
		expect((await notifications(cancelled)).filter((type) => type === "order.accepted")).toHaveLength(1);
		expect(await repair()).toContain("republished: nothing");
	});

	it("ends every order after one service was restored from a backup that was made while serving", async () => {
		const [received, started] = [await accepted(), await accepted()];
		for (const id of [received, started]) await who.customer.until(`/v1/brews/${id}`, { status: "received", stocked: true });
		const backup = (await command("backup", join(scratch, "backups"))).trim();
		const [later, ended, delivered] = [await accepted(), await accepted(), await accepted({ fulfilment: "delivery", destination: PLACE })];
		for (const id of [started, later, delivered]) await asBarista(id, "start");
		await finish(ended);
		for (const id of [started, later, delivered]) await until(id, { status: "preparing" });
		await untilPublished();
		await brew.stop();
		const [, since = ""] = /--since (\S+)/.exec(await command("backup/restore", backup, "brew"))!;
		await brew.start();

		const page = await repair("--since", since);

		expect(page).toContain("still stuck: none");
		for (const id of [started, later, delivered]) await who.customer.until(`/v1/brews/${id}`, { status: "brewing" });
		await who.customer.until(`/v1/brews/${ended}`, { status: "brewed" });
		await finish(received);
		for (const id of [started, later]) {
			await asBarista(id, "complete");
			await until(id, { status: "ready" });
			await asStaff(id, "collect");
			await until(id, { status: "completed" });
		}
		await asBarista(delivered, "complete");
		await until(delivered, { status: "ready" });
		await consistent();
		for (const id of [ended, later]) expect((await notifications(id)).toSorted()).toEqual([...new Set(await notifications(id))].sort());
	});
});
