import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { run, type Step } from "./steps.ts";
import { planFor } from "./test/plan.ts";

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
	/** Files that failed before their tests could run. */
	numRuntimeErrorTestSuites: number;
	testResults: { name: string; startTime: number; endTime: number }[];
}

const ROOT = join(import.meta.dirname, "..");
const JEST = join(ROOT, "node_modules/jest/bin/jest.js");
const SLOWEST = 10;
/** Unit of the times in /proc. */
const TICKS_PER_SECOND = 100;
/** One more than the cores of a small machine, because tests spend half of their time waiting. */
const WORKERS = "3";
const FLAGS = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];

const { jestArgs, steps } = planFor(process.argv.slice(2));

const tests = (report: string): Step => ({
	name: "tests",
	program: process.execPath,
	args: [...FLAGS, JEST, "--maxWorkers", WORKERS, "--json", "--outputFile", report, ...jestArgs],
});

const printSlowest = ({ testResults }: JestReport): void => {
	const files = testResults
		.map(({ name, startTime, endTime }) => ({ path: relative(ROOT, name), seconds: (endTime - startTime) / 1000 }))
		.sort((one, other) => other.seconds - one.seconds);
	console.log(`The slowest of ${files.length} test files:`);
	for (const { path, seconds } of files.slice(0, SLOWEST)) console.log(`${seconds.toFixed(1).padStart(7)} s  ${path}`);
};

/** User and system time of all child processes; available on Linux only. */
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
		const passed = await run(tests(report));
		const result = JSON.parse(readFileSync(report, "utf8")) as JestReport;
		const count = countOf(result);
		printSlowest(result);
		// Jest also fails without a failed test, for example when a pattern matches no file.
		return passed || count.failed > 0 ? count : { ...count, failed: 1 };
	} catch {
		return { ...NOTHING, failed: 1 }; // Jest crashed before it wrote a report, and has printed the reason
	} finally {
		rmSync(folder, { recursive: true });
	}
}

let failedSteps = 0;
for (const step of steps) if (!(await run(step))) failedSteps += 1;
const count = await runTests();
printCpuTime();
const failed = count.failed + failedSteps;
console.log(`${count.passed} passed, ${failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;
