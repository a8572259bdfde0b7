import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PAGES, run, STYLE, type Step, TYPES, WEB_TEST_TYPES, WEB_TYPES } from "./steps.ts";

interface Count {
	passed: number;
	failed: number;
	skipped: number;
}

interface JestReport {
	numPassedTests: number;
	numFailedTests: number;
	numPendingTests: number;
	numTodoTests: number;
	/** Files that broke before their tests could run. */
	numRuntimeErrorTestSuites: number;
}

const JEST = join(import.meta.dirname, "../node_modules/jest/bin/jest.js");
/** One more than the cores of a small machine: tests wait half of the time. */
const WORKERS = "3";
const FLAGS = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];

const tests = (report: string): Step => ({
	name: "tests",
	program: process.execPath,
	args: [...FLAGS, JEST, "--maxWorkers", WORKERS, "--json", "--outputFile", report, ...process.argv.slice(2)],
});

const countOf = (report: string): Count => {
	const read = JSON.parse(readFileSync(report, "utf8")) as JestReport;
	return {
		passed: read.numPassedTests,
		failed: read.numFailedTests + read.numRuntimeErrorTestSuites,
		skipped: read.numPendingTests + read.numTodoTests,
	};
};

const NOTHING: Count = { passed: 0, failed: 0, skipped: 0 };

async function runTests(): Promise<Count> {
	const folder = mkdtempSync(join(tmpdir(), "cortado-tests-"));
	const report = join(folder, "report.json");
	try {
		const isGood = await run(tests(report));
		const count = countOf(report);
		// Jest has its own reasons to be discontent, such as a pattern that matches no test.
		return isGood || count.failed > 0 ? count : { ...count, failed: 1 };
	} catch {
		return { ...NOTHING, failed: 1 }; // without a report: Jest itself broke, and has said how
	} finally {
		rmSync(folder, { recursive: true });
	}
}

let broken = 0;
for (const step of [TYPES, WEB_TYPES, WEB_TEST_TYPES, STYLE, PAGES]) if (!(await run(step))) broken += 1;
const count = await runTests();
const failed = count.failed + broken;
console.log(`${count.passed} passed, ${failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;
