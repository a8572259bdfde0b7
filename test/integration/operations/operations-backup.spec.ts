import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bareDocument } from "../../../lib/storage/actor-store.ts";
import { openAdapter } from "../../../lib/storage/open.ts";
import * as mongo from "../../../scripts/servers/mongo.ts";
import { type RunningServer, run } from "../../../scripts/servers/server.ts";
import { people } from "../../e2e/support/api.ts";
import { System } from "../../e2e/support/system.ts";
import { needs } from "../../support/needs.ts";
import { ROOT } from "../../support/services.ts";

const ORDER = {
	storeId: "hongdae",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing: "prepaid" },
};

const command = (script: string, args: string[], env: Record<string, string>) => {
	const { NODE_OPTIONS: _, ...outer } = process.env;
	return run(process.execPath, ["--disable-warning=ExperimentalWarning", `scripts/${script}.ts`, ...args], {
		cwd: ROOT,
		env: { ...outer, ...env },
	});
};
const backUp = (folder: string, env: Record<string, string>) => command("backup", [folder], env);

describe("a backup of the SQLite file, made under load", () => {
	let folder: string;
	let original: System;
	let restored: System;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "cortado-backup-"));
		original = await (await System.prepare("one")).start();
	});
	afterAll(async () => {
		await Promise.all([original?.remove(), restored?.remove()]);
		await rm(folder, { recursive: true, force: true });
	});

	it("contains all acknowledged orders, continues them after a restore, and is consistent", async () => {
		const { customer } = await people(original.base);
		const place = async (): Promise<string> => {
			const { body, status } = await customer.post("/v1/orders", ORDER);
			expect(status).toBe(201);
			await customer.post(`/v1/orders/${body.id}/payment`, { method: "card", token: "sim_ok" });
			return body.id;
		};
		const before = await Promise.all(Array.from({ length: 20 }, place));
		let isOver = false;
		const meanwhile = (async () => {
			while (!isOver) await place();
		})();

		const { stdout } = await backUp(folder, { DATA_DIR: original.dataDir }).finally(() => {
			isOver = true;
		});
		await meanwhile;
		await original.kill();
		restored = await System.prepare("one");
		await command("backup/restore", [stdout.trim()], { DATA_DIR: restored.dataDir });
		await restored.start();

		const { customer: restoredCustomer, operator } = await people(restored.base);
		for (const id of before) await restoredCustomer.until(`/v1/orders/${id}`, { status: "ready", payment: { status: "approved" } });
		const audit = await operator.until("/v1/ops/audit", { ok: expect.any(Boolean) });
		expect(audit).toMatchObject({ ok: true, violations: [] });
		expect(audit.checked).toBeGreaterThanOrEqual(before.length);
		expect((await operator.get("/v1/ops/dead-letters")).body.items).toEqual([]);
	});

	it.each([
		["a missing file", { DATA_DIR: "no-such-folder" }, "[^\n]*cortado\\.db does not exist"],
		["a missing server", { STORE_URL: "mongodb://cortado:secret@127.0.0.1:1/cortado" }, "mongodb://(?![^\n]*secret)[^\n]*127.0.0.1:1"],
	])("is rejected for %s with a one-line error", async (_, env, line) => {
		await expect(backUp(folder, { ...env } as Record<string, string>)).rejects.toMatchObject({
			code: 1,
			stderr: expect.stringMatching(new RegExp(`^${line}[^\n]*\n$`)),
		});
	});

	it.each([
		["an incomplete backup", (folder: string) => [folder], "[^\n]* is not a complete backup"],
		["an unknown service", (_: string, backup: string) => [backup, "coffee"], "The backup has no coffee; it has account, brew, "],
	])("cannot be restored from %s", async (_, args, line) => {
		const { stdout } = await backUp(folder, { DATA_DIR: original.dataDir });

		await expect(command("backup/restore", args(folder, stdout.trim()), { DATA_DIR: original.dataDir })).rejects.toMatchObject({
			code: 1,
			stderr: expect.stringMatching(new RegExp(`^${line}`)),
		});
	});

	it("cannot be restored where services that shared a database no longer do", async () => {
		const { stdout } = await backUp(folder, { DATA_DIR: original.dataDir });
		const env = { DATA_DIR: original.dataDir, STORE_URL_PAYMENT: "sqlite:other.db" };

		await expect(command("backup/restore", [stdout.trim()], env)).rejects.toMatchObject({
			stderr: expect.stringMatching(/^The backup has account, .* in one sqlite database; STORE_URL does not\.\n$/),
		});
	});
});

needs(await mongo.available(), "MongoDB")("a backup of MongoDB", () => {
	let server: RunningServer;
	let folder: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "cortado-backup-"));
		server = await mongo.startMongo();
	});
	afterAll(async () => {
		await server?.stop();
		await rm(folder, { recursive: true, force: true });
	});

	it("restores one service's documents exactly, and leaves the others", async () => {
		const STORE_URL = server.url.replace(/cortado$/, "cortado_{service}");
		const open = async (service: string) => {
			const adapter = openAdapter(STORE_URL.replace("{service}", service));
			await adapter.connect();
			return { adapter, store: await adapter.actorStore<object>({ name: service, indexes: { status: ["status"] } }) };
		};
		const [brew, order] = [await open("brew"), await open("order")];
		const tickets = Array.from({ length: 1_200 }, (_, index) => ({
			...bareDocument(`ord_${String(index).padStart(5, "0")}`, 1_800_000_000_000 + index, {
				status: "brewing",
				note: "따뜻하게 ☕".repeat(9),
			}),
			seen: { [`order/ord_${index}`]: index },
			due: { at: 1_800_000_000_000, command: { type: "complete" } },
		}));
		for (const ticket of tickets) await brew.store.create(ticket);
		await order.store.create(bareDocument("ord_1", 1, { status: "placed" }));

		const { stdout } = await backUp(folder, { STORE_URL });
		for (const { store } of [brew, order]) await store.create(bareDocument("ord_later", 1, { status: "placed" }));
		await brew.store.replace(bareDocument("ord_00000", 1_800_000_000_001, {}), 1_800_000_000_000);
		await command("backup/restore", [stdout.trim(), "brew"], { STORE_URL });

		expect(await brew.store.list({ limit: 2_000 })).toEqual(tickets);
		expect(await brew.store.overdue(1_900_000_000_000, 3)).toHaveLength(3);
		expect(await order.store.load("ord_later")).not.toBeNull();
		await Promise.all([brew, order].map(({ adapter }) => adapter.disconnect()));
	});
});
