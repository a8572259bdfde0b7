import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SCHEMATHESIS, schemathesis } from "../../scripts/servers/api-checkers.ts";
import { find } from "../../scripts/servers/server.ts";
import type { Description } from "../../services/gateway/openapi/openapi.ts";
import { type Endpoint, endpointsOf } from "../support/described.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";
import { System } from "./support/system.ts";

const PHONES = { customer: "01000000001", operator: "01000000004" };
type Role = keyof typeof PHONES;
const ROLES = Object.keys(PHONES) as Role[];

/** Run last, because they end the session that all other requests need. */
const LAST = ["deleteMe", "deleteSessionsCurrent", "deleteMeSessionsSessionId", "deleteAccountsAccountIdSessions"];

/** The minimum number of operations with a 2xx response. Fewer would mean that requests did not reach the API's logic. */
const MIN_ACCEPTED: Record<Role, number> = { customer: 20, operator: 30 };

interface Report {
	exit_code: number;
	complete: boolean;
	operations: { total: number; selected: number; tested: number; errored: number };
	failures: { code: string; title: string; operations: string[] }[];
	errors: object[];
	/** Only for operations with responses other than 401 and 403. */
	valid_rates: Record<string, Record<string, { accepted: number }>>;
}
interface Run {
	report: Report;
	output: string;
}

let system: System;
let folder: string;
let runs: Record<Role, Run>;
let lastRuns: Record<Role, Run>;

interface Created {
	id: string;
	token: string;
}

const send = async (method: string, path: string, body?: object, token?: string): Promise<Created> => {
	const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : undefined) };
	const answer = await fetch(system.base + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : undefined) });
	if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
	return (await answer.json()) as Created;
};
const signIn = async (role: Role): Promise<string> =>
	(await send("POST", "/v1/sessions", { phone: PHONES[role], password: "demo-1234" })).token;

const HOME = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };

/** Creates entities for path parameters, so that not every request ends with 404. */
const created = async (): Promise<Record<string, string[]>> => {
	const [customer, operator] = await Promise.all([signIn("customer"), signIn("operator")]);
	const idOf = async (path: string, body: object, token: string): Promise<string> => (await send("POST", path, body, token)).id;
	const order = { storeId: "gangnam", kind: "goods", lines: [{ productId: "latte", quantity: 1 }] };
	const place = (more: object) => idOf("/v1/orders", { ...order, ...more }, customer);
	const hook = () => idOf("/v1/webhooks", { url: "https://example.com/hook", events: ["*"] }, operator);
	return {
		orderId: await Promise.all([
			place({ payment: { timing: "on_receipt" } }),
			place({ payment: { timing: "prepaid" } }),
			place({ fulfilment: "delivery", destination: HOME, payment: { timing: "on_receipt" } }),
		]),
		quoteId: [await idOf("/v1/quotes", { from: HOME, to: HOME, size: "small", weightKg: 1 }, customer)],
		webhookId: await Promise.all([hook(), hook()]),
		storeId: ["gangnam", "hongdae"],
		productId: ["latte", "croissant"],
	};
};

const described = async (): Promise<Endpoint[]> => {
	const answer = await fetch(`${system.base}/openapi.json`);
	return endpointsOf((await answer.json()) as Description);
};

/** The operations that a role may not call. They reject it whatever the request contains. */
const forbiddenTo = (role: Role, endpoints: Endpoint[]): string[] =>
	endpoints
		.filter(({ operation }) => !operation["x-roles"].some((each) => [role, "anyone", "signedIn"].includes(each)))
		.map(({ operation }) => operation.operationId);

const withoutCoverage = (operationIds: string[]): string =>
	`[[operations]]\ninclude-operation-id = ${JSON.stringify(operationIds)}\n[operations.phases.coverage]\nenabled = false\n`;

const configWith = async (ids: Record<string, string[]>, forbidden: string[]): Promise<string> => {
	const names = Object.keys(ids);
	const dictionaries = names.map((name) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(ids[name])}\n`);
	const bindings = names.map((name) => `"path.${name}" = { dictionary = "${name}", probability = 0.8 }`);
	const common = await readFile(join(ROOT, "test/e2e/schemathesis.toml"), "utf8");
	return [common, withoutCoverage(forbidden), ...dictionaries, "[parameters]", ...bindings, ""].join("\n");
};

/** Runs in its own folder, because Schemathesis writes files into its working directory. */
const runAs = async (role: Role, name: string, ...filters: string[]): Promise<Run> => {
	const cwd = join(folder, `${role}-${name}`);
	await mkdir(cwd);
	const report = join(cwd, "report.json");
	const options = [
		"--header",
		`Authorization: Bearer ${await signIn(role)}`,
		"--checks",
		"all",
		"--report",
		"json",
		"--report-json-path",
		report,
	];
	const args = [
		"-m",
		"schemathesis.cli",
		"--config-file",
		join(folder, `${role}.toml`),
		"run",
		`${system.base}/openapi.json`,
		...options,
		...filters,
	];
	const env = { ...process.env, PYTHONPATH: SCHEMATHESIS, PYTHONIOENCODING: "utf-8" };
	const python = await find("python3");
	const output = await new Promise<string>((done) =>
		execFile(python!, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) => done(stdout + stderr)),
	);
	const text = await readFile(report, "utf8").catch(() => {
		throw new Error(output);
	});
	return { report: JSON.parse(text), output };
};

const ofEach = async (run: (role: Role) => Promise<Run>): Promise<Record<Role, Run>> =>
	Object.fromEntries(await Promise.all(ROLES.map(async (role) => [role, await run(role)] as const))) as Record<Role, Run>;

const each = (flag: string): string[] => LAST.flatMap((id) => [flag, id]);

/** The output with the failing requests, or an empty string. */
const failuresOf = ({ output, report }: Run): string =>
	report.failures.length + report.errors.length === 0 && report.complete ? "" : output;

needs(await schemathesis.available(), "Schemathesis")("the API, fuzzed by Schemathesis", () => {
	beforeAll(async () => {
		const many = {
			RATE_LIMIT_PER_SECOND: "100000",
			RATE_LIMIT_SESSIONS_PER_MINUTE: "100000",
			CODES_PER_PHONE: "100000",
			CODES_PER_ADDRESS: "100000",
			OPEN_ORDERS: "100000",
		};
		system = await (await System.prepare("one", many)).start();
		folder = await mkdtemp(join(tmpdir(), "schemathesis-"));
		const [ids, endpoints] = [await created(), await described()];
		for (const role of ROLES) await writeFile(join(folder, `${role}.toml`), await configWith(ids, forbiddenTo(role, endpoints)));
		runs = await ofEach((role) => runAs(role, "all", ...each("--exclude-operation-id")));
		lastRuns = await ofEach((role) => runAs(role, "last", ...each("--include-operation-id")));
	});
	afterAll(async () => {
		await system?.remove();
		if (folder) await rm(folder, { recursive: true, force: true });
	});

	describe.each(ROLES)("as %s", (role) => {
		it("responds to every operation as described and passes every check", () => {
			expect(failuresOf(runs[role])).toBe("");
		});

		it("signs out and deletes the account as described", () => {
			expect(failuresOf(lastRuns[role])).toBe("");
		});

		it("is tested with every operation", () => {
			const { operations } = runs[role].report;

			expect(operations.tested).toBe(operations.total - LAST.length);
			expect(lastRuns[role].report.operations.tested).toBe(LAST.length);
		});

		it("accepts enough requests", () => {
			const rates = Object.entries(runs[role].report.valid_rates);
			const accepted = rates.filter(([, phases]) => Object.values(phases).some((phase) => phase.accepted > 0)).map(([name]) => name);

			expect(accepted.length).toBeGreaterThanOrEqual(MIN_ACCEPTED[role]);
		});
	});
});
