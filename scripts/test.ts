import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
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
	testResults: { name: string; startTime: number; endTime: number }[];
}

const ROOT = join(import.meta.dirname, "..");
const JEST = join(ROOT, "node_modules/jest/bin/jest.js");
const SLOWEST = 10;
/** Of the kernel's clock in /proc. */
const TICKS_PER_SECOND = 100;
/** One more than the cores of a small machine: tests wait half of the time. */
const WORKERS = "3";
const FLAGS = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];

const tests = (report: string): Step => ({
	name: "tests",
	program: process.execPath,
	args: [...FLAGS, JEST, "--maxWorkers", WORKERS, "--json", "--outputFile", report, ...process.argv.slice(2)],
});

const printSlowest = ({ testResults }: JestReport): void => {
	const files = testResults
		.map(({ name, startTime, endTime }) => ({ path: relative(ROOT, name), seconds: (endTime - startTime) / 1000 }))
		.sort((one, other) => other.seconds - one.seconds);
	console.log(`The slowest of ${files.length} test files:`);
	for (const { path, seconds } of files.slice(0, SLOWEST)) console.log(`${seconds.toFixed(1).padStart(7)} s  ${path}`);
};

/** User and system time of all processes that this one has waited for; known on Linux only. */
const printCpuTime = (): void => {
	if (!existsSync("/proc/self/stat")) return;
	const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]!.split(" ");
	console.log(`CPU time ${((Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND).toFixed(0)} s`);
};

const countOf = (report: JestReport): Count => ({
	passed: report.numPassedTests,
	failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
	skipped: report.numPendingTests + report.numTodoTests,
});

const NOTHING: Count = { passed: 0, failed: 0, skipped: 0 };

async function runTests(): Promise<Count> {
	const folder = mkdtempSync(join(tmpdir(), "cortado-tests-"));
	const report = join(folder, "report.json");
	try {
		const isGood = await run(tests(report));
		const read = JSON.parse(readFileSync(report, "utf8")) as JestReport;
		const count = countOf(read);
		printSlowest(read);
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
printCpuTime();
const failed = count.failed + broken;
console.log(`${count.passed} passed, ${failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;
