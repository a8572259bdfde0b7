import { execFileSync } from "node:child_process";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { actionlint } from "../../scripts/servers/checkers.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

interface Workflow {
	jobs: Record<string, { "timeout-minutes"?: number; steps: { uses?: string; run?: string; with?: Record<string, unknown> }[] }>;
}

const FILES = globSync(".github/workflows/*.yml", { cwd: ROOT }).sort();
const read = (file: string): Workflow => parse(readFileSync(join(ROOT, file), "utf8"));
const workflows = FILES.map((file) => [file, read(file)] as const);
const { version } = (JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, { version: string }> })
	.packages["node_modules/node"]!;

const linter = await actionlint.available();

needs(linter, "actionlint")("every workflow", () => {
	it("passes actionlint", () => {
		expect(execFileSync(linter!, FILES, { cwd: ROOT, encoding: "utf8" })).toBe("");
	});
});

describe("the workflows", () => {
	it.each(workflows)("%s tests as .ci/run does, on the Node of the lock file", (_, { jobs }) => {
		const steps = jobs.test!.steps;

		expect(steps.map(({ run }) => run)).toContain(".ci/run");
		expect(steps.find(({ uses }) => uses?.startsWith("actions/setup-node@"))?.with?.["node-version"]).toBe(Number.parseInt(version, 10));
	});

	it.each(workflows)("%s limits the time of every job", (_, { jobs }) => {
		expect(Object.values(jobs).filter((job) => job["timeout-minutes"] === undefined)).toEqual([]);
	});
});

describe("the pre-commit hook", () => {
	it("can be executed and runs the script", () => {
		const hook = join(ROOT, ".githooks/pre-commit");

		expect(statSync(hook).mode & 0o111).toBe(0o111);
		expect(readFileSync(hook, "utf8")).toContain("scripts/pre-commit.ts");
	});
});
