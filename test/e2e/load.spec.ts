import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { steadyPort } from "../../scripts/drill/ports.ts";
import { DURATION, type Report } from "../../scripts/load/report.ts";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/services.ts";
import { type Api, people } from "./support/api.ts";
import { System } from "./support/system.ts";

/** The default limits, which other tests raise. */
const DEFAULT_LIMITS = { RATE_LIMIT_PER_SECOND: "50", RATE_LIMIT_SESSIONS_PER_MINUTE: "10" };

/** The command in its own process, as users run it. */
class Load {
	readonly #child: ChildProcess;
	readonly #folder: string;
	text = "";
	progress = "";

	private constructor(folder: string, args: string[]) {
		this.#folder = folder;
		const { NODE_OPTIONS: _, ...env } = process.env;
		const own = ["--disable-warning=ExperimentalWarning", "scripts/load.ts", ...args, "--json", this.#json];
		this.#child = spawn(process.execPath, own, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
		this.#child.stdout!.setEncoding("utf8").on("data", (text: string) => {
			this.text += text;
		});
		this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
			this.progress += text;
		});
	}

	static async start(...args: string[]): Promise<Load> {
		return new Load(await mkdtemp(join(tmpdir(), "cortado-load-")), args);
	}

	get #json(): string {
		return join(this.#folder, "report.json");
	}

	/** The latest progress line. */
	get latest(): { requests: number; orders: number; failed: number } | undefined {
		const [, requests, orders, failed] = this.progress.match(/.* ([\d.]+) requests\/s +([\d.]+) orders\/s .* (\d+) failed\n$/) ?? [];
		return requests ? { requests: Number(requests), orders: Number(orders), failed: Number(failed) } : undefined;
	}

	get code(): number | null {
		return this.#child.exitCode;
	}

	interrupt(): void {
		this.#child.kill("SIGINT");
	}

	async result(): Promise<{ code: number | null; report: Report }> {
		if (this.code === null) await once(this.#child, "close");
		try {
			return { code: this.code, report: JSON.parse(await readFile(this.#json, "utf8")) };
		} catch (error) {
			throw new Error(`No report: ${this.text}${this.progress}`, { cause: error });
		}
	}

	async remove(): Promise<void> {
		this.#child.kill("SIGKILL");
		await rm(this.#folder, { recursive: true });
	}
}

const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
const kindsOf = ({ latencies }: Report): string[] => latencies.map(({ kind }) => kind);

/** Checks that totals equal their parts. */
const expectConsistent = (report: Report): void => {
	const { acknowledgedInRun, availability, failed, latencies, orders, perSecond, refused, requests, seconds, unsuccessful } = report;
	const served = latencies.filter(({ kind }) => kind !== DURATION);
	expect(requests).toBeGreaterThan(0);
	expect(sum(served.map(({ count }) => count)) + failed + refused[429]!).toBe(requests);
	expect(sum(unsuccessful.filter(({ failed }) => failed).map(({ count }) => count))).toBe(failed);
	expect(availability).toBeCloseTo(100 - (100 * failed) / requests, 6);
	expect(perSecond.requests * seconds).toBeCloseTo(requests, 6);
	expect(perSecond.acknowledged * seconds).toBeCloseTo(acknowledgedInRun, 6);
	expect(report.completedInRun).toBeLessThanOrEqual(orders.acknowledged);
	expect(acknowledgedInRun).toBeLessThanOrEqual(orders.acknowledged);
	for (const { max, p50, p90, p99, p999 } of latencies)
		expect([p50, p90, p99, p999, max]).toEqual([p50, p90, p99, p999, max].sort((a, b) => a - b));
};

const expectAllPresent = ({ orders }: Report): void => {
	expect(orders).toMatchObject({ missing: [], unread: [], notEnded: [], duplicates: [], unlisted: 0, unacknowledged: 0 });
	expect(orders.there).toBe(orders.acknowledged);
	expect(sum(Object.values(orders.ended))).toBe(orders.acknowledged);
	expect(orders.acknowledged).toBeGreaterThan(0);
};

/** The accounts that load tests registered and erased, from the event feed. */
const customersOf = async (operator: Api): Promise<{ registered: Set<string>; erased: Set<string> }> => {
	const customers = { registered: new Set<string>(), erased: new Set<string>() };
	for (let after = 0; ; ) {
		const { items } = (await operator.get(`/v1/feed?after=${after}&limit=100`)).body;
		if (items.length === 0) return customers;
		for (const { data, seq, type } of items) {
			after = seq;
			if (type === "account.registered" && !data.id.startsWith("acc_demo")) customers.registered.add(data.id);
			if (type === "account.erased") customers.erased.add(data.id);
		}
	}
};

describe("npm run load against one process with default limits", () => {
	let system: System;
	let load: Load;

	beforeAll(async () => {
		system = await (await System.prepare("one", DEFAULT_LIMITS)).start();
	});

	afterEach(() => load?.remove());
	afterAll(() => system?.remove());

	const start = async (...args: string[]): Promise<Load> => {
		load = await Load.start("--url", system.base, "--clients", "4", "--settle", "60", ...args);
		return load;
	};

	it.each([
		["--order", ["place", "pay", "follow", "collect"]],
		["--read", ["stores", "menu", "order", "my page"]],
		["--mixed", ["place", "pay", "follow", "stores", "menu", "my page"]],
	])("%s reports consistent figures and finds every acknowledged order", async (mode, kinds) => {
		const { code, report } = await (await start(mode, "--seconds", "3")).result();

		expectConsistent(report);
		expectAllPresent(report);
		expect(report).toMatchObject({ failed: 0, availability: 100, interrupted: false, passed: true });
		expect(kindsOf(report)).toEqual(expect.arrayContaining(kinds));
		expect(Object.keys(report.orders.ended)).toEqual(["completed"]);
		expect(load.text).toContain(`${report.requests} requests`);
		expect(load.text).toMatch(/Passed\.\n$/);
		expect(code).toBe(0);
	});

	it("runs at a constant rate with payment on receipt, and reports too few clients", async () => {
		const { report } = await (await start("--rate", "200", "--payment", "on_receipt", "--seconds", "2")).result();

		expectConsistent(report);
		expectAllPresent(report);
		expect(kindsOf(report)).not.toContain("pay");
		expect(report.notStarted).toBeGreaterThan(0);
		expect(load.text).toContain("intended start");
	});

	it("restores the stock and erases its accounts", async () => {
		const { hongdae, operator } = await people(system.base);
		const before = (await hongdae.get("/v1/stores/hongdae/stock/cold-brew")).body.onHand;
		const { report } = await (await start("--seconds", "2")).result();

		expect(report).toMatchObject({ product: "cold-brew", notes: [] });
		expect(report.accounts).toBe("4 customers registered for this run, then erased, 1 staff");
		expect((await hongdae.get("/v1/stores/hongdae/stock/cold-brew")).body).toMatchObject({ onHand: before });
		await eventually(async () => {
			const customers = await customersOf(operator);
			expect(customers.registered.size).toBeGreaterThanOrEqual(4);
			expect(customers.erased).toEqual(customers.registered);
		});
	});

	it("lets staff handle every step at a store without automation", async () => {
		const { report } = await (await start("--store", "gangnam", "--staff", "01000000002", "--seconds", "2")).result();

		expectConsistent(report);
		expectAllPresent(report);
		expect(Object.keys(report.orders.ended)).toEqual(["completed"]); // only staff can complete orders there
	});

	it("exits with 2 if the address is unreachable", async () => {
		const nowhere = `http://127.0.0.1:${await steadyPort()}`;
		load = await Load.start("--url", nowhere);

		await expect(load.result()).rejects.toThrow(`Cannot reach ${nowhere}/: connection refused.`);
		expect(load.code).toBe(2);
	});

	it("reports failures while the server is down, and finds every acknowledged order", async () => {
		await start("--seconds", "3600", "--at-least", "100");
		await eventually(() => expect(load.latest?.orders).toBeGreaterThan(0));
		await system.kill();
		await eventually(() => expect(load.latest?.failed).toBeGreaterThan(0));
		await system.start();
		await eventually(() => expect(load.latest?.orders).toBeGreaterThan(0));
		load.interrupt();
		const { code, report } = await load.result();

		expectConsistent(report);
		expectAllPresent(report);
		expect(report.interrupted).toBe(true);
		expect(report.availability).toBeLessThan(100);
		expect(report.unsuccessful).toContainEqual(expect.objectContaining({ outcome: "connection refused", failed: true }));
		expect(load.text).toMatch(/FAILED: the availability is below 100 %\.\n$/);
		expect(code).toBe(1);
	});
});
