import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../scripts/servers/server.ts";
import { people } from "../../e2e/support/api.ts";
import { System } from "../../e2e/support/system.ts";
import { ROOT } from "../../support/services.ts";

const ORDER = {
	storeId: "hongdae",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing: "prepaid" },
};

const backUp = (folder: string, env: Record<string, string>) => {
	const { NODE_OPTIONS: _, ...outer } = process.env;
	return run(process.execPath, ["--disable-warning=ExperimentalWarning", "scripts/backup.ts", folder], {
		cwd: ROOT,
		env: { ...outer, ...env },
	});
};

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
		await mkdir(restored.dataDir, { recursive: true });
		await rename(stdout.trim(), join(restored.dataDir, "cortado.db"));
		await restored.start();

		const { customer: restoredCustomer, operator } = await people(restored.base);
		for (const id of before) await restoredCustomer.until(`/v1/orders/${id}`, { status: "ready", payment: { status: "approved" } });
		const audit = await operator.until("/v1/ops/audit", { ok: expect.any(Boolean) });
		expect(audit).toMatchObject({ ok: true, violations: [] });
		expect(audit.checked).toBeGreaterThanOrEqual(before.length);
		expect((await operator.get("/v1/ops/dead-letters")).body.items).toEqual([]);
	});

	it.each([
		["several files", { STORE_URL: "sqlite:data/{service}.db" }, "STORE_URL names several databases"],
		["one service on MongoDB", { STORE_URL_PAYMENT: "mongodb://localhost/pay" }, "STORE_URL names several databases"],
		["MongoDB", { STORE_URL: "mongodb://localhost/cortado" }, "STORE_URL does not name a SQLite file"],
		["a missing file", { DATA_DIR: "no-such-folder" }, "[^\n]*cortado\\.db does not exist"],
	])("is rejected for %s with a one-line error", async (_, env, line) => {
		await expect(backUp(folder, { ...env } as Record<string, string>)).rejects.toMatchObject({
			code: 1,
			stderr: expect.stringMatching(new RegExp(`^${line}[^\n]*\n$`)),
		});
	});
});
