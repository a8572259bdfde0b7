import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jest } from "@jest/globals";
import type { ServiceSchema } from "moleculer";
import { report } from "../../../lib/broker/node-report.ts";
import type { Table } from "../../../lib/storage/table.ts";
import { COMMANDS } from "../../../scripts/repl/commands.ts";
import { available, startNats } from "../../../scripts/servers/nats.ts";
import type { RunningServer } from "../../../scripts/servers/server.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { ROOT } from "../../support/services.ts";
import { Shop } from "../../support/shop.ts";

const nats = needs(await available(), "nats-server");

describe("the REPL commands", () => {
	let shop: Shop;
	let printed: string[];

	const run = async (name: string, args: Record<string, string> = {}): Promise<string> => {
		printed = [];
		const note = (text: string) => void printed.push(text);
		const consoles = [jest.spyOn(console, "log").mockImplementation(note), jest.spyOn(console, "error").mockImplementation(note)];
		await COMMANDS.find(({ command }) => command.split(" ")[0] === name)!.action(shop.server.broker, args);
		for (const spied of consoles) spied.mockRestore();
		return printed.join("\n");
	};
	const stop = async (name: string) => {
		const { broker } = shop.server;
		await broker.destroyService(broker.getLocalService(name)!);
	};
	const accepted = async (): Promise<string> => {
		const orderId = await shop.place({ fulfilment: "pickup", payment: { timing: "on_receipt" } });
		await eventually(() => shop.made("staff", "POST", `/v1/stores/gangnam/orders/${orderId}/accept`));
		await eventually(async () => expect((await shop.made("customer", "GET", `/v1/orders/${orderId}`)).status).toBe("accepted"));
		return orderId;
	};

	beforeAll(async () => {
		shop = await Shop.open();
		shop.server.broker.createService(report as ServiceSchema);
	});
	afterAll(() => shop?.close());

	it("show an order with its brew ticket, delivery and history", async () => {
		const orderId = shop.orderIds[0]!;

		const page = await run("order", { orderId });

		expect(page).toContain(`${orderId}  in_transit, goods for delivery at gangnam`);
		expect(page).toMatch(/1 × Latte +5,000 won/);
		expect(page).toMatch(/payment +on_receipt, due/);
		expect(page).toMatch(/brew +brewed\n +delivery +in_transit/);
		await eventually(async () => expect(await run("order", { orderId })).toMatch(/\(\d+ s ago\) +order\.placed\n[\s\S]*order\.departed/));
	});

	it("show what an order waits for, until when, and the next timer", async () => {
		const orderId = shop.orderIds[1]!;

		const page = await run("why", { orderId });

		expect(page).toMatch(new RegExp(`${orderId} is placed since .* ago`));
		expect(page).toMatch(/waiting for customer: payment, until .*\(in \d+ min\)/);
		expect(page).toMatch(/next\n(?: .*\n)* +payment +expire .*\(in \d+ min\)/);
	});

	it("cancel an order by the customer's rules", async () => {
		expect(await run("cancel", { orderId: shop.orderIds[1]!, reason: "called" })).toBe("cancellation: granted");
		expect(await run("cancel", { orderId: shop.orderIds[0]! })).toMatch(/\(brewing_started\)$/);

		const { reason, status } = await shop.made("customer", "GET", `/v1/orders/${shop.orderIds[1]}/cancellation`);
		expect([reason, status]).toEqual(["called", "granted"]);
	});

	it("list dead letters and retry one", async () => {
		const raw = {
			id: "stock/x/1",
			type: "stock.changed",
			sender: "stock/x",
			version: 1,
			at: 0,
			schema: 1,
			data: { storeId: "x", available: {} },
		};
		const dead = { id: raw.id, group: "store", type: raw.type, raw: JSON.stringify(raw), attempts: 6, error: "no disk", firstAt: 0, at: 0 };
		const { deadLetters } = shop.server.broker.getLocalService("store") as unknown as {
			deadLetters: Table<object>;
		};
		await deadLetters.insert("store:stock/x/1", dead);

		const listed = await run("dead-letters");
		const retried = await run("dead-letters", { verb: "retry", id: /retry (\S+)/.exec(listed)![1]! });

		expect(listed).toMatch(/store could not handle stock\.changed, 6 attempts, 1970-01-01[\s\S]*no disk/);
		expect(retried).toBe("The dead letter was handled and removed.");
		expect(await run("dead-letters")).toBe("dead letters: none");
	});

	it("audit all data and show an overview", async () => {
		expect(await run("audit")).toMatch(/^No violations in \d+ orders\.$/);
		expect(await run("overview")).toMatch(
			/^nodes\n.*gateway[\s\S]*open or half-open circuit breakers: none[\s\S]*\n {2}brew +0 waiting[\s\S]*dead letters: 0$/,
		);
	});

	it.each([
		["order", { orderId: "nonsense" }, "orderId: Its format is invalid. (invalid)"],
		["why", { orderId: "nonsense" }, "orderId: Its format is invalid. (invalid)"],
		["order", { orderId: "ord_0000000000" }, "The requested resource was not found. (not_found)"],
		["why", { orderId: "ord_0000000000" }, "The requested resource was not found. (not_found)"],
		["cancel", { orderId: "ord_0000000000" }, "The requested resource was not found. (not_found)"],
		["dead-letters", { verb: "retry", id: "nonsense" }, "The requested resource was not found. (not_found)"],
		["dead-letters", { verb: "bury", id: "nonsense" }, "Usage: dead-letters, or dead-letters retry <id>."],
	])("print one line for %s %j", async (name, args, line) => {
		await run(name, args);

		expect(printed).toEqual([line]);
	});

	it("report unavailable services and keep working", async () => {
		const orderId = await accepted();
		await stop("brew");

		expect(await run("order", { orderId })).toMatch(/brew +unavailable/);
		expect(await run("cancel", { orderId })).toMatch(/^cancellation: held, attempts: 1, next .*\(in \d+ s\)$/);
		expect(await run("held")).toMatch(new RegExp(`^held cancellations\n +${orderId} +requested .* attempts: 1`));
		expect(await run("why", { orderId })).toMatch(/waiting for maker: the decision [\s\S]+\nbrew is unavailable$/);
		expect(await run("audit")).toMatch(/^Service 'brew\.many' is not \w+\.?.*$/);

		await stop("ops");
		for (const name of ["why", "held", "overview", "audit", "dead-letters"]) {
			await run(name, { orderId });
			expect(printed).toEqual([expect.stringMatching(/^Service 'ops\.\w+' is not [^\n]+$/)]);
		}
	});
});

nats("npm run repl", () => {
	let server: RunningServer;
	let folder: string;
	const children: ChildProcess[] = [];

	const start = (script: string, env: Record<string, string> = {}) => {
		const child = spawn(process.execPath, [join(ROOT, script)], {
			env: { ...process.env, DATA_DIR: folder, LOG_FORMAT: "text", PORT: "0", ...env },
			stdio: "pipe",
		});
		children.push(child);
		const printed = { text: "" };
		for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed.text += chunk));
		return { child, printed, until: (found: RegExp) => eventually(() => expect(printed.text).toMatch(found)) };
	};

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), "cortado-repl-"));
		server = await startNats();
	});
	afterAll(async () => {
		const running = children.filter(({ exitCode }) => exitCode === null);
		for (const child of running) child.kill("SIGKILL");
		await server.stop();
		rmSync(folder, { recursive: true });
	});

	it("calls the other nodes and exits at the end of its input", async () => {
		const node = start("scripts/node.ts", { NATS_URL: server.url, LOG_LEVEL: "info" });
		await node.until(/Listening on/);
		const { child, printed, until } = start("scripts/repl.ts", { NATS_URL: server.url, LOG_LEVEL: "fatal" });
		await until(/cortado \$/);

		child.stdin.write("audit\n");
		await until(/No violations in 0 orders\./);
		child.stdin.write("why ord_0000000000 too many words\n");
		await until(/The requested resource was not found\. \(not_found\)/);
		child.stdin.end();

		expect(await once(child, "exit")).toEqual([0, null]);
		expect(printed.text).not.toMatch(/\n\s+at /);
	});

	it.each([
		["no cluster ran on this data", {}, /^There is no cluster to join\. Start one with npm run cluster, or set NATS_URL=nats:\/\/…\n$/],
		["NATS does not respond", { NATS_URL: "nats://127.0.0.1:9" }, /^The cluster's NATS server does not respond\. [^\n]+\n$/],
	])("prints one line if %s", async (_, env, line) => {
		const { child, printed } = start("scripts/repl.ts", env);

		const [code] = await once(child, "close");

		expect(code).toBe(1);
		expect(printed.text).toMatch(line);
	});
});
